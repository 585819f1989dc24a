"""What methods on pairs share: measures of what they draw against what is there."""

from collections.abc import Iterable

import torch
from torch import Tensor

from training.evaluate.paired import means
from training.methods.base import Batch, Method


def validate_pairs(method: Method, batches: Iterable[Batch]) -> dict[str, float]:
    """L1, RMSE, PSNR and C-SSIM of `out` against `tgt` over all samples, in [0, 1] of the pixels' range."""
    made, real = [], []
    for batch in batches:
        pictures = method.infer(batch)
        made.append(as_bytes(pictures["out"]))
        real.append(as_bytes(pictures["tgt"]))
    return means(torch.cat(made), torch.cat(real))


def as_bytes(pictures: Tensor) -> Tensor:
    """(N, 3, H, W) in [-1, 1] as uint8, on the same device."""
    return ((pictures.detach().float() + 1.0) * 127.5).round().clamp(0, 255).to(torch.uint8)
