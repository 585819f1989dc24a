"""training/nets/norm.py"""

import re

import pytest
import torch

from training.nets.norm import norm_of


def test_instance_norm_gives_the_same_in_training_and_after_it():
    layer, found = norm_of("instance", 3), torch.randn(2, 3, 8, 8)
    assert torch.equal(layer.train()(found), layer.eval()(found))
    assert not list(layer.parameters())


def test_batch_norm_does_not():
    layer, found = norm_of("batch", 3), torch.randn(2, 3, 8, 8) + 5
    assert not torch.allclose(layer.train()(found), layer.eval()(found), atol=0.1)


def test_an_unknown_norm_is_named_with_the_known_ones():
    message = "norm 'layer' does not exist; known norms: batch, instance, none"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        norm_of("layer", 3)
