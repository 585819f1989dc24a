"""training/nets/patch.py"""

import re

import pytest
import torch
from torch import nn

from training.nets.patch import Patch


def parameters(net: nn.Module) -> int:
    return sum(value.numel() for value in net.parameters())


@pytest.mark.parametrize(
    ("channels", "norm", "published"), [(6, "batch", 2.769), (3, "batch", 2.766), (3, "instance", 2.765)]
)
def test_it_has_as_many_parameters_as_the_published_network(channels, norm, published):
    with torch.device("meta"):
        net = Patch(channels, norm=norm)
    outside = 16 * channels * 64 + 64 + 16 * 512 + 1
    inside = 16 * (64 * 128 + 128 * 256 + 256 * 512)
    # Batch norm: scale and shift; instance norm: none, but a bias before it.
    norms = (2 if norm == "batch" else 1) * (128 + 256 + 512)
    assert parameters(net) == outside + inside + norms
    assert round(parameters(net) / 1e6, 3) == published


def test_256_pixels_give_30_by_30_logits():
    assert Patch(width=1)(torch.rand(2, 6, 256, 256)).shape == (2, 1, 30, 30)


def test_logits_are_not_squeezed():
    net = Patch(3, width=2, norm="none")
    with torch.no_grad():
        net.body[-1].bias.fill_(9)
    assert net(torch.rand(1, 3, 32, 32)).min() > 5


@pytest.mark.parametrize(("layers", "patch"), [(0, 1), (1, 16), (2, 34), (3, 70), (4, 142)])
def test_a_logit_sees_a_patch_of_so_many_pixels(layers, patch):
    pictures = torch.rand(1, 6, 288, 288, requires_grad=True)
    logits = Patch(width=1, layers=layers, norm="none")(pictures)
    middle = logits.shape[-1] // 2
    logits[0, 0, middle, middle].backward()
    seen = pictures.grad.abs().sum(dim=(0, 1)) > 0
    assert (seen.any(0).sum(), seen.any(1).sum()) == (patch, patch)


def test_the_pixel_variant_gives_a_logit_for_each_pixel():
    assert Patch(3, width=4, layers=0)(torch.rand(2, 3, 7, 5)).shape == (2, 1, 7, 5)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_smallest_picture_gives_a_logit(layers):
    side = 3 << layers
    assert Patch(3, width=2, layers=layers)(torch.rand(2, 3, side, side)).shape == (2, 1, 1, 1)


def test_a_picture_smaller_than_that_is_refused():
    message = (
        "a patch discriminator of 3 layers takes pictures of at least 24x24 pixels, not 64x23; give it fewer layers"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Patch(3, width=2)(torch.rand(1, 3, 23, 64))


def test_fewer_layers_than_none_are_refused():
    with pytest.raises(ValueError, match=r"^a patch discriminator has 0 layers or more, not -1$"):
        Patch(layers=-1)
