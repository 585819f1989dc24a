"""Photos that look alike have hashes that differ in few bits."""

import cv2
import numpy as np

from curation.clean.phash import VIEWS, hashes, phash


def picture(seed: int) -> np.ndarray:
    """(160, 120) uint8: soft blots, none like another picture's."""
    noise = np.random.default_rng(seed).integers(0, 256, (8, 6)).astype(np.uint8)
    return cv2.resize(noise, (120, 160), interpolation=cv2.INTER_CUBIC)


def bits(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def test_scale_and_brightness_change_few_bits():
    photo = picture(1)
    assert bits(phash(photo), phash(cv2.resize(photo, (60, 80), interpolation=cv2.INTER_AREA))) <= 4
    assert bits(phash(photo), phash((photo * 0.8).astype(np.uint8))) <= 4


def test_different_photos_differ_in_about_half_the_bits():
    codes = [phash(picture(seed)) for seed in range(12)]
    apart = [bits(one, other) for place, one in enumerate(codes) for other in codes[:place]]
    assert min(apart) > 12
    assert 26 <= np.mean(apart) <= 38


def test_half_of_the_bits_are_set():
    assert abs(phash(picture(3)).bit_count() - 32) <= 1


def test_the_view_without_a_margin_is_the_hash_of_that_part():
    photo = picture(4)
    cut = VIEWS[2]
    rows, columns = round(160 * cut), round(120 * cut)
    assert int(hashes(photo)[2]) == phash(photo[rows:-rows, columns:-columns])
    assert int(hashes(photo)[0]) == phash(photo)
