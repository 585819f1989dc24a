"""Before and after, on products that the fit did not see: is what was learned better than what was there?"""

from dataclasses import dataclass

import numpy as np

from curation.learn.fit import fit

FOLDS = 20
"""At most: with few reviews each product is left out alone, since every one that is missing costs the fit much."""
SEED = 2018
BOUND = 1e-6
"""Probabilities are kept this far from 0 and 1, so that one photo cannot outweigh all others."""


@dataclass(frozen=True)
class Score:
    """How well the judged products are told."""

    loss: float
    """Mean over products of the weighted mean log loss of their photos; lower is better."""
    right: int
    """Products whose outcome is what the person decided: the likeliest photo, if likely enough, is a full front; or
    no photo is likely enough, and there is none."""
    products: int


@dataclass(frozen=True)
class Judged:
    """Photos that people judged."""

    features: np.ndarray
    """(n, d), what the last layer looks at."""
    odds: np.ndarray
    """(n,) the network's log odds of a full front."""
    front: np.ndarray
    """(n,) bool, what people said."""
    weight: np.ndarray
    """(n,) in (0, 1]."""
    product: np.ndarray
    """(n,) int, equal for photos of one product."""


def cross_validate(judged: Judged, penalty: float, min_score: float) -> tuple[Score, Score]:
    """Before and after. Each product is scored by a layer that was fitted without it.

    Raises:
        ValueError: fewer than two products.
    """
    products = np.unique(judged.product)
    if len(products) < 2:
        raise ValueError(f"{len(products)} product cannot be left out")
    shuffled = np.random.default_rng(SEED).permutation(products)
    after = judged.odds.astype(np.float64).copy()
    for left_out in np.array_split(shuffled, min(FOLDS, len(products))):
        out = np.isin(judged.product, left_out)
        kept = ~out
        parts = (judged.features[kept], judged.odds[kept], judged.front[kept], judged.weight[kept])
        after[out] += fit(*parts, penalty)(judged.features[out])
    return score(judged, judged.odds, min_score), score(judged, after, min_score)


def score(judged: Judged, odds: np.ndarray, min_score: float) -> Score:
    """How well these log odds tell the judged products."""
    likely = np.exp(-np.logaddexp(0, -odds))
    said = np.where(judged.front, likely, 1 - likely).clip(BOUND, 1)
    losses, right = [], 0
    products = np.unique(judged.product)
    for product in products:
        mine = judged.product == product
        losses.append(np.average(-np.log(said[mine]), weights=judged.weight[mine]))
        best = int(np.flatnonzero(mine)[likely[mine].argmax()])
        paired = likely[best] >= min_score
        right += bool(judged.front[best]) if paired else not judged.front[mine].any()
    return Score(float(np.mean(losses)), int(right), len(products))


def better(before: Score, after: Score) -> bool:
    """Whether what was learned may replace what was there: its loss is lower. (Right or wrong is too coarse a measure
    where twenty products are all there is.)"""
    return after.loss < before.loss
