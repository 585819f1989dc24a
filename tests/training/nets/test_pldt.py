"""training/nets/pldt.py"""

from itertools import pairwise

import pytest
import torch
from torch import nn

from training.nets.pldt import Converter, Judge


def parameters(net: nn.Module) -> int:
    return sum(value.numel() for value in net.parameters())


WIDTHS = (128, 256, 512, 1024)
INSIDE = 25 * sum(inner * outer for inner, outer in pairwise(WIDTHS))
NORMS = 2 * sum(WIDTHS[1:])


def test_the_converter_has_as_many_parameters_as_published():
    with torch.device("meta"):
        net = Converter()
    encoder = 25 * 3 * 128 + 128 + INSIDE + NORMS + 16 * 1024 * 64 + 2 * 64
    decoder = 64 * 16_384 + 2 * 1024 + INSIDE + 2 * sum(WIDTHS[:-1]) + 25 * 128 * 3 + 3
    assert parameters(net) == encoder + decoder
    assert round(parameters(net) / 1e6, 1) == 36.5


@pytest.mark.parametrize("channels", [3, 6])
def test_each_discriminator_has_as_many_parameters_as_published(channels):
    with torch.device("meta"):
        net = Judge(channels)
    assert parameters(net) == 25 * channels * 128 + 128 + INSIDE + NORMS + 16 * 1024 + 1
    assert round(parameters(net) / 1e6, 1) == 17.2


@pytest.mark.parametrize("size", [16, 32, 64, 128])
def test_what_comes_out_has_the_size_of_what_went_in(size):
    photos = torch.rand(2, 3, size, size)
    net = Converter(size, width=2)
    made = net(photos)
    assert made.shape == photos.shape
    assert made.abs().max() <= 1
    made.sum().backward()
    assert all(value.grad is not None for value in net.parameters())
    assert Judge(6, size, width=2)(torch.cat([photos, made], dim=1)).shape == (2,)


def test_nothing_but_the_code_stands_between_photo_and_product():
    net = Converter(width=2, code=5)
    assert net.encoder(torch.rand(2, 3, 64, 64)).shape == (2, 5, 1, 1)
    assert net.decoder(torch.rand(3, 5, 1, 1)).shape == (3, 3, 64, 64)


def test_the_decoder_begins_with_the_papers_1x1_convolution():
    net = Converter(16, width=2, code=3)
    code = torch.randn(2, 3, 1, 1)
    weight = net.decoder[0].weight  # (code, maps, 4, 4)
    expected = (code.flatten(1) @ weight.flatten(1)).view(2, -1, 4, 4)
    torch.testing.assert_close(net.decoder[0](code), expected)


def test_the_judge_gives_logits():
    net = Judge(size=16, width=2)
    with torch.no_grad():
        net.body[-1].bias.fill_(9)
    assert net(torch.rand(2, 3, 16, 16)).min() > 5


@pytest.mark.parametrize("network", [Converter, lambda size: Judge(3, size)])
@pytest.mark.parametrize("size", [8, 48, -64])
def test_sizes_between_the_powers_of_two_are_refused(network, size):
    with pytest.raises(ValueError, match=rf"^size {size} is no power of two of at least 16$"):
        network(size)


@pytest.mark.parametrize("network", [Converter(32, width=2), Judge(3, 32, width=2)])
def test_pictures_of_another_size_are_refused(network):
    with pytest.raises(ValueError, match=r"^this network takes pictures of 32x32 pixels, not 64x32$"):
        network(torch.rand(2, 3, 32, 64))


def test_a_single_photo_is_converted_but_not_trained_on():
    net = Converter(16, width=2)
    message = r"^PLDT's converter trains on batches of 2 or more: a single code has no variance$"
    with pytest.raises(ValueError, match=message):
        net(torch.rand(1, 3, 16, 16))
    assert net.eval()(torch.rand(1, 3, 16, 16)).shape == (1, 3, 16, 16)
