"""The guard lets learning networks pass and stops collapsed ones with an explanation."""

import pytest
import torch

from curation.errors import RunError
from training.retrieval.losses.guard import PATIENCE, check_spread, mean_distance, spread, still_stuck


def test_even_directions_have_the_spread_that_the_floor_is_compared_with():
    features = torch.randn(4000, 128, generator=torch.Generator().manual_seed(0))
    assert float(spread(features)) == pytest.approx(128**-0.5, rel=0.01)
    assert float(spread(7 * features)) == pytest.approx(float(spread(features)), rel=1e-5)
    assert float(spread(7 * features, unit=False)) == pytest.approx(7, rel=0.01)
    assert float(mean_distance(features)) == pytest.approx(2**0.5, rel=0.01)
    check_spread(features, 10)


def test_one_point_is_stopped_with_what_to_change():
    point = torch.ones(16, 8) + 1e-5 * torch.randn(16, 8, generator=torch.Generator().manual_seed(0))
    with pytest.raises(RunError) as error:
        check_spread(point, 75)
    assert str(error.value) == (
        "the embeddings have collapsed at step 75: over 16 photos their standard deviation is 3.4e-06, below 0.001, so "
        "every photo is as near to every product. More steps do not mend it: use semi-hard mining or InfoNCE on "
        "normalised vectors, or a smaller optimizer.lr"
    )


def test_vectors_that_shrink_to_zero_have_collapsed_though_their_directions_differ():
    shrunk = 1e-5 * torch.randn(16, 8, generator=torch.Generator().manual_seed(0))
    check_spread(shrunk, 75)
    with pytest.raises(RunError, match="More steps do not mend it: take a walk"):
        check_spread(shrunk, 75, unit=False, advice="take a walk")


def test_a_loss_that_stays_at_its_margin_is_stopped_and_one_that_leaves_it_is_not():
    looks = 0
    for _ in range(PATIENCE - 1):
        looks = still_stuck(torch.tensor(0.21), 0.2, looks, 25)
    assert looks == PATIENCE - 1
    assert still_stuck(torch.tensor(0.12), 0.2, looks, 25) == 0
    with pytest.raises(RunError) as error:
        still_stuck(torch.tensor(0.203), 0.2, looks, 150)
    assert str(error.value) == (
        "the embeddings have collapsed at step 150: at the last 6 looks the triplet loss stood at its margin (0.203 of "
        "0.2), which is what it costs when right and wrong products are equally near. More steps do not mend it: use "
        "semi-hard mining or InfoNCE on normalised vectors"
    )
