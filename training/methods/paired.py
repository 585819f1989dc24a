"""What methods on pairs share: measures of what they draw against what is there."""

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor

from training.evaluate.grid import chosen, grid
from training.evaluate.paired import means
from training.evaluate.report import evaluate
from training.evaluate.text import text
from training.methods.base import Batch, Given, Method, Verdict
from training.pictures import as_bytes

REMEMBERED = 20_000
"""Training pairs that baselines are made of, at most: at 256 pixels four gigabytes."""
SHOWN = 12
"""Samples in the grid."""


def validate_pairs(method: Method, batches: Iterable[Batch]) -> dict[str, float]:
    """L1, RMSE, PSNR and C-SSIM of `out` against `tgt` over all samples, in [0, 1] of the pixels' range."""
    made, real = [], []
    for batch in batches:
        pictures = method.infer(batch)
        made.append(as_bytes(pictures["out"]))
        real.append(as_bytes(pictures["tgt"]))
    return means(torch.cat(made), torch.cat(real))


def evaluate_pairs(method: Method, given: Given) -> Verdict:
    """The method beside its anchors, on the split and on as many training samples.

    Raises:
        DataError: there are fewer than two products to evaluate on.
    """
    places = np.arange(len(given.view))
    draws = np.random.default_rng(given.seed)
    remembered = np.sort(draws.permutation(len(given.train))[:REMEMBERED])
    again = np.sort(draws.permutation(len(remembered))[: len(places)])
    src, tgt, out = _drawn(method, given.batches(given.view, places))
    train_src, train_tgt = _seen(given.batches(given.train, remembered))
    found = evaluate(
        out,
        src,
        tgt,
        given.view.keys(places),
        train_src,
        train_tgt,
        split=given.split,
        train_products=given.train.keys(remembered),
        train_outputs=_drawn(method, given.batches(given.train, remembered[again]))[2],
        train_rows=again.tolist(),
        features=given.features or None,
        role="product" if method.config.data.direction == "model_to_product" else "model photo",
        seed=given.seed,
        conditions=given.conditions,
    )
    rows = chosen(SHOWN, len(places), given.seed)
    return Verdict(found.to_json(), text(found), grid((src, out, tgt), rows))


def _drawn(method: Method, batches: Iterable[Batch]) -> tuple[Tensor, Tensor, Tensor]:
    """src, tgt and out of all samples, (N, 3, H, W) uint8."""
    parts = [[as_bytes(pictures[name]) for name in ("src", "tgt", "out")] for pictures in map(method.infer, batches)]
    src, tgt, out = (torch.cat(column) for column in zip(*parts))
    return src, tgt, out


def _seen(batches: Iterable[Batch]) -> tuple[Tensor, Tensor]:
    """src and tgt of all samples, (N, 3, H, W) uint8."""
    parts = [[as_bytes(batch[name]) for name in ("src", "tgt")] for batch in batches]
    src, tgt = (torch.cat(column) for column in zip(*parts))
    return src, tgt
