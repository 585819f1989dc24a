"""The fit starts from the network's own layer, leaves it for reviews only, and cannot be carried away by a few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.learn.check import Judged, better, cross_validate, score
from curation.learn.fit import fit

DICE = np.random.default_rng(7)


def world(photos: int, seed: int, signal: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, the network's log odds (which look at the wrong feature) and the truth (which is in the first)."""
    dice = np.random.default_rng(seed)
    features = 3 + dice.normal(0, 1, (photos, 40))
    front = signal * (features[:, 0] - 3) + dice.normal(0, 0.3, photos) > 0
    return features, 2 * (features[:, 1] - 3), front


def right(odds: np.ndarray, front: np.ndarray) -> float:
    return float(((odds > 0) == front).mean())


def test_reviews_help_on_photos_that_were_not_reviewed():
    features, odds, front = world(400, seed=1)
    move = fit(features[:100], odds[:100], front[:100], np.ones(100))
    assert right(odds[100:], front[100:]) < 0.6
    assert right(odds[100:] + move(features[100:]), front[100:]) > 0.75


def test_where_the_network_is_right_already_next_to_nothing_moves():
    features, _, front = world(60, seed=2)
    odds = np.where(front, 20.0, -20.0)
    move = fit(features, odds, front, np.ones(60))
    assert np.abs(move(features)).max() < 0.01


def test_a_high_penalty_keeps_the_network_as_it_is():
    features, odds, front = world(60, seed=3)
    move = fit(features, odds, front, np.ones(60), penalty=1e9)
    assert np.abs(move(features)).max() < 1e-4


def test_it_is_the_minimum_of_the_stated_loss():
    features, odds, front = world(30, seed=4)
    weight = DICE.uniform(0.2, 1, 30)
    move = fit(features, odds, front, weight, penalty=0.5)
    middle, spread = features.mean(0), features.std(0) + 0.05 * features.std(0).mean()
    length = np.sqrt((((features - middle) / spread) ** 2).sum(1).mean())

    def loss(weights: np.ndarray, bias: float) -> float:
        total = 0.0
        for row, own, is_front, how_much in zip(features, odds, front, weight):
            logit = own + row @ weights + bias
            total += how_much * np.log1p(np.exp(-logit if is_front else logit))
        inner = weights * spread * length
        return total + 0.25 * (inner @ inner + (bias + middle @ weights) ** 2)

    least = loss(move.weights, move.bias)
    for _ in range(50):
        assert loss(move.weights + DICE.normal(0, 1e-3, 40), move.bias + DICE.normal(0, 1e-3)) > least


def test_half_the_weight_twice_is_the_same_as_once():
    features, odds, front = world(30, seed=5)
    once = fit(features, odds, front, np.ones(30))
    twice = fit(np.tile(features, (2, 1)), np.tile(odds, 2), np.tile(front, 2), np.full(60, 0.5))
    assert np.allclose(once(features), twice(features), atol=1e-3)


@given(
    photos=st.integers(1, 12),
    seed=st.integers(0, 1000),
    scale=st.sampled_from([0.0, 1e-6, 1.0, 1e4]),
    fronts=st.sampled_from(["all", "none", "some"]),
)
def test_whatever_is_reviewed_the_layer_is_finite(photos, seed, scale, fronts):
    features, odds, front = world(photos, seed)
    front = {"all": np.ones(photos, bool), "none": np.zeros(photos, bool), "some": front}[fronts]
    move = fit(features * scale, odds * scale, front, np.ones(photos))
    assert np.isfinite(move.weights).all()
    assert np.isfinite(move.bias)


def judged(products: int, seed: int, useful: bool = True) -> Judged:
    """Three photos a product, of which the first is a front."""
    features, odds, _ = world(3 * products, seed)
    front = np.tile([True, False, False], products)
    if useful:
        features[:, 0] += 4 * front
    return Judged(features, odds, front, np.ones(3 * products), np.repeat(np.arange(products), 3))


def test_what_helps_on_products_left_out_is_better():
    before, after = cross_validate(judged(30, seed=1), 0.1, 0.5)
    assert better(before, after)
    assert (before.products, after.right > before.right, after.loss < before.loss) == (30, True, True)


def test_what_only_fits_the_products_it_saw_is_not_better():
    dice = np.random.default_rng(3)
    noise = judged(30, seed=2, useful=False)
    honest = Judged(
        noise.features, np.where(noise.front, 1.5, -1.5) + dice.normal(0, 0.5, 90), noise.front, noise.weight,
        noise.product,
    )  # fmt: skip
    before, after = cross_validate(honest, 1e-4, 0.5)
    assert not better(before, after)


def test_a_product_is_right_if_its_outcome_is():
    front = np.array([True, False, False, False, True, False])
    part = Judged(np.zeros((6, 1)), np.zeros(6), front, np.ones(6), np.array([0, 0, 1, 1, 2, 2]))
    assert score(part, np.array([1.0, 0, -1, -1, -2, -1]), 0.5).right == 2  # P2 has a front that was not found
    assert score(part, np.array([0.0, 1, -1, 1, 2, -1]), 0.5).right == 1  # P0 the wrong one, P1 paired by force
    assert score(part, np.array([1.0, 0, -1, -1, 2, -1]), 0.8).right == 2  # P0 not sure enough


def test_one_product_cannot_be_left_out():
    with pytest.raises(ValueError, match=r"^1 product cannot be left out$"):
        cross_validate(judged(1, seed=1), 0.1, 0.5)
