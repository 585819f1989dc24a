"""How far an output is from the one picture it should be: L1, RMSE, PSNR and C-SSIM, one number for each pair.

RMSE, L1 and PSNR reward blur (Yoo et al. 2016, table 3: plain MSE training wins RMSE and loses the people asked); no
single one of these is a verdict.
"""

from collections.abc import Callable
from math import exp

import numpy as np
import torch
from torch import Tensor

from training.evaluate.shown import Pictures, Shown, check, each

CEILING = 100.0
"""Decibels of two equal pictures, whose PSNR would be infinite and make every mean infinite."""
WINDOW = 11
"""Side of SSIM's Gaussian window in pixels; the smallest picture that SSIM is defined for."""
SIGMA = 1.5
"""Its standard deviation in pixels."""


def l1(made: Tensor, real: Tensor) -> Tensor:
    """Mean absolute difference: (N, C, H, W) twice in [0, 1] to (N,) in [0, 1], lower is better."""
    return (made - real).abs().mean(dim=(1, 2, 3))


def rmse(made: Tensor, real: Tensor) -> Tensor:
    """Root of the mean squared difference: (N, C, H, W) twice in [0, 1] to (N,) in [0, 1], lower is better."""
    return (made - real).square().mean(dim=(1, 2, 3)).sqrt()


def psnr(made: Tensor, real: Tensor) -> Tensor:
    """Peak signal-to-noise ratio: (N, C, H, W) twice in [0, 1] to (N,) decibels, at most 100, higher is better."""
    return -20 * torch.log10(rmse(made, real).clamp(min=10 ** (-CEILING / 20)))


def c_ssim(made: Tensor, real: Tensor) -> Tensor:
    """Structural similarity of each colour channel, averaged: (N, C, H, W) twice in [0, 1] to (N,) in [-1, 1].

    Higher is better. Only windows that lie wholly within the picture count, as in the paper; torchmetrics goes on over
    mirrored borders, so its mean is another one.

    Raises:
        ValueError: a side has fewer than 11 pixels.

    Source: Wang, Bovik, Sheikh, Simoncelli 2004, https://doi.org/10.1109/TIP.2003.819861; averaged over channels in
    Yoo et al. 2016.
    """
    height, width = made.shape[-2:]
    if min(height, width) < WINDOW:
        raise ValueError(f"SSIM needs pictures of at least {WINDOW}x{WINDOW} pixels, not {width}x{height}")
    moments = _blurred(torch.stack([made, real, made * made, real * real, made * real]))
    mean_made, mean_real = moments[0], moments[1]
    spread_made, spread_real = moments[2] - mean_made.square(), moments[3] - mean_real.square()
    together = moments[4] - mean_made * mean_real
    light, contrast = 0.01**2, 0.03**2  # of a range of 1
    score = (2 * mean_made * mean_real + light) * (2 * together + contrast)
    score = score / (mean_made.square() + mean_real.square() + light) / (spread_made + spread_real + contrast)
    return score.mean(dim=(1, 2, 3))


def _blurred(maps: Tensor) -> Tensor:
    """Gaussian means of whole windows. Sums of shifted maps: a GPU's convolution would round to ten bits (TF32)."""
    bell = [exp(-(((place - WINDOW // 2) / SIGMA) ** 2) / 2) for place in range(WINDOW)]
    for side in (-2, -1):
        length = maps.shape[side] - WINDOW + 1
        blurred = torch.zeros_like(maps.narrow(side, 0, length))
        for place, weight in enumerate(bell):
            blurred.add_(maps.narrow(side, place, length), alpha=weight / sum(bell))
        maps = blurred
    return maps


MEASURES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"l1": l1, "rmse": rmse, "psnr": psnr, "c_ssim": c_ssim}
HIGHER_IS_BETTER = frozenset({"psnr", "c_ssim"})


def values(made: Shown, real: Shown, device: torch.device) -> dict[str, np.ndarray]:
    """Every measure of every pair: name to (N,) float64."""
    found: dict[str, list[Tensor]] = {name: [] for name in MEASURES}
    for ours, theirs in zip(made.batches(device), real.batches(device)):
        for name, measure in MEASURES.items():
            found[name].append(measure(ours, theirs))
    return {name: torch.cat(parts).double().cpu().numpy() for name, parts in found.items()}


def means(outputs: Pictures, targets: Pictures) -> dict[str, float]:
    """Every measure's mean over pairs, on the outputs' device: what a loop validates with.

    Raises:
        ValueError: these are no stacks of pictures, or not of the same number and size.
    """
    check(targets, "targets")
    check(outputs, "outputs", targets)
    if len(outputs) != len(targets):
        raise ValueError(f"{len(outputs)} outputs for {len(targets)} targets")
    device = outputs.device if isinstance(outputs, Tensor) else torch.device("cpu")
    return {name: float(found.mean()) for name, found in values(each(outputs), each(targets), device).items()}
