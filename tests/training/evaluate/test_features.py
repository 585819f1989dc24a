"""training/evaluate/features.py"""

import re

import numpy as np
import pytest
import torch

from curation.errors import UnknownNameError
from training.evaluate.features import FEATURES, Features, named
from training.evaluate.shown import Shown, each

CPU = torch.device("cpu")


@pytest.fixture(scope="module", params=FEATURES)
def network(request) -> Features:
    return named(request.param, CPU)


def test_a_network_says_what_its_numbers_depend_on(network):
    assert network.name in FEATURES
    assert re.fullmatch("[0-9a-f]{64}", network.sha256)
    assert "to 224x224" in network.resize


def test_a_network_describes_any_size_with_as_many_numbers_as_it_says(network):
    for height, width in ((32, 32), (40, 24), (300, 300)):
        found = network.describe(each(np.zeros((1, 3, height, width), np.uint8)), CPU)
        assert found.shape == (1, network.dimension)


def test_a_network_tells_pictures_apart_and_a_batch_changes_nothing(network):
    dice = np.random.default_rng(0)
    pictures = dice.integers(0, 256, (3, 3, 32, 32), np.uint8)
    pictures[2] = pictures[0]
    found = network.describe(each(pictures), CPU, batch=2)
    torch.testing.assert_close(found[0], found[2])
    assert not torch.allclose(found[0], found[1], atol=0.05)


def test_a_picture_that_is_shown_twice_is_looked_at_once():
    looked = []

    def of(pictures):
        looked.append(len(pictures))
        return pictures.mean(dim=(2, 3))

    features = Features("colours", "", "none", 3, of)
    pictures = np.stack([np.full((3, 4, 4), level, np.uint8) for level in (0, 51, 255)])
    found = features.describe(Shown(pictures, np.array([2, 0, 2, 1, 2])), CPU)
    assert sum(looked) == 3
    torch.testing.assert_close(found[:, 0], torch.tensor([1.0, 0.0, 1.0, 0.2, 1.0]))


def test_unknown_features_are_named_with_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"^unknown features 'inception'; known features: efficientnet-lite0$"):
        named("inception", CPU)
