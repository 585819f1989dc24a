"""What stands for each pair: one stack of pictures, and for each pair its place there; read in batches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

Pictures = np.ndarray | Tensor
"""(N, 3, H, W) uint8 RGB; an array may be mapped from a file, a tensor lie on any device."""

BATCH = 64
"""Pictures taken into memory as floats at a time."""


@dataclass(frozen=True)
class Shown:
    """A picture for each pair. Two pairs may share one, so that anchors copy nothing."""

    pictures: Pictures
    rows: np.ndarray
    """(N,) int64: each pair's place in `pictures`."""

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, pairs: np.ndarray) -> "Shown":
        """The same for some of the pairs."""
        return Shown(self.pictures, self.rows[pairs])

    def batches(self, device: torch.device) -> Iterator[Tensor]:
        """(n, 3, H, W) float32 in [0, 1], in the order of the pairs."""
        for start in range(0, len(self.rows), BATCH):
            yield unit(self.pictures, self.rows[start : start + BATCH], device)


def each(pictures: Pictures) -> Shown:
    """Pictures of which the first belongs to the first pair, and so on."""
    return Shown(pictures, np.arange(len(pictures)))


def unit(pictures: Pictures, rows: np.ndarray, device: torch.device) -> Tensor:
    """(n, 3, H, W) float32 in [0, 1]: the pictures in these rows."""
    if isinstance(pictures, Tensor):
        taken = pictures[torch.from_numpy(rows).to(pictures.device)]
    else:
        taken = torch.from_numpy(pictures[rows])
    return taken.to(device).float() / 255


def check(pictures: Pictures, name: str, like: Pictures | None = None, of: str = "targets") -> None:
    """Refuse what is no stack of pictures, or has other sides than another one, which `of` names.

    Raises:
        ValueError: the message names shape and dtype, or both sizes.
    """
    shape = tuple(pictures.shape)
    if len(shape) != 4 or shape[1] != 3 or pictures.dtype not in (torch.uint8, np.dtype(np.uint8)):
        kind = str(pictures.dtype).removeprefix("torch.")
        raise ValueError(f"{name} must be (N, 3, H, W) uint8, not {shape} {kind}")
    if like is not None and shape[2:] != tuple(like.shape[2:]):
        sizes = [f"{width}x{height}" for height, width in (shape[2:], like.shape[2:])]
        raise ValueError(f"{name} are {sizes[0]} pixels where {of} are {sizes[1]}")
