"""pix2pix's discriminator: judges overlapping patches, not the picture as a whole.

Source: Isola, Zhu, Zhou, Efros 2017, section 6.1.2, https://arxiv.org/abs/1611.07004
"""

from torch import Tensor, nn

from training.nets.initial import draw
from training.nets.norm import needs_bias, norm_of

WIDEST = 8
"""No layer is wider than so many times the first."""


class Patch(nn.Module):
    """(N, in_channels, H, W) to (N, 1, h, w) logits, higher is more real; 256x256 gives 30x30 of 70x70 pixels each.

    Args:
        in_channels: 6 for a pair, source and candidate one on the other; 3 for a candidate alone.
        width: channels of the first layer; they double from layer to layer up to eight times that.
        layers: convolutions that halve the picture; 1 sees patches of 16 pixels, 2 of 34, 3 of 70, 4 of 142.
            0 is the paper's PixelGAN, which judges each pixel alone.
        norm: batch, instance or none; the first layer has none in any case.

    Raises:
        ValueError: there are fewer than 0 layers, or an unknown norm; from the call, if the picture is so small that
            no patch is left.
    """

    def __init__(self, in_channels: int = 6, width: int = 64, layers: int = 3, norm: str = "batch") -> None:
        super().__init__()
        if layers < 0:
            raise ValueError(f"a patch discriminator has 0 layers or more, not {layers}")
        self.layers: int = layers
        self.body = _pixel(in_channels, width, norm) if layers == 0 else _patch(in_channels, width, layers, norm)
        draw(self)

    def forward(self, pictures: Tensor) -> Tensor:
        # Each halving keeps the floor; the two layers after it take one pixel each.
        height, width = (side >> self.layers for side in pictures.shape[-2:])
        if self.layers and min(height, width) < 3:
            least = 3 << self.layers
            raise ValueError(
                f"a patch discriminator of {self.layers} layers takes pictures of at least {least}x{least} pixels, "
                f"not {pictures.shape[-1]}x{pictures.shape[-2]}; give it fewer layers"
            )
        logits: Tensor = self.body(pictures)
        return logits


def _patch(in_channels: int, width: int, layers: int, norm: str) -> nn.Sequential:
    parts: list[nn.Module] = [nn.Conv2d(in_channels, width, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
    inner = width
    for layer in range(1, layers + 1):
        outer = width * min(2**layer, WIDEST)
        stride = 1 if layer == layers else 2
        parts.append(nn.Conv2d(inner, outer, 4, stride=stride, padding=1, bias=needs_bias(norm)))
        parts += [norm_of(norm, outer), nn.LeakyReLU(0.2)]
        inner = outer
    parts.append(nn.Conv2d(inner, 1, 4, padding=1))
    return nn.Sequential(*parts)


def _pixel(in_channels: int, width: int, norm: str) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(in_channels, width, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(width, 2 * width, 1, bias=needs_bias(norm)),
        norm_of(norm, 2 * width),
        nn.LeakyReLU(0.2),
        nn.Conv2d(2 * width, 1, 1),
    )
