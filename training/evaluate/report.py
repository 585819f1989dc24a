"""Evaluate outputs: the method beside copy-input, mean and nearest product, and real-against-real, on each split."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.evaluate.anchors import BY_PIXELS, Memory, halves, one_each, other_real, remember
from training.evaluate.distance import caution, frechet, kernel
from training.evaluate.features import Features, named
from training.evaluate.interval import DRAWS, bootstrap
from training.evaluate.paired import values
from training.evaluate.result import (
    COPY_INPUT,
    METHOD,
    REAL,
    Conditions,
    Distances,
    Evaluation,
    Named,
    Row,
    SplitResult,
)
from training.evaluate.shown import Pictures, Shown
from training.evaluate.side import TRAIN, Side, check_leaks, check_products, check_training, held_out, seen

UNKNOWN = Conditions()


@dataclass(frozen=True)
class _Bench:
    """What is the same for every row."""

    memory: Memory
    features: Features | None
    device: torch.device
    seed: int
    role: str


def evaluate(
    outputs: Pictures,
    inputs: Pictures,
    targets: Pictures,
    products: Sequence[str],
    train_inputs: Pictures,
    train_targets: Pictures,
    *,
    split: str = "validation",
    train_products: Sequence[str] | None = None,
    train_outputs: Pictures | None = None,
    train_rows: Sequence[int] | None = None,
    features: str | Features | None = None,
    nearest: str = "pixels",
    role: str = "product",
    seed: int = 0,
    conditions: Conditions = UNKNOWN,
) -> Evaluation:
    """Measure outputs and anchors against targets, on the device of the outputs.

    Pictures are (N, 3, H, W) uint8, arrays (mapped from a file, if need be) or tensors; 64 are floats at a time.

    Args:
        products: which product each pair belongs to; intervals are drawn over them.
        train_inputs: of all training pairs: what the nearest and the mean product are taken from.
        split: the name of what is evaluated.
        train_products: which product each training pair belongs to; with it a product in both splits is refused.
        train_outputs: outputs for training pairs; with them the training split stands beside the other one. Passed over
            where `split` is train itself.
        train_rows: which training pairs these are; without it all of them, in order.
        features: a name in `training.evaluate.features.FEATURES`, or features of one's own; without them no
            distances between sets.
        nearest: `pixels` or `features`: by what the nearest product is looked for.
        role: what targets show, for the names of the anchors.

    Raises:
        DataError: there are fewer than two products to evaluate on (four, if features are named), no training pairs, or
            products in both splits.
        UnknownNameError: there are no features of that name.
        ValueError: numbers or sizes do not fit; the nearest is asked for by features and none are named.
    """
    sides = [held_out(split, outputs, inputs, targets, products)]
    check_training(train_inputs, train_targets, train_products, targets)
    if train_products is not None and split != TRAIN:
        check_leaks(split, products, train_products)
    if train_outputs is not None and split != TRAIN:
        sides.insert(0, seen(train_inputs, train_targets, train_products, train_outputs, train_rows))
    for side in sides:
        check_products(side, distances=features is not None)
    device = outputs.device if isinstance(outputs, Tensor) else torch.device("cpu")
    chosen = named(features, device) if isinstance(features, str) else features
    compare = _comparing(nearest, chosen)
    memory = remember(train_inputs, train_targets, train_products, device, compare)
    bench = _Bench(memory, chosen, device, seed, role)
    return Evaluation(
        splits=tuple(_measured(side, bench) for side in sides),
        width=int(targets.shape[3]),
        height=int(targets.shape[2]),
        seed=seed,
        nearest=BY_PIXELS if compare is None else compare.name,
        interval=f"95 % intervals: bootstrap over products, {DRAWS:,} draws",
        features=None if chosen is None else Named(chosen.name, chosen.sha256, chosen.resize, chosen.dimension),
        conditions=conditions,
    )


def _comparing(nearest: str, features: Features | None) -> Features | None:
    """What neighbours are looked for with."""
    if nearest not in ("pixels", "features"):
        raise ValueError(f"nearest must be pixels or features, not '{nearest}'")
    if nearest == "pixels":
        return None
    if features is None:
        raise ValueError("nearest by features needs features to be named")
    return features


def _measured(side: Side, bench: _Bench) -> SplitResult:
    """All rows of a split."""
    products = len(set(side.products))
    return SplitResult(
        split=side.split,
        pairs=len(side.products),
        products=products,
        caution="" if bench.features is None else caution(products, bench.features.dimension),
        rows=tuple(_rows(side, bench)),
    )


def _rows(side: Side, bench: _Bench) -> Iterator[Row]:
    """The method, then its anchors."""
    candidates = {
        METHOD: side.outputs,
        COPY_INPUT: side.inputs,
        f"mean {bench.role}": bench.memory.mean_target(len(side.products)),
        f"nearest {bench.role}": bench.memory.nearest_target(side.inputs, side.products),
        REAL: other_real(side.targets, side.products, bench.seed),
    }
    real = None if bench.features is None else _described(side, side.targets, bench.features, bench.device)
    for name, shown in candidates.items():
        paired = {
            measure: bootstrap(found, side.products, seed=bench.seed)
            for measure, found in values(shown, side.targets, bench.device).items()
        }
        distances = None
        if bench.features is not None and real is not None:
            made = real if name == REAL else _described(side, shown, bench.features, bench.device)
            distances = _distances(made, real, bench.seed)
        yield Row(name, paired, distances)


def _described(side: Side, shown: Shown, features: Features, device: torch.device) -> Tensor:
    """(products, d): one picture of each product."""
    return features.describe(shown.take(one_each(side.products)), device)


def _distances(made: Tensor, real: Tensor, seed: int) -> Distances:
    """Between pictures of the same products, row for row; `made` may be `real` itself."""
    one, other = (torch.from_numpy(half).to(real.device) for half in halves(len(real), seed))
    whole = None if made is real else frechet(made, real)
    return Distances(whole, frechet(made[one], real[other]), kernel(made, real, seed=seed, matched=True))
