"""training/losses.py"""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.losses import ADVERSARIAL, BORDER, bce, grad_norm, l1, lsgan, mse, right

LOGITS = torch.tensor([[-2.0, 0.0], [0.5, 3.0]])


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=6), st.floats(0, 1))
def test_cross_entropy_is_that_of_the_logistic_function(logits, target):
    yes = [1 / (1 + math.exp(-value)) for value in logits]
    expected = [
        -target * math.log(max(p, 1e-300)) - (1 - target) * math.log(max(1 / (1 + math.exp(value)), 1e-300))
        for p, value in zip(yes, logits)
    ]
    found = bce(torch.tensor(logits, dtype=torch.float64), target).item()
    assert found == pytest.approx(sum(expected) / len(expected), rel=1e-4, abs=1e-6)


def test_cross_entropy_of_no_opinion_is_the_logarithm_of_two():
    assert bce(torch.zeros(3, 1, 2, 2), 1.0).item() == pytest.approx(math.log(2))


def test_cross_entropy_of_a_sure_mistake_is_large_and_a_number():
    assert bce(torch.tensor([1e4]), 0.0).item() == pytest.approx(1e4)


def test_the_squared_distance_to_the_label_is_a_mean():
    assert lsgan(LOGITS, 1.0).item() == pytest.approx((9 + 1 + 0.25 + 4) / 4)


def test_differences_of_pictures_are_means_over_all_elements():
    a, b = torch.zeros(2, 3, 4, 4), torch.zeros(2, 3, 4, 4)
    b[0] = 2.0
    assert l1(a, b).item() == pytest.approx(1.0)
    assert mse(a, b).item() == pytest.approx(2.0)


@pytest.mark.parametrize(
    "loss", [lambda x: bce(x, 1.0), lambda x: lsgan(x, 1.0), lambda x: l1(x, 0 * x), lambda x: mse(x, 0 * x)]
)
def test_losses_of_half_precision_are_computed_in_single(loss):
    assert loss(LOGITS.bfloat16()).dtype == torch.float32


def test_the_share_of_right_answers_counts_its_side_of_the_border():
    assert right(LOGITS, True).item() == 0.5
    assert right(LOGITS, False).item() == 0.5
    assert right(torch.tensor([0.2, 0.4, 0.6, -1.0]), True, border=0.5).item() == 0.25
    assert not right(LOGITS.requires_grad_(), True).requires_grad


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_the_border_lies_where_both_labels_cost_the_same(name):
    undecided = torch.full((3,), BORDER[name])
    assert ADVERSARIAL[name](undecided, 1.0).item() == pytest.approx(ADVERSARIAL[name](undecided, 0.0).item())


def test_the_norm_of_gradients_is_that_of_all_numbers_together():
    gradients = [torch.tensor([3.0, 0.0]), torch.tensor([[4.0]]), torch.tensor(12.0)]
    assert grad_norm(gradients).item() == pytest.approx(13.0)


def test_gradients_of_different_types_in_any_order_have_one_norm():
    kinds = [torch.float32, torch.bfloat16, torch.float32, torch.float64, torch.bfloat16]
    gradients = [torch.full((4,), value, dtype=kind) for value, kind in zip((1.0, 2.0, 3.0, 4.0, 1.0), kinds)]
    found = grad_norm(gradients)
    assert found.item() == pytest.approx(math.sqrt(4 * (1 + 4 + 9 + 16 + 1)))
    assert found.dtype == torch.float32


def test_a_gradient_that_is_no_number_shows():
    assert math.isnan(grad_norm([torch.ones(2), torch.tensor([math.nan])]).item())


def test_without_gradients_there_is_no_norm():
    with pytest.raises(ValueError, match=r"^no gradient: the phase's losses do not reach its networks$"):
        grad_norm([])
