"""Inception-ResNet v1 as facenet trained it: the network behind PoshakNet's matcher.

Parts carry the names of the public PyTorch port (timesler/facenet-pytorch), so that its state dict loads as it is.
Widths, scales and the epsilon of batch norm are those of davidsandberg/facenet; the paper (Szegedy et al. 2016,
https://arxiv.org/abs/1602.07261) has no scales in its tables and another stem for 299 pixels.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

SMALLEST = 75
"""Pixels a side below which nothing is left to pool."""


class ConvUnit(nn.Module):
    """Convolution without bias, batch norm, ReLU."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int | tuple[int, int],
        stride: int = 1,
        padding: int | tuple[int, int] = 0,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.1)

    def forward(self, x: Tensor) -> Tensor:
        return relu(self.bn(self.conv(x)))


class Residual(nn.Module):
    """`x + scale * up(branches of x)`, then ReLU unless it is the last block."""

    def __init__(self, width: int, joined: int, scale: float, *, last: bool = False) -> None:
        super().__init__()
        self.scale, self.last = scale, last
        self.conv2d = nn.Conv2d(joined, width, 1)

    def add(self, x: Tensor, *branches: Tensor) -> Tensor:
        total: Tensor = x + self.scale * self.conv2d(torch.cat(branches, 1))
        return total if self.last else relu(total)


class Block35(Residual):
    def __init__(self, scale: float = 0.17) -> None:
        super().__init__(256, 96, scale)
        self.branch0 = ConvUnit(256, 32, 1)
        self.branch1 = nn.Sequential(ConvUnit(256, 32, 1), ConvUnit(32, 32, 3, padding=1))
        self.branch2 = nn.Sequential(
            ConvUnit(256, 32, 1), ConvUnit(32, 32, 3, padding=1), ConvUnit(32, 32, 3, padding=1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.add(x, self.branch0(x), self.branch1(x), self.branch2(x))


class Block17(Residual):
    def __init__(self, scale: float = 0.10) -> None:
        super().__init__(896, 256, scale)
        self.branch0 = ConvUnit(896, 128, 1)
        self.branch1 = nn.Sequential(
            ConvUnit(896, 128, 1),
            ConvUnit(128, 128, (1, 7), padding=(0, 3)),
            ConvUnit(128, 128, (7, 1), padding=(3, 0)),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.add(x, self.branch0(x), self.branch1(x))


class Block8(Residual):
    def __init__(self, scale: float = 0.20, *, last: bool = False) -> None:
        super().__init__(1792, 384, scale, last=last)
        self.branch0 = ConvUnit(1792, 192, 1)
        self.branch1 = nn.Sequential(
            ConvUnit(1792, 192, 1),
            ConvUnit(192, 192, (1, 3), padding=(0, 1)),
            ConvUnit(192, 192, (3, 1), padding=(1, 0)),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.add(x, self.branch0(x), self.branch1(x))


class ReductionA(nn.Module):
    """(256, s, s) to (896, s/2, s/2)."""

    def __init__(self) -> None:
        super().__init__()
        self.branch0 = ConvUnit(256, 384, 3, stride=2)
        self.branch1 = nn.Sequential(
            ConvUnit(256, 192, 1), ConvUnit(192, 192, 3, padding=1), ConvUnit(192, 256, 3, stride=2)
        )
        self.branch2 = nn.MaxPool2d(3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((self.branch0(x), self.branch1(x), self.branch2(x)), 1)


class ReductionB(nn.Module):
    """(896, s, s) to (1792, s/2, s/2)."""

    def __init__(self) -> None:
        super().__init__()
        self.branch0 = nn.Sequential(ConvUnit(896, 256, 1), ConvUnit(256, 384, 3, stride=2))
        self.branch1 = nn.Sequential(ConvUnit(896, 256, 1), ConvUnit(256, 256, 3, stride=2))
        self.branch2 = nn.Sequential(
            ConvUnit(896, 256, 1), ConvUnit(256, 256, 3, padding=1), ConvUnit(256, 256, 3, stride=2)
        )
        self.branch3 = nn.MaxPool2d(3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((self.branch0(x), self.branch1(x), self.branch2(x), self.branch3(x)), 1)


class InceptionResnetV1(nn.Module):
    """(N, 3, S, S) RGB, S of at least 75, to (N, dim) features: not of unit length, as the losses want them.

    Args:
        dim: of the features; 512 in the released weights, 128 in PoshakNet's text and facenet's code.
        dropout: share of the 1,792 pooled features that is zeroed in training.
    """

    def __init__(self, dim: int = 512, dropout: float = 0.6) -> None:
        super().__init__()
        self.conv2d_1a = ConvUnit(3, 32, 3, stride=2)
        self.conv2d_2a = ConvUnit(32, 32, 3)
        self.conv2d_2b = ConvUnit(32, 64, 3, padding=1)
        self.maxpool_3a = nn.MaxPool2d(3, stride=2)
        self.conv2d_3b = ConvUnit(64, 80, 1)
        self.conv2d_4a = ConvUnit(80, 192, 3)
        self.conv2d_4b = ConvUnit(192, 256, 3, stride=2)
        self.repeat_1 = nn.Sequential(*(Block35() for _ in range(5)))
        self.mixed_6a = ReductionA()
        self.repeat_2 = nn.Sequential(*(Block17() for _ in range(10)))
        self.mixed_7a = ReductionB()
        self.repeat_3 = nn.Sequential(*(Block8() for _ in range(5)))
        self.block8 = Block8(1.0, last=True)
        self.dropout = nn.Dropout(dropout)
        self.last_linear = nn.Linear(1792, dim, bias=False)
        self.last_bn = nn.BatchNorm1d(dim, eps=1e-3, momentum=0.1)

    def stages(self) -> list[nn.Module]:
        """The convolutional stages in their order."""
        stem = [self.conv2d_1a, self.conv2d_2a, self.conv2d_2b, self.maxpool_3a]
        stem += [self.conv2d_3b, self.conv2d_4a, self.conv2d_4b]
        return [*stem, self.repeat_1, self.mixed_6a, self.repeat_2, self.mixed_7a, self.repeat_3, self.block8]

    def forward(self, x: Tensor) -> Tensor:
        if min(x.shape[2:]) < SMALLEST:
            raise ValueError(f"photos of {x.shape[3]}x{x.shape[2]}; Inception-ResNet v1 needs {SMALLEST} pixels a side")
        for stage in self.stages():
            x = stage(x)
        pooled = self.dropout(x.mean(dim=(2, 3)))
        features: Tensor = self.last_bn(self.last_linear(pooled))
        return features
