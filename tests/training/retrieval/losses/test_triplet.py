"""Triplet and InfoNCE against loops written out, and the mining that is known to collapse."""

import math

import pytest
import torch
from torch.nn.functional import normalize

from training.retrieval.losses.contrast import info_nce
from training.retrieval.losses.triplet import COLLAPSES, active, nearest_wrong, plain, semi_hard, warn_of


@pytest.fixture
def world():
    """Features of people and products on no particular scale: labels 0, 0, 1, 2 and 0, 1, 1, 2."""
    draws = torch.Generator().manual_seed(3)
    street, shop = 5 * torch.randn(4, 3, generator=draws), torch.randn(4, 3, generator=draws)
    return street, shop, torch.tensor([0, 0, 1, 2]), torch.tensor([0, 1, 1, 2])


def triplets(street, shop, labels, others):
    """Every anchor with a right and a wrong product: squared distance to each, on the unit sphere."""
    street, shop = normalize(street), normalize(shop)
    for anchor, label in zip(street, labels):
        for right, own in zip(shop, others):
            for wrong, other in zip(shop, others):
                if own == label and other != label:
                    yield float((anchor - right).square().sum()), float((anchor - wrong).square().sum())


@pytest.mark.parametrize("mining", ["semihard", "hard", "all"])
def test_the_mined_loss_is_the_loop_written_out(world, mining):
    margin = 0.7
    kept = [
        near - far + margin
        for near, far in triplets(*world)
        if {
            "semihard": near < far < near + margin,
            "hard": far < near,
            "all": near - far + margin > 0,
        }[mining]
    ]
    assert kept
    street, shop, labels, others = world
    assert float(semi_hard(street, shop, labels, others, margin, mining)) == pytest.approx(
        sum(kept) / len(kept), rel=1e-4
    )


def test_the_active_share_counts_triplets_that_cost_something(world):
    street, shop, labels, others = world
    every = list(triplets(*world))
    expected = sum(near - far + 0.2 > 0 for near, far in every) / len(every)
    assert float(active(street, shop, labels, others, 0.2)) == pytest.approx(expected)


def test_info_nce_is_the_loop_written_out_in_both_directions(world):
    street, shop, labels, others = world

    def one_way(queries, items, own, theirs):
        # Each right pair is told from all wrong ones, as pytorch-metric-learning counts them.
        cosine = normalize(queries) @ normalize(items).T / 0.3
        costs = []
        for row in range(len(queries)):
            wrong = [math.exp(cosine[row, other]) for other in range(len(items)) if theirs[other] != own[row]]
            for column in range(len(items)):
                if theirs[column] == own[row]:
                    here = math.exp(cosine[row, column])
                    costs.append(-math.log(here / (here + sum(wrong))))
        return sum(costs) / len(costs)

    expected = (one_way(street, shop, labels, others) + one_way(shop, street, others, labels)) / 2
    assert float(info_nce(street, shop, labels, others, 0.3)) == pytest.approx(expected, rel=1e-4)


def test_the_global_argmin_is_the_nearest_wrong_row_of_the_bank():
    bank = torch.tensor([[0.0, 0.0], [1.0, 0.0], [5.0, 5.0]])
    anchors = torch.tensor([[0.1, 0.0], [0.9, 0.0], [5.0, 5.0]])
    assert nearest_wrong(anchors, bank, torch.tensor([0, 1, 2])).tolist() == [1, 0, 1]
    assert float(plain(anchors, anchors, anchors, 0.2)) == pytest.approx(0.2)


def test_the_mining_that_collapses_is_warned_of():
    with pytest.warns(UserWarning, match="whose vectors all became zero") as caught:
        warn_of("global-argmin")
    assert str(caught[0].message) == COLLAPSES
    warn_of("semihard")  # a warning would be an error here
