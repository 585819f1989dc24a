"""training/evaluate/side.py"""

import re

import numpy as np
import pytest
import torch

from curation.errors import DataError
from training.evaluate.side import check_leaks, check_products, check_training, held_out, seen


def blank(count: int, side: int = 4) -> np.ndarray:
    return np.arange(count, dtype=np.uint8)[:, None, None, None] + np.zeros((count, 3, side, side), np.uint8)


def test_the_training_side_is_made_of_the_rows_that_were_asked_for():
    side = seen(blank(4), blank(4), ["a", "b", "c", "d"], blank(2), [3, 1])
    assert list(side.products) == ["d", "b"]
    (targets,) = side.targets.batches(torch.device("cpu"))
    assert (targets[:, 0, 0, 0] * 255).tolist() == [3.0, 1.0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"outputs": blank(2)}, "test: 2 outputs for 3 targets"),
        ({"inputs": blank(4)}, "test: 4 inputs for 3 targets"),
        ({"products": ["a"]}, "test: 1 products for 3 targets"),
        ({"outputs": blank(3, 8)}, "test outputs are 8x8 pixels where targets are 4x4"),
        ({"targets": blank(3).astype(float)}, "test targets must be (N, 3, H, W) uint8, not (3, 3, 4, 4) float64"),
    ],
)
def test_what_does_not_fit_together_is_refused(given, message):
    whole = {"outputs": blank(3), "inputs": blank(3), "targets": blank(3), "products": ["a", "b", "c"]}
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        held_out("test", **{**whole, **given})


def test_training_outputs_need_their_products():
    message = "train_outputs need train_products: no pair may be answered with its own product"
    with pytest.raises(ValueError, match=f"^{message}$"):
        seen(blank(3), blank(3), None, blank(3), None)


def test_training_outputs_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"^train: 3 outputs for 2 targets$"):
        seen(blank(3), blank(3), ["a", "b", "c"], blank(3), [0, 1])


def test_training_pairs_must_be_there():
    with pytest.raises(DataError, match=r"^the train split has no pairs; mean and nearest product are taken from it$"):
        check_training(blank(0), blank(0), None, blank(3))


@pytest.mark.parametrize(
    ("count", "distances", "message"),
    [
        (0, False, "the test split has 0 of the at least 2 products that intervals need"),
        (1, False, "the test split has 1 of the at least 2 products that intervals need"),
        (3, True, "the test split has 3 of the at least 4 products that distances between sets need"),
    ],
)
def test_too_few_products_are_refused(count, distances, message):
    side = held_out("test", blank(count), blank(count), blank(count), [f"p{number}" for number in range(count)])
    with pytest.raises(DataError, match=f"^{message}$"):
        check_products(side, distances=distances)


@pytest.mark.parametrize(("count", "distances"), [(2, False), (4, True)])
def test_as_many_as_are_needed_are_enough(count, distances):
    side = held_out("test", blank(count), blank(count), blank(count), [f"p{number}" for number in range(count)])
    check_products(side, distances=distances)


def test_a_product_in_both_splits_is_refused():
    message = (
        "products of the test split that are in the train split, too: 2, such as b; "
        "split by product, or what is measured is memory"
    )
    with pytest.raises(DataError, match=f"^{message}$"):
        check_leaks("test", ["c", "b", "x", "b"], ["a", "b", "c"])
    check_leaks("test", ["x", "y"], ["a", "b"])
