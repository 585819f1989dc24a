"""How far a mean may be off by chance: a bootstrap over products, since pairs of one product resemble each other.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13 (percentile interval); whole products
are drawn, as Field and Welsh 2007 do with clusters, https://doi.org/10.1111/j.1467-9868.2007.00593.x
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 1000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean and between what it lies with 95 % confidence."""

    mean: float
    low: float
    high: float


def bootstrap(values: np.ndarray, products: Sequence[str], *, seed: int = 0, draws: int = DRAWS) -> Interval:
    """The mean over pairs, with its 95 % interval when products are drawn again and again.

    Two calls with the same products and seed draw the same ones.

    Args:
        values: (N,) one for each pair.
        products: (N,) which product each pair belongs to.
        draws: how often as many products are drawn as there are.

    Raises:
        ValueError: there are fewer than two products, or not one product for each value.
    """
    if len(values) != len(products):
        raise ValueError(f"{len(values)} values of {len(products)} pairs")
    names, product = np.unique(np.asarray(products), return_inverse=True)
    if len(names) < 2:
        raise ValueError(f"an interval needs at least 2 products, not {len(names)}")
    sums, counts = np.bincount(product, values), np.bincount(product)
    dice = np.random.default_rng(seed)
    means = np.empty(draws)
    for number in range(draws):
        drawn = dice.integers(0, len(names), len(names))
        means[number] = sums[drawn].sum() / counts[drawn].sum()
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(np.mean(values)), float(low), float(high))
