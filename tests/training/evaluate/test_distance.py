"""training/evaluate/distance.py"""

import itertools
import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torchmetrics.image.fid import FrechetInceptionDistance

from training.evaluate.distance import caution, discrepancy, frechet, kernel


def draws(count: int, dimension: int, seed: int, shift: float = 0.0, spread: float = 1.0) -> torch.Tensor:
    noise = torch.randn(count, dimension, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return shift + spread * noise


def test_the_frechet_distance_of_numbers_is_that_of_means_and_deviations():
    made, real = draws(50, 1, 0), draws(70, 1, 1, shift=2.0, spread=3.0)
    expected = (made.mean() - real.mean()) ** 2 + (made.std() - real.std()) ** 2
    assert frechet(made, real) == pytest.approx(expected.item())


def test_the_frechet_distance_of_a_shifted_copy_is_the_shift_squared():
    real = draws(30, 6, 0)
    assert frechet(real + torch.tensor([3.0, 4.0, 0, 0, 0, 0]), real) == pytest.approx(25.0)


@given(st.integers(2, 30), st.integers(2, 30), st.integers(1, 20), st.integers(0, 99))
def test_the_frechet_distance_is_the_formula_with_a_matrix_root(many, others, dimension, seed):
    from scipy.linalg import sqrtm

    made, real = draws(many, dimension, seed), draws(others, dimension, seed + 100, 0.5, 2.0)
    ours, theirs = (np.atleast_2d(np.cov(features.numpy(), rowvar=False)) for features in (made, real))
    # Through symmetric matrices: the root of the product itself fails where ranks do.
    root = sqrtm_of(ours)
    common = sqrtm(root @ theirs @ root + 1e-12 * np.eye(dimension))
    shift = ((made.mean(0) - real.mean(0)) ** 2).sum().item()
    expected = shift + np.trace(ours) + np.trace(theirs) - 2 * np.trace(common).real
    assert frechet(made, real) == pytest.approx(expected, rel=1e-4, abs=1e-4)


def sqrtm_of(symmetric: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(symmetric)
    return vectors @ np.diag(np.sqrt(values.clip(0))) @ vectors.T


class Numbers(nn.Module):
    """Lets torchmetrics see our features instead of Inception's."""

    num_features = 5

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return features.flatten(1)


def test_the_frechet_distance_is_torchmetrics_with_the_same_features():
    made, real = draws(40, 5, 0), draws(60, 5, 1, shift=1.0, spread=1.5)
    theirs = FrechetInceptionDistance(feature=Numbers(), input_img_size=(1, 1, 5), normalize=True).set_dtype(
        torch.float64
    )
    theirs.update(made[:, None, None, :], real=False)
    theirs.update(real[:, None, None, :], real=True)
    assert frechet(made, real) == pytest.approx(theirs.compute().item(), rel=1e-6)


def test_a_set_has_no_distance_from_itself_even_where_it_does_not_fill_its_dimensions():
    few = draws(5, 200, 0)
    assert frechet(few, few.flip(0)) == pytest.approx(0.0, abs=1e-9)


@given(st.integers(2, 12), st.integers(2, 12), st.integers(1, 6), st.integers(0, 99))
def test_the_discrepancy_is_the_sum_over_all_pairs_of_pictures(many, others, dimension, seed):
    made, real = draws(many, dimension, seed), draws(others, dimension, seed + 1, 0.3)

    def alike(one, other):
        return (float(one @ other) / dimension + 1) ** 3

    def within(features):
        return np.mean([alike(one, other) for one, other in itertools.permutations(features, 2)])

    across = np.mean([alike(one, other) for one in made for other in real])
    assert discrepancy(made, real) == pytest.approx(within(made) + within(real) - 2 * across, rel=1e-9, abs=1e-9)


def test_the_kernel_distance_of_one_kind_is_zero_on_average_at_any_number():
    for count in (8, 40):
        found = [discrepancy(draws(count, 4, seed), draws(count, 4, seed + 1000)) for seed in range(400)]
        assert abs(np.mean(found)) < 4 * np.std(found) / 400**0.5


def test_the_frechet_distance_of_one_kind_is_not_which_is_what_the_caution_is_about():
    few = np.mean([frechet(draws(8, 4, seed), draws(8, 4, seed + 1000)) for seed in range(50)])
    many = np.mean([frechet(draws(80, 4, seed), draws(80, 4, seed + 1000)) for seed in range(50)])
    assert few > 5 * many


@pytest.mark.parametrize("distance", [frechet, lambda made, real: kernel(made, real).mean])
def test_what_is_further_off_is_further_off(distance):
    real = draws(200, 8, 0)
    near, far, collapsed = (
        distance(made, real) for made in (draws(200, 8, 1, 0.1), draws(200, 8, 1, 1.0), draws(200, 8, 1, 0.0, 0.01))
    )
    assert near < far
    assert near < collapsed


def test_subsets_differ_and_their_number_and_size_are_told():
    found = kernel(draws(30, 4, 0), draws(50, 4, 1))
    assert (found.subsets, found.size) == (100, 15)
    assert found.deviation > 0


def test_the_kernel_distance_has_a_seed():
    made, real = draws(30, 4, 0), draws(50, 4, 1)
    assert kernel(made, real, seed=1) == kernel(made, real, seed=1)
    assert kernel(made, real, seed=1) != kernel(made, real, seed=2)


def test_a_subset_of_everything_is_the_whole_sets_discrepancy():
    made, real = draws(20, 4, 0), draws(20, 4, 1)
    found = kernel(made, real, subsets=3, size=20)
    assert found.mean == pytest.approx(discrepancy(made, real))
    assert found.deviation == pytest.approx(0.0, abs=1e-12)


def test_matched_sets_are_compared_without_their_matches():
    truth = draws(16, 4, 0)
    found = np.array(
        [kernel(draws(16, 4, seed), draws(16, 4, seed), subsets=20, matched=True).mean for seed in range(200)]
    )
    assert abs(found.mean()) < 4 * found.std() / 200**0.5
    assert kernel(truth, truth).mean < kernel(truth, truth, matched=True).mean


def test_matched_subsets_have_no_product_in_common():
    # Alike only where the product is the same: any product on both sides would show.
    apart = 100 * torch.eye(10, dtype=torch.float64)
    across = kernel(apart, apart, size=5, subsets=1, matched=True).mean
    assert across == pytest.approx(discrepancy(apart[:5], apart[5:]))


def test_sets_too_small_are_refused():
    one, many = draws(1, 4, 0), draws(9, 4, 1)
    with pytest.raises(ValueError, match=r"^a Frechet distance needs at least 2 pictures in each set, not 1$"):
        frechet(many, one)
    with pytest.raises(ValueError, match=r"^subsets of 2 pictures cannot be drawn: 2 to 1 are possible$"):
        kernel(many, one)
    with pytest.raises(ValueError, match=r"^subsets of 10 pictures cannot be drawn: 2 to 9 are possible$"):
        kernel(many, many, size=10)
    with pytest.raises(ValueError, match=r"^subsets of 5 pictures cannot be drawn: 2 to 4 are possible$"):
        kernel(many, many, size=5, matched=True)
    with pytest.raises(ValueError, match=r"^9 and 8 pictures do not match row for row$"):
        kernel(many, many[:8], matched=True)


def test_few_pictures_carry_a_caution():
    biased = (
        "N = 2,047 is below 2,048: Frechet distances are biased upwards and compare only at equal N; "
        "prefer the kernel distance"
    )
    assert caution(2047, 1280) == biased
    assert caution(2048, 1280) == ""
    assert caution(2048, 2048) == "covariances of 2,048 features from 2,048 pictures are rank-deficient"
    assert re.fullmatch(r"N = 40 is below .*; covariances of 1,280 features from 40 .*", caution(40, 1280))
