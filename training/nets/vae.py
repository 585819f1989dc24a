"""A convolutional variational autoencoder; its mean is the embedding. Named as a third technique by "Where'd You Get
That", which gives no result of it.

Source: Kingma and Welling 2013, https://arxiv.org/abs/1312.6114; widths are ours.
"""

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn


class ConvVAE(nn.Module):
    """(N, 3, S, S) RGB in [-1, 1] to (N, dim) means; S a multiple of 16.

    Args:
        size: side of the photos in pixels.
        dim: of the embedding.
        widths: channels after each halving.
    """

    def __init__(self, size: int = 64, dim: int = 128, widths: Sequence[int] = (32, 64, 128, 256)) -> None:
        super().__init__()
        halved = 2 ** len(widths)
        if size % halved:
            raise ValueError(f"size {size} is no multiple of {halved}, by which the encoder divides it")
        self.cells, self.widest = size // halved, widths[-1]
        flat = self.widest * self.cells**2
        self.encoder = nn.Sequential(*(_down(a, b) for a, b in zip((3, *widths), widths)))
        self.mean, self.logvar = nn.Linear(flat, dim), nn.Linear(flat, dim)
        self.spread = nn.Linear(dim, flat)
        back = tuple(reversed(widths))
        self.decoder = nn.Sequential(
            *(_up(a, b) for a, b in itertools.pairwise(back)), nn.ConvTranspose2d(widths[0], 3, 4, 2, 1), nn.Tanh()
        )

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the variance, both (N, dim)."""
        found = self.encoder(x).flatten(1)
        return self.mean(found), self.logvar(found)

    def decode(self, z: Tensor) -> Tensor:
        """(N, dim) to (N, 3, S, S) in [-1, 1]."""
        photos: Tensor = self.decoder(self.spread(z).reshape(-1, self.widest, self.cells, self.cells))
        return photos

    def drawn(self, mean: Tensor, logvar: Tensor) -> Tensor:
        """A draw from the posterior, with torch's own random state."""
        return mean + torch.exp(logvar / 2) * torch.randn_like(mean)

    def forward(self, x: Tensor) -> Tensor:
        return self.encode(x)[0]


def _down(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 4, 2, 1), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2))


def _up(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.ConvTranspose2d(inputs, outputs, 4, 2, 1), nn.BatchNorm2d(outputs), nn.ReLU())
