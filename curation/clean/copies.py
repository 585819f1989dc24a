"""Which photos are copies of each other: near by hash, like in the large, and the same when laid over each other."""

import numpy as np

from curation.clean.candidates import near_pairs
from curation.clean.compare import difference
from curation.clean.measure import CHROMA, THUMB
from curation.components import components

COARSE = 8
"""Side of the squares by which unlike photos are told apart at once: a cut of 2 % moves little across them."""
TRIES = 16
"""Photos a photo is laid over, the likest first; with more that look alike it is one of a crowd of packshots."""


def copies(measures: np.ndarray, distance: int, limit: float) -> np.ndarray:
    """(n,) int64: photos with the same number are copies of each other, directly or over others.

    Args:
        measures: (n,) of dtype `curation.clean.measure.MEASURED`.
        distance: bits in which hashes may differ.
        limit: gray levels by which photos laid over each other may differ.
    """
    count = len(measures)
    labels = np.arange(count)
    if not count:
        return labels
    coarse = _coarse(measures["thumb"])
    same = np.zeros((0, 2), np.int64)
    tried = np.zeros(0, np.int64)
    for one, other in near_pairs(measures["hashes"], distance):
        apart = np.abs(coarse[one] - coarse[other]).mean(axis=1)
        pairs = np.stack([one, other], axis=1)[apart <= limit]
        pairs = pairs[np.argsort(apart[apart <= limit], kind="stable")]
        for _ in range(TRIES):
            open_ = (labels[pairs[:, 0]] != labels[pairs[:, 1]]) & ~np.isin(pairs[:, 0] * count + pairs[:, 1], tried)
            pairs = pairs[open_]
            if not len(pairs):
                break
            # Each photo with the one that is likest to it; what that connects need not be compared any more.
            _, nearest = np.unique(pairs[:, 0], return_index=True)
            now = pairs[nearest]
            thumbs = measures["thumb"]
            good = np.array([difference(thumbs[a], thumbs[b]) <= limit for a, b in now])
            tried = np.union1d(tried, now[:, 0] * count + now[:, 1])
            same = np.concatenate([same, now[good]])
            if good.any():
                labels = components(count, same[:, 0], same[:, 1])
    return labels


def _coarse(thumbs: np.ndarray) -> np.ndarray:
    """(n, 192) int16: the photos as 8x8 squares of brightness and of two colour differences."""
    sides = (THUMB, CHROMA, CHROMA)
    planes = np.split(thumbs, np.cumsum([side * side for side in sides])[:-1], axis=1)
    small = [
        plane.reshape(-1, COARSE, side // COARSE, COARSE, side // COARSE).mean(axis=(2, 4)).reshape(len(thumbs), -1)
        for plane, side in zip(planes, sides)
    ]
    return np.concatenate(small, axis=1).astype(np.int16)
