"""The lookup finds what comparing all with all finds."""

import numpy as np
import pytest

from curation.clean import candidates
from curation.clean.candidates import near_pairs


def found(hashes: np.ndarray, distance: int) -> set[tuple[int, int]]:
    return {pair for one, other in near_pairs(hashes, distance) for pair in zip(one.tolist(), other.tolist())}


def slowly(hashes: np.ndarray, distance: int) -> set[tuple[int, int]]:
    """Every pair of which a view of the one is near the whole of the other."""
    return {
        (one, other)
        for one in range(len(hashes))
        for other in range(one + 1, len(hashes))
        if any((int(view) ^ int(hashes[other, 0])).bit_count() <= distance for view in hashes[one])
        or any((int(view) ^ int(hashes[one, 0])).bit_count() <= distance for view in hashes[other])
    }


def crowd(seed: int, count: int = 60, views: int = 3) -> np.ndarray:
    """Hashes that lie in heaps: each is one of six with up to ten bits the other way."""
    dice = np.random.default_rng(seed)
    centres = dice.integers(0, 2**63, 6, dtype=np.uint64)
    hashes = np.repeat(centres[dice.integers(0, 6, count)][:, None], views, axis=1)
    for row in range(count):
        for view in range(views):
            for bit in dice.choice(64, dice.integers(0, 6), replace=False):
                hashes[row, view] ^= np.uint64(1) << np.uint64(bit)
    return hashes


@pytest.mark.parametrize("distance", [0, 3, 7])
@pytest.mark.parametrize("seed", [1, 2])
def test_up_to_seven_bits_nothing_is_missed(seed, distance):
    hashes = crowd(seed)
    assert found(hashes, distance) == slowly(hashes, distance)


def test_beyond_seven_bits_nearly_nothing_is_missed_and_nothing_is_added():
    hashes = crowd(3, count=120)
    every, some = slowly(hashes, 10), found(hashes, 10)
    assert some <= every
    assert len(some) > 0.95 * len(every)


def test_blocks_of_any_size_give_the_same_pairs(monkeypatch):
    hashes = crowd(4)
    whole = found(hashes, 7)
    monkeypatch.setattr(candidates, "MOST", 50)
    assert found(hashes, 7) == whole


def test_no_photos_and_one_photo_have_no_pairs():
    assert found(np.zeros((0, 3), np.uint64), 8) == found(np.zeros((1, 3), np.uint64), 8) == set()
