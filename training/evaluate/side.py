"""What one split shows, pair by pair; what cannot be measured is refused here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curation.errors import DataError
from training.evaluate.shown import Pictures, Shown, check, each

TRAIN = "train"
"""The name of the split that anchors are taken from."""


@dataclass(frozen=True)
class Side:
    """One split's outputs and what they should be."""

    split: str
    outputs: Shown
    inputs: Shown
    targets: Shown
    products: Sequence[str]


def held_out(split: str, outputs: Pictures, inputs: Pictures, targets: Pictures, products: Sequence[str]) -> Side:
    """The split that is evaluated.

    Raises:
        ValueError: numbers or sizes do not fit.
    """
    check(targets, f"{split} targets")
    for name, pictures in (("inputs", inputs), ("outputs", outputs)):
        check(pictures, f"{split} {name}", targets)
        _same_number(split, name, len(pictures), len(targets))
    _same_number(split, "products", len(products), len(targets))
    return Side(split, each(outputs), each(inputs), each(targets), products)


def seen(
    inputs: Pictures, targets: Pictures, products: Sequence[str] | None, outputs: Pictures, rows: Sequence[int] | None
) -> Side:
    """The training pairs that there are outputs for.

    Raises:
        ValueError: numbers or sizes do not fit, or the products are not told.
    """
    if products is None:
        raise ValueError("train_outputs need train_products: no pair may be answered with its own product")
    places = np.arange(len(targets)) if rows is None else np.asarray(rows, np.int64)
    check(outputs, "train outputs", targets)
    _same_number(TRAIN, "outputs", len(outputs), len(places))
    shown = [products[place] for place in places]
    return Side(TRAIN, each(outputs), Shown(inputs, places), Shown(targets, places), shown)


def check_training(inputs: Pictures, targets: Pictures, products: Sequence[str] | None, like: Pictures) -> None:
    """Refuse training pairs that cannot be an anchor.

    Raises:
        DataError: there are none.
        ValueError: numbers or sizes do not fit.
    """
    check(targets, "train targets", like)
    check(inputs, "train inputs", like)
    _same_number(TRAIN, "inputs", len(inputs), len(targets))
    if products is not None:
        _same_number(TRAIN, "products", len(products), len(targets))
    if not len(targets):
        raise DataError("the train split has no pairs; mean and nearest product are taken from it")


def check_products(side: Side, *, distances: bool) -> None:
    """Refuse a split of too few products: two for an interval and another real product, four for halves of a set.

    Raises:
        DataError: there are fewer.
    """
    count, fewest = len(set(side.products)), 4 if distances else 2
    if count < fewest:
        what = "distances between sets" if distances else "intervals"
        raise DataError(f"the {side.split} split has {count} of the at least {fewest} products that {what} need")


def check_leaks(split: str, products: Sequence[str], train_products: Sequence[str]) -> None:
    """Refuse products that are in both splits.

    Raises:
        DataError: there are some.
    """
    both = sorted(set(products) & set(train_products))
    if both:
        raise DataError(
            f"products of the {split} split that are in the train split, too: {len(both):,}, such as {both[0]}; "
            "split by product, or what is measured is memory"
        )


def _same_number(split: str, name: str, count: int, targets: int) -> None:
    if count != targets:
        raise ValueError(f"{split}: {count} {name} for {targets} targets")
