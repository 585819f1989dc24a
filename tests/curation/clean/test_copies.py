"""Copies are found and nothing else: in the drawn world, in copies of real photos, among packshots that look alike."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import cv2
import numpy as np
import pytest

from curation.clean.compare import difference, surely_differ
from curation.clean.copies import coarse_of, copies
from curation.clean.measure import MEASURED
from curation.clean.settings import CleanSettings
from curation.pixels import decode

LIMITS = CleanSettings().distance, CleanSettings().difference


def grouped(rows: np.ndarray) -> np.ndarray:
    thumbs = rows["thumb"]
    return copies(rows["hashes"], coarse_of(thumbs), lambda places: thumbs[places], *LIMITS)


def pairs(labels: Iterable[int]) -> set[tuple[int, int]]:
    members: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        members.setdefault(int(label), []).append(place)
    return {pair for group in members.values() for pair in combinations(group, 2)}


def precision_and_recall(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> tuple[float, float]:
    right = len(found & true)
    return right / max(1, len(found)), right / len(true)


@pytest.mark.real_data
def test_three_copies_of_each_of_400_real_photos_are_found_and_nothing_else(real_data, measure, three_copies):
    files = sorted((real_data / "clothing_cc0").rglob("*.jpg"))
    assert len(files) == 400
    rows, owners = [], []
    for number, file in enumerate(files):
        data = file.read_bytes()
        for photo in (data, *three_copies(decode(data), seed=number)):
            rows.append(measure(photo))
            owners.append(number)
    precision, recall = precision_and_recall(pairs(grouped(np.array(rows, MEASURED))), pairs(owners))
    assert precision >= 0.98
    assert recall >= 0.95


@pytest.fixture(scope="module")
def drawn():
    """Packshots of 240 products and all photos of those with something planted: bytes, and what each is a copy of."""
    from scrapers.demo.catalogue import catalogue
    from scrapers.demo.drawing import jpeg

    found = []
    for style in "ac":
        products = catalogue(1200, seed=11, style=style)
        photos = [photo for product in products for photo in product.photos]
        named = {photo.planted.partition("_of:")[2] for photo in photos if photo.planted}
        kept = 0
        for product in products:
            for photo in product.photos:
                name = f"{product.id}@{photo.position}"
                planted = photo.planted.partition("_of:")[2]
                packshot = photo.shot == "packshot" and kept < 120
                if planted or name in named or packshot:
                    found.append((style, planted or name, jpeg(product, photo, 200)))
                    kept += packshot
        assert any("near_duplicate" in photo.planted for photo in photos)
    return found


def test_what_the_drawn_world_plants_is_found_and_no_packshots_are_merged(drawn, measure):
    names = [(style, name) for style, name, _ in drawn]
    true = pairs([sorted(set(names)).index(name) for name in names])
    rows = np.array([measure(data) for _, _, data in drawn], MEASURED)
    precision, recall = precision_and_recall(pairs(grouped(rows)), true)
    assert max(Counter(names).values()) == 2
    assert len(true) >= 40
    assert precision >= 0.98
    assert recall >= 0.95


def packshot(number: int) -> np.ndarray:
    """(300, 210, 3) uint8: the same shirt on white, in one of many colours and with a print of its own place."""
    image = np.full((300, 210, 3), 255, np.uint8)
    dice = np.random.default_rng(number)
    cv2.rectangle(image, (55, 70), (155, 240), tuple(int(level) for level in dice.integers(30, 200, 3)), -1)
    x, y = int(dice.integers(75, 135)), int(dice.integers(100, 210))
    cv2.circle(image, (x, y), 12, (250, 250, 250), -1)
    return image


def test_the_same_shirt_in_other_colours_on_white_is_not_one_photo(measure):
    rows = np.array([measure(packshot(number)) for number in range(80)], MEASURED)
    assert pairs(grouped(rows)) == set()


def test_a_crowd_of_the_same_photo_is_one_group(measure):
    one = packshot(3)
    sizes = [(210 + step, 300 + step) for step in range(40)]
    rows = np.array([measure(cv2.resize(one, size)) for size in sizes], MEASURED)
    assert len(set(grouped(rows).tolist())) == 1


def test_no_photos_have_no_groups():
    assert grouped(np.zeros(0, MEASURED)).tolist() == []


def test_what_is_told_apart_at_once_would_not_have_fitted_either(drawn, measure, three_copies):
    photos = [data for _, _, data in drawn[:60]]
    thumbs = [measure(photo)["thumb"] for photo in photos]
    alike = [
        measure(copy)["thumb"] for number, photo in enumerate(photos) for copy in three_copies(decode(photo), number)
    ]
    several = [thumbs[number // 3] for number in range(len(alike))]
    one = np.array([*several, *(a for a, _ in combinations(thumbs, 2))])
    other = np.array([*alike, *(b for _, b in combinations(thumbs, 2))])
    apart = surely_differ(one, other, LIMITS[1])
    fits = np.array([difference(a, b) <= LIMITS[1] for a, b in zip(one, other)])
    assert not (apart & fits).any()
    assert apart.sum() > 0.3 * (~fits).sum()
