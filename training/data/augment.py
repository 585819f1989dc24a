"""From uint8 pixels to what networks see, on the device: crop, mirror, scale to [-1, 1]."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from training.config import Data


def augmented(
    batch: Mapping[str, np.ndarray],
    data: Data,
    together: Sequence[Sequence[str]],
    draws: np.random.Generator | None,
    device: torch.device,
    *,
    channels_last: bool = False,
) -> dict[str, Tensor]:
    """A batch as the networks see it.

    Args:
        batch: pictures are (N, H, W, C) uint8; anything else is moved as it is.
        together: groups of pictures that are cropped and mirrored alike; every other one by itself.
        draws: of the crops; None = the middle, not mirrored.

    Returns:
        Pictures (N, C, height, width) float32 in [-1, 1], masks (one channel) in [0, 1]; the rest as tensors.
    """
    out: dict[str, Tensor] = {}
    pictures = [name for name, value in batch.items() if value.dtype == np.uint8 and value.ndim == 4]
    grouped = {name for group in together for name in group}
    for group in [*together, *([name] for name in pictures if name not in grouped)]:
        names = [name for name in group if name in batch]
        if not names:
            continue
        count, height, width = batch[names[0]].shape[:3]
        top, left, mirrored = _drawn(count, height - data.height, width - data.width, data.flip, draws)
        for name in names:
            pixels = torch.from_numpy(batch[name]).to(device, non_blocking=True)
            seen = _mirrored(_cropped(pixels, top, left, data.height, data.width), mirrored)
            out[name] = _scaled(seen, channels_last)
    for name in batch:
        if name not in out:
            out[name] = torch.from_numpy(batch[name]).to(device, non_blocking=True)
    return {name: out[name] for name in batch}


def _drawn(
    count: int, high: int, wide: int, flip: bool, draws: np.random.Generator | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(N,) top, left and whether to mirror."""
    if draws is None:
        return np.full(count, high // 2), np.full(count, wide // 2), np.zeros(count, bool)
    top, left = draws.integers(0, high + 1, count), draws.integers(0, wide + 1, count)
    mirrored = draws.random(count) < 0.5
    return top, left, mirrored & flip


def _cropped(pixels: Tensor, top: np.ndarray, left: np.ndarray, height: int, width: int) -> Tensor:
    if pixels.shape[1:3] == (height, width):
        return pixels
    rows = torch.from_numpy(top)[:, None] + torch.arange(height)
    columns = torch.from_numpy(left)[:, None] + torch.arange(width)
    places = torch.arange(len(pixels), device=pixels.device)[:, None, None]
    return pixels[places, rows.to(pixels.device)[:, :, None], columns.to(pixels.device)[:, None, :]]


def _mirrored(pixels: Tensor, mirrored: np.ndarray) -> Tensor:
    if not mirrored.any():
        return pixels
    chosen = torch.from_numpy(mirrored).to(pixels.device)[:, None, None, None]
    return torch.where(chosen, pixels.flip(2), pixels)


def _scaled(pixels: Tensor, channels_last: bool) -> Tensor:
    """Pixels lie channels last already; the other layout costs a copy."""
    planes = pixels.permute(0, 3, 1, 2)
    if not channels_last:
        planes = planes.contiguous()
    if planes.shape[1] == 1:
        return planes.float() / 255.0
    return planes.float() / 127.5 - 1.0
