"""The shipped network on photos unlike those it learned from: people of the street, cut out, and clothes alone."""

import cv2
import numpy as np
import pytest

from curation.pixels import decode, pad_square
from curation.schema import SHOTS
from curation.shots.network import SIZE, loaded

SURE = 0.5
"""From this score on a photo is paired."""


def front_scores(photos: list[np.ndarray]) -> np.ndarray:
    """(n,) probability that each is a full front."""
    eye = loaded(None)
    return np.array([eye.probabilities(pad_square(photo, SIZE))[SHOTS.index("full_front")] for photo in photos])


@pytest.fixture(scope="module")
def people(real_data) -> list[np.ndarray]:
    """120 people of the street on white, by masks that a person drew; nearly all face the camera, feet in frame."""
    folder = real_data / "clothing_co_parsing"
    found = []
    for path in sorted((folder / "labels").glob("*.png"))[::2]:
        person = cv2.imread(str(path), cv2.IMREAD_UNCHANGED) != 0
        photo = decode(folder / "photos" / f"{path.stem}.jpg").copy()
        photo[~person] = 255
        rows, columns = (np.flatnonzero(person.any(axis=axis)) for axis in (1, 0))
        found.append(photo[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    return found


@pytest.mark.real_data
def test_people_cut_out_of_the_street_are_full_fronts(people):
    assert (front_scores(people) >= SURE).mean() >= 0.85


@pytest.mark.real_data
def test_the_upper_halves_of_the_same_people_are_none(people):
    assert (front_scores([photo[: len(photo) // 2] for photo in people]) >= SURE).mean() <= 0.03


@pytest.mark.real_data
def test_photos_of_clothes_alone_are_none(real_data):
    photos = [decode(path, at_least=SIZE) for path in sorted((real_data / "clothing_cc0").rglob("*.jpg"))[::2]]
    assert len(photos) == 200
    assert (front_scores(photos) >= SURE).mean() <= 0.05
