"""PLDT's networks: a converter that squeezes a photo into 64 numbers, and the encoder that serves as both judges.

Source: Yoo, Kim, Park, Paek, Kweon 2016, tables 1 and 2, https://arxiv.org/abs/1603.07442

Departures: the layer before the code has a 4x4 kernel, without which 64 numbers cannot come out; discriminators give
logits, not probabilities. Sizes other than 64 are ours: one halving more or fewer for each power of two.
"""

from itertools import pairwise

from torch import Tensor, nn

from training.nets.initial import draw

WIDEST = 8
"""No layer is wider than so many times the first."""
SMALLEST = 4
"""Side of the map on which the halving ends."""


class Converter(nn.Module):
    """(N, 3, size, size) photos to (N, 3, size, size) product photos in [-1, 1].

    Args:
        size: side of the pictures in pixels, a power of two of at least 16; 64 in the paper.
        width: channels of the first layer; they double from layer to layer up to eight times that.
        code: how many numbers stand between encoder and decoder.

    Raises:
        ValueError: the size is no such power; from the call, if the pictures have another size, or if a single one
            comes in training mode, of whose code no batch norm can take statistics.
    """

    def __init__(self, size: int = 64, width: int = 128, code: int = 64) -> None:
        super().__init__()
        self.size: int = size
        widths = _widths(size, width)
        self.encoder = nn.Sequential(
            *_halvings(3, widths),
            nn.Conv2d(widths[-1], code, SMALLEST, bias=False),
            nn.BatchNorm2d(code),
            nn.LeakyReLU(0.2),
        )
        # On a single pixel this is the paper's 1x1 convolution whose channels are laid out as 4x4 maps.
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(code, widths[-1], SMALLEST, bias=False),
            nn.BatchNorm2d(widths[-1]),
            nn.ReLU(),
            *_doublings(widths, 3),
            nn.Tanh(),
        )
        draw(self)

    def forward(self, photos: Tensor) -> Tensor:
        _check(photos, self.size)
        if self.training and photos.shape[0] == 1:
            raise ValueError("PLDT's converter trains on batches of 2 or more: a single code has no variance")
        products: Tensor = self.decoder(self.encoder(photos))
        return products


class Judge(nn.Module):
    """(N, in_channels, size, size) to (N,) logits, higher is more real, or more likely the same product.

    Args:
        in_channels: 3 for the real/fake discriminator, 6 for the domain discriminator, which sees source and
            candidate one on the other.
        size: side of the pictures in pixels, a power of two of at least 16.
        width: channels of the first layer.

    Raises:
        ValueError: the size is no such power; from the call, if the pictures have another size.
    """

    def __init__(self, in_channels: int = 3, size: int = 64, width: int = 128) -> None:
        super().__init__()
        self.size: int = size
        widths = _widths(size, width)
        self.body = nn.Sequential(*_halvings(in_channels, widths), nn.Conv2d(widths[-1], 1, SMALLEST))
        draw(self)

    def forward(self, pictures: Tensor) -> Tensor:
        _check(pictures, self.size)
        logits: Tensor = self.body(pictures)
        return logits.flatten()


def _widths(size: int, width: int) -> list[int]:
    """Channels of each halving: 64 pixels need four, to reach 4."""
    power = size.bit_length() - 1
    if size < 16 or size != 2**power:
        raise ValueError(f"size {size} is no power of two of at least 16")
    return [width * min(2**layer, WIDEST) for layer in range(power - 2)]


def _halvings(in_channels: int, widths: list[int]) -> list[nn.Module]:
    """The first layer has no norm."""
    parts: list[nn.Module] = [nn.Conv2d(in_channels, widths[0], 5, stride=2, padding=2), nn.LeakyReLU(0.2)]
    for inner, outer in pairwise(widths):
        parts += [nn.Conv2d(inner, outer, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(outer)]
        parts.append(nn.LeakyReLU(0.2))
    return parts


def _doublings(widths: list[int], out_channels: int) -> list[nn.Module]:
    parts: list[nn.Module] = []
    for inner, outer in pairwise(reversed(widths)):
        parts.append(nn.ConvTranspose2d(inner, outer, 5, stride=2, padding=2, output_padding=1, bias=False))
        parts += [nn.BatchNorm2d(outer), nn.ReLU()]
    parts.append(nn.ConvTranspose2d(widths[0], out_channels, 5, stride=2, padding=2, output_padding=1))
    return parts


def _check(pictures: Tensor, size: int) -> None:
    height, width = pictures.shape[-2:]
    if (height, width) != (size, size):
        raise ValueError(f"this network takes pictures of {size}x{size} pixels, not {width}x{height}")
