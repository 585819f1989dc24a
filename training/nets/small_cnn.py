"""The small networks that "Where'd You Get That" built: a few convolutions, a few dense layers.

Two of its trials: a face recogniser's (two convolutions with pooling, three dense layers) and its own (one to five
convolutions of 4 to 128 filters with strides of 1 to 3, one to five dense layers of 8 to 4,096 units). With `norm` the
convolutions are followed by batch norm, which neither had.
"""

import itertools
from collections.abc import Iterator, Sequence

from torch import Tensor, nn


class SmallCNN(nn.Module):
    """(N, 3, S, S) RGB to (N, dim) features, not of unit length.

    Args:
        dim: of the features.
        widths: filters of each 3x3 convolution.
        strides: of each convolution.
        dense: units of each dense layer before the last.
        pool: whether a 2x2 maximum follows each convolution.
        norm: whether batch norm follows each convolution.
        last_norm: whether it follows the last layer, as in facenet: what all photos share is then taken out, without
            which a softmax over thousands of products hardly begins to learn.
        grid: the last convolution is averaged to this many cells a side.
    """

    def __init__(
        self,
        dim: int = 128,
        widths: Sequence[int] = (32, 64, 128, 256),
        strides: Sequence[int] = (2, 1, 1, 1),
        dense: Sequence[int] = (),
        *,
        pool: bool = True,
        norm: bool = True,
        last_norm: bool = False,
        grid: int = 1,
    ) -> None:
        super().__init__()
        if len(widths) != len(strides):
            raise ValueError(f"{len(widths)} widths and {len(strides)} strides; give each convolution both")
        self.body = nn.Sequential(*_convolutions(widths, strides, pool, norm))
        self.grid = nn.AdaptiveAvgPool2d(grid)
        last = [nn.BatchNorm1d(dim)] if last_norm else []
        self.head = nn.Sequential(*_dense((widths[-1] * grid * grid, *dense), dim), *last)

    def forward(self, x: Tensor) -> Tensor:
        features: Tensor = self.head(self.grid(self.body(x)).flatten(1))
        return features


def face_cnn(dim: int = 128) -> SmallCNN:
    """Two convolutions with pooling and three dense layers, the last of them the embedding."""
    return SmallCNN(dim, (32, 64), (1, 1), (256, 128), norm=False, grid=8)


def _convolutions(widths: Sequence[int], strides: Sequence[int], pool: bool, norm: bool) -> Iterator[nn.Module]:
    inputs = 3
    for outputs, stride in zip(widths, strides, strict=True):
        yield nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=not norm)
        if norm:
            yield nn.BatchNorm2d(outputs)
        yield nn.ReLU()
        if pool:
            yield nn.MaxPool2d(2)
        inputs = outputs


def _dense(units: Sequence[int], dim: int) -> Iterator[nn.Module]:
    for inputs, outputs in itertools.pairwise(units):
        yield nn.Linear(inputs, outputs)
        yield nn.ReLU()
    yield nn.Linear(units[-1], dim)
