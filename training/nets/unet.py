"""pix2pix's generator: halves the picture to one pixel and back, with a skip connection at every level.

Source: Isola, Zhu, Zhou, Efros 2017, section 6.1.1, https://arxiv.org/abs/1611.07004

Departures: the dropout stands on the first three levels of the decoder, as in the paper; the authors' PyTorch code has
it one level further out. `upsample="resize"` is Odena et al. 2016 (https://distill.pub/2016/deconv-checkerboard).
"""

import torch
from torch import Tensor, nn

from training.nets.initial import draw
from training.nets.norm import needs_bias, norm_of

UPSAMPLES = ("convt", "resize")
WIDEST = 8
"""No level is wider than so many times the first."""
DROPPED = 3
"""How many levels next to the bottleneck have dropout, as far as they have the full width."""


class UNet(nn.Module):
    """(N, in_channels, H, W) to (N, out_channels, H, W) in [-1, 1].

    In training mode dropout is the only chance there is; in evaluation mode there is none.

    Args:
        size: side of the square pictures in pixels, a power of two; it fixes how many levels there are.
        width: channels of the first level; they double from level to level up to eight times that.
        dropout: share of values set to zero; 0 for none.
        norm: batch, instance or none.
        upsample: `convt`, transposed convolutions as published, or `resize`, nearest neighbours and a 3x3
            convolution, which leaves no checkerboards.
        levels: how often the picture is halved; without it until one pixel is left. With it any height and width
            that 2^levels divides will do, and `size` is passed over.

    Raises:
        ValueError: the size is no power of two of at least 4, there are fewer than two levels, an unknown norm or
            upsampling is named; from the call, if the picture cannot be halved that often.
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        size: int = 256,
        width: int = 64,
        dropout: float = 0.5,
        norm: str = "batch",
        upsample: str = "convt",
        levels: int | None = None,
    ) -> None:
        super().__init__()
        self.levels: int = _levels(size) if levels is None else levels
        if self.levels < 2:
            raise ValueError(f"a U-Net has at least 2 levels, not {self.levels}")
        if upsample not in UPSAMPLES:
            raise ValueError(f"upsample '{upsample}' does not exist; known ways: {', '.join(UPSAMPLES)}")
        widths = [width * min(2**level, WIDEST) for level in range(self.levels)]
        self.down = nn.ModuleList()
        self.up = nn.ModuleList()
        for level, inner in enumerate(widths):
            outer = widths[level - 1] if level else in_channels
            innermost = level == self.levels - 1
            self.down.append(_down(outer, inner, norm, first=level == 0, last=innermost))
            arriving = inner if innermost else 2 * inner
            if level == 0:
                self.up.append(_out(arriving, out_channels, upsample))
                continue
            wide = outer == width * WIDEST and self.levels - level <= DROPPED
            self.up.append(_up(arriving, outer, norm, upsample, dropout if wide else 0.0))
        draw(self)

    def forward(self, pictures: Tensor) -> Tensor:
        self._check(pictures)
        found = [pictures]
        for down in self.down:
            found.append(down(found[-1]))
        result = found.pop()
        for level in reversed(range(self.levels)):
            result = self.up[level](result)
            if level:
                result = torch.cat([found[level], result], dim=1)
        return result

    def _check(self, pictures: Tensor) -> None:
        height, width = pictures.shape[-2:]
        step = 2**self.levels
        if height % step or width % step:
            raise ValueError(
                f"a U-Net of {self.levels} levels takes pictures whose sides {step} divides, not {width}x{height}; "
                "resize them or build it with fewer levels"
            )


def _levels(size: int) -> int:
    levels = size.bit_length() - 1
    if size < 4 or size != 2**levels:
        raise ValueError(f"size {size} is no power of two of at least 4; for other sizes give `levels`")
    return levels


def _down(outer: int, inner: int, norm: str, first: bool, last: bool) -> nn.Sequential:
    """Half the side. The first level has no activation before it and no norm, the last no norm."""
    parts: list[nn.Module] = [] if first else [nn.LeakyReLU(0.2)]
    parts.append(nn.Conv2d(outer, inner, 4, stride=2, padding=1, bias=needs_bias(norm)))
    if not (first or last):
        parts.append(norm_of(norm, inner))
    return nn.Sequential(*parts)


def _up(inner: int, outer: int, norm: str, upsample: str, dropout: float) -> nn.Sequential:
    """Twice the side."""
    parts = [nn.ReLU(), _doubled(inner, outer, upsample, needs_bias(norm)), norm_of(norm, outer)]
    if dropout:
        parts.append(nn.Dropout(dropout))
    return nn.Sequential(*parts)


def _out(inner: int, outer: int, upsample: str) -> nn.Sequential:
    """The last step, to the picture."""
    return nn.Sequential(nn.ReLU(), _doubled(inner, outer, upsample, bias=True), nn.Tanh())


def _doubled(inner: int, outer: int, upsample: str, bias: bool) -> nn.Module:
    if upsample == "convt":
        return nn.ConvTranspose2d(inner, outer, 4, stride=2, padding=1, bias=bias)
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(inner, outer, 3, padding=1, bias=bias))
