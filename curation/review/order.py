"""Which product a person should look at first: the least certain one, or the one that teaches the network most."""

import numpy as np

from curation.review.items import Items

ORDERS = ("uncertain", "telling")
POOL = 1000
"""Uncertain products among which the telling ones are sought; those beyond follow by uncertainty."""
ROUND = 100
"""Telling products that are sought at once; after that many it is time to learn from them."""


def uncertainty(items: Items) -> np.ndarray:
    """How likely the proposal is wrong by the network's own word, (n,) in [0, 0.5]; NaN where nothing has looked.

    A pair is wrong with 1 - score; a rejected product was wronged with the score of its best candidate.
    """
    doubt: np.ndarray = np.minimum(items.scores, 1 - items.scores)
    return doubt


def least_certain(items: Items) -> np.ndarray:
    """All items, the least certain first, (n,) item numbers.

    Where nothing has looked at the photos the margin to the next cluster stands in; rejected products have none and
    come first. Of equally certain ones, the order of the tables.
    """
    doubt = uncertainty(items)
    margins = np.where(np.isnan(items.margins), -np.inf, items.margins)
    return np.lexsort((margins, np.where(np.isnan(doubt), -np.inf, -doubt)))


def most_telling(doubt: np.ndarray, features: np.ndarray, reviewed: np.ndarray, count: int = ROUND) -> np.ndarray:
    """Items that stand for many uncertain ones and are unlike what was reviewed and unlike each other: (m,) places.

    Greedy facility location: each item is worth the likeness by which it brings the uncertain ones nearer to something
    reviewed. (The farthest-first rule takes odd photos first, from which nothing follows for the others: after twenty
    reviews it was worse than drawing lots.)

    Args:
        doubt: (n,) in [0, 0.5].
        features: (n, d) of the proposed photos.
        reviewed: (r, d) of the photos a person has judged; r may be 0.
        count: how many at most.

    Source: Wei, Iyer and Bilmes, Submodularity in data subset selection and active learning, ICML 2015.
    """
    middle = features.mean(axis=0) if len(features) else 0.0
    points, judged = _directions(features - middle), _directions(reviewed - middle)
    likeness = (points @ points.T).clip(0) ** 2
    covered = ((points @ judged.T).clip(0) ** 2).max(axis=1, initial=0.0)
    taken: list[int] = []
    left = np.ones(len(points), bool)
    for _ in range(min(count, len(points))):
        worth = doubt @ (likeness - covered[:, None]).clip(0)
        best = int(np.where(left, worth, -1.0).argmax())
        taken.append(best)
        left[best] = False
        covered = np.maximum(covered, likeness[:, best])
    return np.array(taken, np.int64)


def _directions(rows: np.ndarray) -> np.ndarray:
    """Each row at unit length, float32; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)
