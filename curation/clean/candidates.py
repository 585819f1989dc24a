"""Pairs of photos whose perceptual hashes are near, found without comparing every photo with every other.

Multi-index hashing: each hash is cut into four bands of 16 bits. Two hashes that differ in up to 7 bits differ in at
most one bit of some band, so that looking up each band and its 16 neighbours finds them all; of those that differ in 8
to 12 bits it finds most (measured: 96 % at 8).

Source: Norouzi, Punjani, Fleet, Fast exact search in Hamming space with multi-index hashing, 2014, arXiv 1307.2982.
"""

from collections.abc import Iterator

import numpy as np

BANDS, WIDTH = 4, 16
FLIPS = np.array([0, *(1 << bit for bit in range(WIDTH))], np.int64)
"""A band as it is, and with each of its bits the other way."""
MOST = 4_000_000
"""Pairs looked at together: some 100 MB."""


def near_pairs(hashes: np.ndarray, distance: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of photos of which any view of the one is near the whole of the other.

    Args:
        hashes: (n, views) uint64; the first view is the whole photo.
        distance: bits that may differ, 0 to 12.

    Yields:
        Two equally long int64 arrays, photo < other; a pair may come more than once.
    """
    table = _Table(hashes[:, 0])
    views = [np.ascontiguousarray(hashes[:, view]) for view in range(hashes.shape[1])]
    for first, last in _blocks(np.sum([table.matches(view) for view in views], axis=0)):
        found = []
        for view in views:
            photo, other = table.lookup(view, first, last)
            near = (np.bitwise_count(view[photo] ^ views[0][other]) <= distance) & (photo != other)
            found.append(_codes(photo[near], other[near], len(hashes)))
        pairs = np.unique(np.concatenate(found))
        if len(pairs):
            yield pairs // len(hashes), pairs % len(hashes)


def _codes(photo: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    """One number a pair, whichever way round it is."""
    return np.asarray(np.minimum(photo, other) * count + np.maximum(photo, other))


class _Table:
    """For each band the photos sorted by its value."""

    def __init__(self, hashes: np.ndarray) -> None:
        bands = [_band(hashes, band) for band in range(BANDS)]
        self._sorted = [np.argsort(values, kind="stable") for values in bands]
        edges = np.arange((1 << WIDTH) + 1)
        self._starts = [np.searchsorted(values[order], edges) for values, order in zip(bands, self._sorted)]

    def matches(self, hashes: np.ndarray) -> np.ndarray:
        """(n,) how many photos the lookup of each hash brings up."""
        total = np.zeros(len(hashes), np.int64)
        for starts, values in self._queries(hashes):
            total += starts[values + 1] - starts[values]
        return total

    def lookup(self, hashes: np.ndarray, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Photos `first` to `last` (not included) and what their lookup brings up, pair by pair."""
        photos, others = [], []
        for number, (starts, values) in enumerate(self._queries(hashes[first:last])):
            begin, count = starts[values], starts[values + 1] - starts[values]
            photos.append(np.repeat(np.arange(first, last), count))
            within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
            others.append(self._sorted[number // len(FLIPS)][np.repeat(begin, count) + within])
        return np.concatenate(photos), np.concatenate(others)

    def _queries(self, hashes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """For each band and flip where the band's values start, and the values asked for."""
        for band, starts in enumerate(self._starts):
            values = _band(hashes, band)
            for flip in FLIPS:
                yield starts, values ^ flip


def _band(hashes: np.ndarray, band: int) -> np.ndarray:
    return ((hashes >> np.uint64(WIDTH * band)) & np.uint64((1 << WIDTH) - 1)).astype(np.int64)


def _blocks(matches: np.ndarray) -> Iterator[tuple[int, int]]:
    """Cuts the photos so that no block brings up more than `MOST` pairs, or holds one photo."""
    first, total = 0, 0
    for place, count in enumerate(matches.tolist()):
        if total + count > MOST and place > first:
            yield first, place
            first, total = place, 0
        total += count
    if len(matches):
        yield first, len(matches)
