"""What one split shows, pair by pair; what cannot be measured is refused here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curation.errors import DataError
from training.evaluate.shown import Pictures, Shown, check, each

FEWEST = 2
"""Products below which nothing can be drawn again, and no other real product exists."""


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
        DataError: it has no pairs, or a single product.
        ValueError: numbers or sizes do not fit.
    """
    check(targets, f"{split} targets")
    for name, pictures in (("inputs", inputs), ("outputs", outputs)):
        check(pictures, f"{split} {name}", targets)
        _same_number(split, name, len(pictures), len(targets))
    _same_number(split, "products", len(products), len(targets))
    _enough(split, products)
    return Side(split, each(outputs), each(inputs), each(targets), products)


def seen(
    inputs: Pictures, targets: Pictures, products: Sequence[str] | None, outputs: Pictures, rows: Sequence[int] | None
) -> Side:
    """The training pairs that there are outputs for.

    Raises:
        DataError: they show a single product.
        ValueError: numbers or sizes do not fit, or the products are not told.
    """
    if products is None:
        raise ValueError("train_outputs need train_products: no pair may be answered with its own product")
    places = np.arange(len(targets)) if rows is None else np.asarray(rows, np.int64)
    check(outputs, "train outputs", targets)
    _same_number("train", "outputs", len(outputs), len(places))
    shown = [products[place] for place in places]
    _enough("train", shown)
    return Side("train", each(outputs), Shown(inputs, places), Shown(targets, places), shown)


def check_training(inputs: Pictures, targets: Pictures, products: Sequence[str] | None, like: Pictures) -> None:
    """Refuse training pairs that cannot be an anchor.

    Raises:
        DataError: there are none.
        ValueError: numbers or sizes do not fit.
    """
    check(targets, "train targets", like)
    check(inputs, "train inputs", like)
    _same_number("train", "inputs", len(inputs), len(targets))
    if products is not None:
        _same_number("train", "products", len(products), len(targets))
    if not len(targets):
        raise DataError("the train split has no pairs; mean and nearest product are taken from it")


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


def _enough(split: str, products: Sequence[str]) -> None:
    count = len(set(products))
    if count < FEWEST:
        raise DataError(f"the {split} split has pairs of {count} products; at least {FEWEST} are needed to measure")
