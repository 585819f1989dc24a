"""What cleaning costs: measuring a photo beside decoding it, and finding copies among many."""

import numpy as np
import pytest

from curation.clean.candidates import near_pairs
from curation.clean.copies import coarse_of, copies
from curation.clean.measure import MEASURED, SIDE, measured
from curation.clean.settings import CleanSettings
from curation.pixels import decode, header

DISTANCE, LIMIT = CleanSettings().distance, CleanSettings().difference


def bench_measuring_photos_beside_decoding_them(photos, seconds):
    decoding = seconds(lambda: [decode(photo, at_least=SIDE) for photo in photos])
    both = seconds(lambda: [measured(decode(photo, at_least=SIDE), *header(photo)) for photo in photos])
    print(
        f"\ndecoding {len(photos) / decoding:,.0f} photos/s, decoding and measuring {len(photos) / both:,.0f} photos/s "
        f"(277x400 JPEG, one core), ratio {both / decoding:.2f}"
    )
    assert both > 0


def crowd(photos: list[bytes], number: int) -> np.ndarray:
    """As many measures, made from real ones by turning bits and levels, so that most are no copies."""
    dice = np.random.default_rng(1)
    real = np.array([measured(decode(photo, at_least=SIDE), *header(photo)) for photo in photos], MEASURED)
    rows = real[dice.integers(len(real), size=number)].copy()
    flips = np.zeros(number, np.uint64)
    for _ in range(8):
        flips |= np.uint64(1) << dice.integers(64, size=number).astype(np.uint64)
    rows["hashes"] ^= flips[:, None]
    rows["thumb"] += dice.integers(0, 60, (number, 1)).astype(np.uint8)
    return rows


@pytest.mark.parametrize("number", [10_000, 100_000])
def bench_finding_copies(photos, seconds, number):
    rows = crowd(photos, number)
    near = 0

    def look_up() -> None:
        nonlocal near
        near = sum(len(one) for one, _ in near_pairs(rows["hashes"], DISTANCE))

    looking = seconds(look_up, repeats=1)
    groups = 0

    def group() -> None:
        nonlocal groups
        thumbs = rows["thumb"]
        found = copies(rows["hashes"], coarse_of(thumbs), lambda places: thumbs[places], DISTANCE, LIMIT)
        groups = len(np.unique(found))

    grouping = seconds(group, repeats=1)
    print(
        f"\n{number:,} photos of a crowd: {near:,} near hashes in {looking:.1f} s; with overlays {grouping:.1f} s, "
        f"{groups:,} different photos"
    )
    assert groups <= number
