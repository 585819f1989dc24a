"""The measures of one query each, and what exactly each of them is: conventions differ between papers and packages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.retrieval.evaluate.ranking import Outcomes

CONVENTIONS = {
    "recall@k": "share of queries with at least one row of their product among the first k (hit rate, as In-shop's)",
    "found@k": "rows of the query's product among the first k, divided by all such rows in the gallery",
    "precision@k": "rows of the query's category among the first k, divided by k, as PoshakNet's",
    "map@r": "mean over the first R ranks of (precision at the rank if it is relevant, else 0), R = relevant rows",
    "r-precision": "relevant rows among the first R, divided by R",
    "top-1%": "share of queries with a row of their product among the first hundredth of the gallery, rounded up",
    "mean-rank": "mean rank of the first row of the query's product, from 1",
    "ties": "equally similar rows are ranked by name",
}
"""What is written beside every result."""

SHARES = ("recall@", "top-1%")
"""Measures that are 0 or 1 for one query, so that their mean is a share."""


@dataclass(frozen=True)
class Table:
    """Measures of queries."""

    names: tuple[str, ...]
    values: np.ndarray
    """(q, measures) float."""

    def column(self, name: str) -> np.ndarray:
        found: np.ndarray = self.values[:, self.names.index(name)]
        return found


def by_product(outcomes: Outcomes, size: int, recall: Sequence[int]) -> Table:
    """What each query found of its product; only for queries whose product the gallery holds.

    Args:
        outcomes: with a depth of at least the largest k and the largest number of relevant rows.
        size: rows that could be found.
        recall: the ks; those above `size` are left out.
    """
    ks = [k for k in recall if k <= size]
    first, relevant = outcomes.first, outcomes.relevant
    columns: dict[str, np.ndarray] = {f"recall@{k}": first <= k for k in ks}
    columns |= {f"found@{k}": outcomes.hits[:, :k].sum(axis=1) / relevant for k in ks}
    within = np.arange(outcomes.hits.shape[1]) < relevant[:, None]
    hits = outcomes.hits & within
    precision = hits.cumsum(axis=1) / np.arange(1, hits.shape[1] + 1)
    columns["map@r"] = (precision * hits).sum(axis=1) / relevant
    columns["r-precision"] = hits.sum(axis=1) / relevant
    columns["top-1%"] = first <= math.ceil(size / 100)
    columns["mean-rank"] = first
    return _table(columns)


def by_category(outcomes: Outcomes, size: int, precision: Sequence[int]) -> Table:
    """How many of the first k rows have the query's category."""
    ks = [k for k in precision if k <= size]
    return _table({f"precision@{k}": outcomes.same_category[:, :k].sum(axis=1) / k for k in ks})


def _table(columns: dict[str, np.ndarray]) -> Table:
    return Table(tuple(columns), np.stack([np.asarray(column, float) for column in columns.values()], axis=1))
