"""training/nets/unet.py"""

import re

import pytest
import torch
from torch import nn

from training.nets.unet import UNet


def parameters(net: nn.Module) -> int:
    return sum(value.numel() for value in net.parameters())


def conv(inner: int, outer: int) -> int:
    """Weights of a 4x4 convolution without bias."""
    return 16 * inner * outer


@pytest.mark.parametrize(
    ("size", "widths", "published"),
    [
        (256, (64, 128, 256, 512, 512, 512, 512, 512), 54.41),
        (128, (64, 128, 256, 512, 512, 512, 512), 41.83),
    ],
)
def test_it_has_as_many_parameters_as_the_published_network(size, widths, published):
    with torch.device("meta"):
        net = UNet(size=size)
    down = sum(conv(inner, outer) for inner, outer in zip((3, *widths), widths))
    # Every level but the innermost gets its skip connection beside what comes from below.
    up = conv(512, 512) + sum(conv(2 * inner, outer) for inner, outer in zip(widths[1:-1], widths)) + conv(128, 3) + 3
    norms = 2 * (sum(widths[1:-1]) + sum(widths[:-1]))
    assert parameters(net) == down + up + norms
    assert round(parameters(net) / 1e6, 2) == published


@pytest.mark.parametrize("norm", ["batch", "instance", "none"])
@pytest.mark.parametrize("upsample", ["convt", "resize"])
def test_what_comes_out_has_the_size_of_what_went_in(norm, upsample):
    net = UNet(3, 2, size=16, width=4, norm=norm, upsample=upsample)
    made = net(torch.rand(2, 3, 16, 16))
    assert made.shape == (2, 2, 16, 16)
    assert made.abs().max() <= 1
    made.sum().backward()
    assert all(value.grad is not None for value in net.parameters())


def test_a_rectangle_works_with_as_many_levels_as_divide_it():
    assert UNet(width=4, levels=3)(torch.rand(1, 3, 24, 40)).shape == (1, 3, 24, 40)


def test_what_the_bottleneck_loses_arrives_over_the_skip_connections():
    net = UNet(size=32, width=4).eval()
    one, other = torch.rand(2, 1, 3, 32, 32)
    for level in range(1, net.levels):
        # Nothing from below: what tells one picture from another can only have come over the skips further out.
        whole, net.up[level] = net.up[level], nn.Sequential(net.up[level], nn.Threshold(1e9, 0.0))
        assert not torch.equal(net(one), net(other))
        net.up[level] = whole


def test_the_three_widest_levels_next_to_the_bottleneck_have_dropout():
    net = UNet(size=256, width=1, dropout=0.3)
    dropped = [level for level, up in enumerate(net.up) if any(isinstance(part, nn.Dropout) for part in up)]
    assert dropped == [5, 6, 7]
    assert [part.p for part in net.modules() if isinstance(part, nn.Dropout)] == [0.3, 0.3, 0.3]


def test_evaluation_has_no_chance_and_no_need_of_flags():
    net = UNet(size=64, width=2)
    pictures = torch.rand(2, 3, 64, 64)
    assert not torch.equal(net(pictures), net(pictures))
    net.eval()
    assert torch.equal(net(pictures)[:1], net(pictures[:1]))


def test_without_dropout_training_has_no_chance_either():
    net = UNet(size=64, width=2, dropout=0.0)
    pictures = torch.rand(2, 3, 64, 64)
    assert torch.equal(net(pictures), net(pictures))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"size": 96}, "size 96 is no power of two of at least 4; for other sizes give `levels`"),
        ({"size": 2}, "size 2 is no power of two of at least 4; for other sizes give `levels`"),
        ({"size": 0}, "size 0 is no power of two of at least 4; for other sizes give `levels`"),
        ({"levels": 1}, "a U-Net has at least 2 levels, not 1"),
        ({"upsample": "bicubic"}, "upsample 'bicubic' does not exist; known ways: convt, resize"),
        ({"norm": "group"}, "norm 'group' does not exist; known norms: batch, instance, none"),
    ],
)
def test_what_cannot_be_built_is_refused(given, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        UNet(**given)


def test_a_picture_that_cannot_be_halved_so_often_is_refused():
    message = (
        "a U-Net of 5 levels takes pictures whose sides 32 divides, not 33x64; "
        "resize them or build it with fewer levels"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        UNet(size=32, width=2)(torch.rand(1, 3, 64, 33))
