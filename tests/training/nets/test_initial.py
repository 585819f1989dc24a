"""training/nets/initial.py"""

import pytest
import torch
from torch import nn

from training.nets.initial import draw


def net() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(16, 64, 5), nn.BatchNorm2d(4000), nn.ConvTranspose2d(64, 16, 5), nn.Linear(3, 3))


def test_convolutions_are_drawn_around_zero_and_batch_norms_around_one():
    conv, norm, back, _ = drawn = net()
    draw(drawn, torch.Generator().manual_seed(1))
    for weight, mean in ((conv.weight, 0.0), (back.weight, 0.0), (norm.weight, 1.0)):
        assert weight.mean().item() == pytest.approx(mean, abs=0.001)
        assert weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert not any(part.bias.any() for part in (conv, norm, back))


def test_other_modules_keep_what_they_have():
    drawn = net()
    before = drawn[3].weight.clone()
    draw(drawn)
    assert torch.equal(drawn[3].weight, before)


def test_the_same_seed_draws_the_same_weights_whatever_torch_did_before():
    first, second = net(), net()
    draw(first, torch.Generator().manual_seed(7))
    torch.rand(5)
    draw(second, torch.Generator().manual_seed(7))
    assert torch.equal(first[0].weight, second[0].weight)
