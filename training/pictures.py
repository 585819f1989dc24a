"""From what networks draw to pixels for eyes and measures."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from training.evaluate.grid import grid


def as_bytes(pictures: Tensor) -> Tensor:
    """(N, 3, H, W) in [-1, 1], or masks (N, 1, H, W) in [0, 1], as (N, 3, H, W) uint8 on the same device."""
    values = pictures.detach().float()
    values = values.expand(-1, 3, -1, -1) * 255.0 if values.shape[1] == 1 else (values + 1.0) * 127.5
    return values.round().clamp(0, 255).to(torch.uint8)


def sheet(pictures: Mapping[str, Tensor]) -> np.ndarray:
    """Pictures by name as one (H, W, 3) uint8 picture: a column a name, a row a sample."""
    return grid([as_bytes(value) for value in pictures.values()])
