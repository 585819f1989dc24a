"""Which photos are copies of each other: near by hash, like in the large, and the same when laid over each other."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from curation.clean.candidates import near_pairs
from curation.clean.compare import difference, surely_differ
from curation.clean.measure import CHROMA, THUMB
from curation.components import components

COARSE = 8
"""Side of the squares by which unlike photos are told apart at once: a cut of 2 % moves little across them."""
TRIES = 4
"""Photos a photo is laid over, the likest first; with more that look alike it is one of a crowd of packshots."""
OVERLAID, TOGETHER = 2048, 65_536
"""Pairs of small and of coarse pictures that are in memory at a time."""


Thumbs = Callable[[np.ndarray], np.ndarray]
"""Gives the small pictures, (m, d) uint8, of the photos with these numbers."""


Overlay = tuple[np.ndarray, np.ndarray]
"""Two small pictures of which one is to be laid over the other."""


def fits(limit: float, overlays: Sequence[Overlay]) -> list[bool]:
    """Whether two photos are copies, for each of these."""
    return [difference(one, other) <= limit for one, other in overlays]


Lay = Callable[[Callable[[Sequence[Overlay]], list[bool]], Sequence[Overlay]], Iterable[bool]]
"""Runs a function over chunks of overlays somewhere and gives the results in order."""


def copies(
    hashes: np.ndarray,
    coarse: np.ndarray,
    thumbs: Thumbs,
    distance: int,
    limit: float,
    lay: Lay = lambda function, overlays: function(overlays),
) -> np.ndarray:
    """(n,) int64: photos with the same number are copies of each other, directly or over others.

    Args:
        hashes: (n, views) uint64, as in `curation.clean.measure.MEASURED`.
        coarse: (n, 192) uint8, as `coarse_of` gives it.
        thumbs: asked for those photos only that are laid over another.
        distance: bits in which hashes may differ.
        limit: gray levels by which photos laid over each other may differ.
        lay: where photos are laid over each other; default: here.
    """
    count = len(hashes)
    labels = np.arange(count)
    if not count:
        return labels
    same = np.zeros((0, 2), np.int64)
    tried = np.zeros(0, np.int64)
    for one, other in near_pairs(hashes, distance):
        apart = _apart(coarse, one, other)
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
            good = _good(now, thumbs, limit, lay)
            tried = np.union1d(tried, now[:, 0] * count + now[:, 1])
            same = np.concatenate([same, now[good]])
            if good.any():
                labels = components(count, same[:, 0], same[:, 1])
    return labels


def _good(pairs: np.ndarray, thumbs: Thumbs, limit: float, lay: Lay) -> np.ndarray:
    """(m,) bool: which pairs are copies."""
    good = np.zeros(len(pairs), bool)
    for start in range(0, len(pairs), OVERLAID):
        part = pairs[start : start + OVERLAID]
        one, other = thumbs(part[:, 0]), thumbs(part[:, 1])
        left = np.flatnonzero(~surely_differ(one, other, limit))
        good[start + left] = list(lay(partial(fits, limit), list(zip(one[left], other[left]))))
    return good


def _apart(coarse: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(m,) mean gray levels between the coarse pictures of pairs of photos."""
    apart = np.empty(len(one))
    for start in range(0, len(one), TOGETHER):
        part = slice(start, start + TOGETHER)
        gap = coarse[one[part]].astype(np.int16) - coarse[other[part]]
        apart[part] = np.abs(gap).mean(axis=1)
    return apart


def coarse_of(thumbs: np.ndarray) -> np.ndarray:
    """(n, 192) uint8: the photos as 8x8 squares of brightness and of two colour differences.

    Args:
        thumbs: (n, d) uint8, as in `curation.clean.measure.MEASURED`.
    """
    sides = (THUMB, CHROMA, CHROMA)
    planes = np.split(thumbs, np.cumsum([side * side for side in sides])[:-1], axis=1)
    if not len(thumbs):
        return np.zeros((0, 3 * COARSE * COARSE), np.uint8)
    small = [
        plane.reshape(-1, COARSE, side // COARSE, COARSE, side // COARSE).mean(axis=(2, 4)).reshape(len(thumbs), -1)
        for plane, side in zip(planes, sides)
    ]
    return np.concatenate(small, axis=1).astype(np.uint8)
