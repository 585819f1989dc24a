"""What each query found: exact ranking, a chunk of queries at a time; equal similarities are ranked by name."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcomes:
    """One row a query."""

    relevant: np.ndarray
    """(q,) how many rows of the gallery show the query's product."""
    first: np.ndarray
    """(q,) rank of the first of them, from 1; 0 where there is none."""
    hits: np.ndarray
    """(q, depth) bool: whether the row at each rank shows the query's product."""
    same_category: np.ndarray
    """(q, depth) bool: whether it has the query's category; no columns where categories are not known."""


def outcomes(scores: np.ndarray, relevant: np.ndarray, same_category: np.ndarray | None, depth: int) -> Outcomes:
    """Rank the gallery for each query.

    Args:
        scores: (q, g) similarities; minus infinity = not to be found. Columns stand in the order of their names.
        relevant: (q, g) bool.
        same_category: (q, g) bool, or None.
        depth: how many ranks are looked at, at most g.
    """
    top = np.stack([_top(row, depth) for row in scores])
    categories = (
        np.zeros((len(scores), 0), bool) if same_category is None else np.take_along_axis(same_category, top, 1)
    )
    return Outcomes(relevant.sum(axis=1), _first(scores, relevant), np.take_along_axis(relevant, top, 1), categories)


def _top(scores: np.ndarray, depth: int) -> np.ndarray:
    """Columns of the `depth` largest, largest first, equal ones in their order."""
    least = np.partition(scores, len(scores) - depth)[len(scores) - depth]
    candidates = np.flatnonzero(scores >= least)
    order: np.ndarray = candidates[np.argsort(-scores[candidates], kind="stable")][:depth]
    return order


def _first(scores: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """Rank of the best relevant column, from 1; 0 where no column is relevant."""
    column = np.where(relevant, scores, -np.inf).argmax(axis=1)
    # Where all relevant scores are minus infinity, argmax may point at a column that is not relevant.
    column = np.where(relevant[np.arange(len(column)), column], column, relevant.argmax(axis=1))[:, None]
    best = np.take_along_axis(scores, column, 1)
    before = (scores > best) | ((scores == best) & (np.arange(scores.shape[1]) < column))
    return np.where(relevant.any(axis=1), before.sum(axis=1) + 1, 0)


def joined(parts: list[Outcomes]) -> Outcomes:
    """The outcomes of all chunks."""
    names = ("relevant", "first", "hits", "same_category")
    return Outcomes(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
