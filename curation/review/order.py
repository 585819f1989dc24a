"""Which product a person should look at first: the least certain one, or the one that teaches the network most."""

import numpy as np

from curation.review.items import Items

ORDERS = ("uncertain", "telling")
POOL = 2000
"""Uncertain products among which the telling ones are sought; those beyond follow by uncertainty."""
ROUND = 500
"""Telling products that are sought at once; nobody gets through more before learning from them."""


def uncertainty(items: Items) -> np.ndarray:
    """How likely the proposal is wrong by the network's own word, (n,) in [0, 0.5]; NaN where nothing has looked.

    A pair is wrong with 1 - score; a rejected product was wronged with the score of its best candidate.
    """
    return np.minimum(items.scores, 1 - items.scores)


def least_certain(items: Items) -> np.ndarray:
    """All items, the least certain first, (n,) item numbers.

    Where nothing has looked at the photos the margin to the next cluster stands in; rejected products have none and
    come first. Of equally certain ones, the order of the tables.
    """
    doubt = uncertainty(items)
    margins = np.where(np.isnan(items.margins), -np.inf, items.margins)
    return np.lexsort((margins, np.where(np.isnan(doubt), -np.inf, -doubt)))


def most_telling(doubt: np.ndarray, features: np.ndarray, reviewed: np.ndarray, count: int = ROUND) -> np.ndarray:
    """Items that are uncertain and unlike what was reviewed, and unlike each other: (m,) places, m <= count.

    Greedy k-center, in which a distance counts as much as the item is uncertain: each time the item with the largest
    product of both to all that was reviewed or taken before.

    Args:
        doubt: (n,) in [0, 0.5].
        features: (n, d) of the proposed photos.
        reviewed: (r, d) of the photos a person has judged; r may be 0.
        count: how many at most.

    Source: Sener and Savarese, Active learning for convolutional neural networks: a core-set approach, 2018,
    https://arxiv.org/abs/1708.00489; the weight is ours.
    """
    points, judged = _directions(features), _directions(reviewed)
    # Directions: the squared distance is 2 - 2 cos, so 2 is "nothing in common" and stands for "nothing reviewed yet".
    distance = np.full(len(points), 2.0) if not len(judged) else (2 - 2 * (points @ judged.T).max(axis=1))
    taken: list[int] = []
    left = np.ones(len(points), bool)
    for _ in range(min(count, len(points))):
        worth = np.where(left, doubt * distance.clip(0), -1.0)
        best = int(worth.argmax())
        taken.append(best)
        left[best] = False
        distance = np.minimum(distance, 2 - 2 * points @ points[best])
    return np.array(taken, np.int64)


def _directions(features: np.ndarray) -> np.ndarray:
    """Rows of unit length around their mean... of all photos the network gives large positive numbers."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return features.astype(np.float32) / np.where(lengths > 0, lengths, 1)
