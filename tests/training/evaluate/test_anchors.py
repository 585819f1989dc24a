"""training/evaluate/anchors.py"""

import numpy as np
import pytest
import torch

from training.evaluate.anchors import halves, one_each, other_real, remember
from training.evaluate.features import Features
from training.evaluate.shown import each

CPU = torch.device("cpu")
LEVELS = Features("mean level", "", "none", 1, lambda pictures: pictures.mean(dim=(1, 2, 3))[:, None])


def gray(*levels: int, side: int = 32) -> np.ndarray:
    return np.stack([np.full((3, side, side), level, np.uint8) for level in levels])


def test_the_mean_is_the_best_constant_answer():
    targets = np.random.default_rng(0).integers(0, 256, (70, 3, 4, 4), np.uint8)
    shown = remember(targets, targets, None, CPU).mean_target(5)
    assert len(shown) == 5
    np.testing.assert_allclose(shown.pictures[0].numpy(), targets.mean(0), atol=0.501)


def test_the_nearest_input_gives_its_target():
    memory = remember(gray(10, 100, 200), gray(1, 2, 3), None, CPU)
    shown = memory.nearest_target(each(gray(90, 180, 0, 149)), ["a", "b", "c", "d"])
    assert [int(batch) for batch in shown.pictures[shown.rows][:, 0, 0, 0]] == [2, 3, 1, 2]


def test_near_is_what_looks_alike_to_the_features_that_were_named():
    checks = np.indices((32, 32)).sum(0) % 2 * 200
    inputs = np.concatenate([np.broadcast_to(checks, (1, 3, 32, 32)), gray(70)]).astype(np.uint8)
    dark = each(gray(80))
    assert remember(inputs, inputs, None, CPU).nearest_target(dark, ["a"]).rows.tolist() == [1]
    brighter = Features("brightest", "", "none", 1, lambda pictures: pictures.amax(dim=(1, 2, 3))[:, None])
    assert remember(gray(90, 255), inputs, None, CPU, brighter).nearest_target(each(inputs[:1]), ["a"]).rows == [1]


def test_no_pair_is_answered_with_its_own_product():
    memory = remember(gray(10, 12, 200), gray(1, 2, 3), ["a", "a", "b"], CPU)
    assert memory.nearest_target(each(gray(10, 200)), ["a", "b"]).rows.tolist() == [2, 1]


def test_a_training_split_of_one_product_cannot_answer_itself():
    memory = remember(gray(10, 12), gray(1, 2), ["a", "a"], CPU)
    with pytest.raises(ValueError, match=r"^the nearest product needs training pairs of at least 2 products$"):
        memory.nearest_target(each(gray(10)), ["a"])


@pytest.mark.parametrize("seed", range(5))
def test_another_real_target_is_never_of_the_same_product(seed):
    products = ["a", "b", "a", "c", "b", "a"]
    shown = other_real(each(gray(*range(6))), products, seed)
    assert all(products[row] != product for row, product in zip(shown.rows, products))


def test_every_other_product_has_its_turn():
    products = ["a", "b", "c", "d"]
    seen = {
        (pair, int(row))
        for seed in range(60)
        for pair, row in enumerate(other_real(each(gray(1, 2, 3, 4)), products, seed).rows)
    }
    assert seen == {(pair, row) for pair in range(4) for row in range(4) if pair != row}


def test_halves_have_nothing_in_common_and_are_equally_large():
    one, other = halves(9, seed=3)
    assert len(one) == len(other) == 4
    assert len({*one, *other}) == 8
    assert not np.array_equal(one, halves(9, seed=4)[0])


def test_each_product_is_seen_once():
    assert one_each(["b", "a", "b", "c", "a"]).tolist() == [0, 1, 3]
