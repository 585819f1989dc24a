"""Laid over each other, copies differ by a few gray levels anywhere; alike is not the same."""

import cv2
import numpy as np
import pytest

from curation.clean.compare import difference

LIMIT = 6.0


def jacket(color: tuple[int, int, int] = (150, 40, 40), neck: int = 20) -> np.ndarray:
    """(400, 280, 3) uint8: a packshot on white."""
    image = np.full((400, 280, 3), 255, np.uint8)
    cv2.rectangle(image, (70, 90), (210, 330), color, -1)
    cv2.ellipse(image, (140, 90), (neck + 10, neck), 0, 0, 180, (255, 255, 255), -1)
    for y in range(150, 320, 40):
        cv2.circle(image, (140, y), 6, (30, 30, 30), -1)
    return image


def test_each_kind_of_copy_is_one(measure, three_copies):
    original = measure(jacket())["thumb"]
    for copy in three_copies(jacket(), seed=1):
        assert difference(original, measure(copy)["thumb"]) < LIMIT


def test_a_copy_that_lost_two_percent_at_every_edge_is_one(measure):
    assert difference(measure(jacket())["thumb"], measure(jacket()[8:-8, 6:-6])["thumb"]) < LIMIT


@pytest.mark.parametrize(
    "other",
    [jacket((40, 40, 150)), jacket((150, 40, 110)), jacket((175, 60, 60)), jacket(neck=45)],
    ids=["another colour", "another shade", "lighter", "another neck"],
)
def test_the_same_cut_in_another_colour_or_with_another_neck_is_no_copy(measure, other):
    assert difference(measure(jacket())["thumb"], measure(other)["thumb"]) > LIMIT


def test_a_photo_from_nearer_is_no_copy(measure):
    assert difference(measure(jacket())["thumb"], measure(jacket()[30:-30, 21:-21])["thumb"]) > LIMIT


def test_a_little_more_light_is_forgiven_much_is_not(measure):
    photo = np.minimum(jacket(), 235)
    original = measure(photo)["thumb"]
    assert difference(original, measure(cv2.convertScaleAbs(photo, alpha=1.03))["thumb"]) < LIMIT
    assert difference(original, measure(cv2.convertScaleAbs(photo, alpha=0.7))["thumb"]) > LIMIT
