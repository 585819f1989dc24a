"""training/data/sampler.py"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.sampler import Sampler

small = st.integers(1, 20)


@given(count=small, batch=small, ranks=st.integers(1, 4), seed=st.integers(0, 2**63 - 1))
def test_every_sample_comes_once_an_epoch_whatever_the_batch_and_the_devices(count, batch, ranks, seed):
    samplers = [Sampler(count, batch, seed, rank, ranks) for rank in range(ranks)]
    steps = -(-3 * count // (batch * ranks))
    order = np.concatenate([sampler.at(step) for step in range(steps) for sampler in samplers])
    assert len(order) == steps * batch * ranks
    for epoch in range(3):
        assert sorted(order[epoch * count : (epoch + 1) * count]) == list(range(count))


@given(count=small, batch=small, seed=st.integers(0, 99), steps=st.lists(st.integers(0, 500), max_size=8))
def test_what_a_step_sees_does_not_depend_on_what_was_asked_before(count, batch, seed, steps):
    used = Sampler(count, batch, seed)
    for step in steps:
        assert np.array_equal(used.at(step), Sampler(count, batch, seed).at(step))


def test_each_epoch_has_its_own_order_and_each_seed_too():
    sampler = Sampler(50, 50, 1)
    assert not np.array_equal(sampler.at(0), sampler.at(1))
    assert not np.array_equal(sampler.at(0), Sampler(50, 50, 2).at(0))


def test_several_devices_see_together_what_one_sees_with_a_larger_batch():
    alone = Sampler(17, 6, 3)
    two = [Sampler(17, 3, 3, rank, 2) for rank in range(2)]
    for step in range(9):
        assert np.array_equal(alone.at(step), np.concatenate([each.at(step) for each in two]))


def test_epochs_are_passes_over_the_samples():
    sampler = Sampler(10, 2, 0, rank=1, ranks=2)
    assert [sampler.epoch(step) for step in (0, 5, 10)] == pytest.approx([0, 2, 4])
