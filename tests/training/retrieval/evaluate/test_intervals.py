"""Intervals: Wilson's against its table, the bootstrap against the normal one, differences of the same queries."""

import numpy as np
import pytest

from training.retrieval.evaluate.intervals import bootstrap, paired_difference, wilson


def test_wilson_equals_the_published_interval():
    # 55 of 65: PoshakNet's P@1 if its test had 65 queries.
    low, high = wilson(55, 65)
    assert (round(low, 2), round(high, 2)) == (0.74, 0.91)
    assert wilson(0, 10)[0] == 0
    assert wilson(0, 10)[1] == pytest.approx(0.2775, abs=1e-4)


def test_the_bootstrap_of_independent_values_is_the_normal_interval():
    values = np.random.default_rng(1).normal(size=(400, 1))
    ((low, high),) = bootstrap(values, [str(row) for row in range(400)], 4000, 0)
    half = 1.96 * values.std() / 20
    assert (high - low) / 2 == pytest.approx(half, rel=0.06)
    assert bootstrap(values, [str(row) for row in range(400)], 100, 0).tolist() == (
        bootstrap(values, [str(row) for row in range(400)], 100, 0).tolist()
    )


def test_two_embedders_on_the_same_queries_differ_surely_where_each_alone_is_unsure():
    dice = np.random.default_rng(0)
    theirs = (dice.random(200) < 0.5).astype(float)
    ours = np.where(dice.random(200) < 0.15, 1.0, theirs)
    gain, low, high = paired_difference(ours, theirs, [str(row) for row in range(200)])
    assert gain == pytest.approx(ours.mean() - theirs.mean())
    assert 0 < low < gain < high
    assert wilson(ours.sum(), 200)[0] < wilson(theirs.sum(), 200)[1]  # alone they overlap
