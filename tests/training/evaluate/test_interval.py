"""training/evaluate/interval.py"""

import numpy as np
import pytest

from training.evaluate.interval import bootstrap

SIXTY = [f"shop/{number}" for number in range(60)]


def test_intervals_hold_the_true_mean_about_as_often_as_they_promise():
    dice = np.random.default_rng(0)
    held = 0
    for _ in range(300):
        found = bootstrap(dice.normal(3.0, 1.0, 60), SIXTY, draws=400)
        held += found.low <= 3.0 <= found.high
    # 95 % of 300 are 285; 4 standard deviations of chance on either side, and percentile intervals run a little short.
    assert 265 <= held <= 298


def test_the_interval_is_the_textbook_one_for_independent_pairs():
    values = np.random.default_rng(1).normal(0, 1, 60)
    found = bootstrap(values, SIXTY, draws=20_000)
    reach = 1.96 * values.std() / 60**0.5
    assert found.mean == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - reach, abs=0.02)
    assert found.high == pytest.approx(values.mean() + reach, abs=0.02)


def test_more_photos_of_the_same_products_do_not_make_it_narrower():
    values = np.random.default_rng(2).normal(0, 1, 60)
    once = bootstrap(values, SIXTY)
    tenfold = bootstrap(np.repeat(values, 10), np.repeat(SIXTY, 10))
    assert (tenfold.mean, tenfold.low, tenfold.high) == pytest.approx((once.mean, once.low, once.high))


def test_four_times_as_many_products_halve_it():
    values = np.random.default_rng(4).normal(0, 1, 60)
    few, many = bootstrap(values, SIXTY), bootstrap(np.tile(values, 4), [str(number) for number in range(240)])
    assert (many.high - many.low) / (few.high - few.low) == pytest.approx(0.5, abs=0.05)


def test_products_of_many_pairs_weigh_as_much_as_their_pairs():
    # Thirty products with nine pairs of 0 each, thirty with a single pair of 1: a tenth of all pairs.
    values = np.array([0.0] * 270 + [1.0] * 30)
    products = [str(pair // 9) for pair in range(270)] + [f"single {pair}" for pair in range(30)]
    found = bootstrap(values, products)
    assert found.mean == pytest.approx(0.1)
    assert 0.03 < found.low < 0.1 < found.high < 0.2


def test_a_seed_draws_the_same_and_another_seed_does_not():
    values = np.random.default_rng(3).normal(0, 1, 60)
    assert bootstrap(values, SIXTY, seed=5) == bootstrap(values, SIXTY, seed=5)
    assert bootstrap(values, SIXTY, seed=5) != bootstrap(values, SIXTY, seed=6)


def test_a_single_product_has_no_interval():
    with pytest.raises(ValueError, match=r"^an interval needs at least 2 products, not 1$"):
        bootstrap(np.array([1.0, 2.0]), ["a", "a"])


def test_every_value_needs_its_product():
    with pytest.raises(ValueError, match=r"^2 values of 3 pairs$"):
        bootstrap(np.array([1.0, 2.0]), ["a", "b", "c"])
