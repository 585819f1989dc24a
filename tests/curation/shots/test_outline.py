"""A silhouette tells whole figures from cut ones, and nothing about where they face."""

import numpy as np
import pytest

from curation.pixels import pad_square
from curation.schema import SHOTS
from curation.shots import outline


def standing(top: int, bottom: int, left: int = 95, right: int = 161) -> np.ndarray:
    square = np.full((256, 256, 3), 255, np.uint8)
    square[top:bottom, left:right] = 60
    return square


@pytest.mark.parametrize(
    ("square", "kind"),
    [
        (standing(20, 205), "whole"),
        (standing(20, 256), "cut"),
        (standing(0, 256, 0, 256), "filled"),
        (np.full((256, 256, 3), 255, np.uint8), "faint"),
    ],
)
def test_the_kind_is_read_off_where_the_figure_ends(square, kind):
    assert outline.kind(square) == kind


def test_the_shares_are_probabilities_and_leave_nothing_impossible():
    shares = outline.probabilities(standing(20, 205))
    assert shares.shape == (len(SHOTS),)
    assert shares.sum() == pytest.approx(1, abs=1e-6)
    assert shares.min() > 0
    assert SHOTS[int(shares.argmax())] == "full_front"


def test_the_counts_are_the_labelled_photos():
    assert sum(map(sum, outline.COUNTS.values())) == 641


@pytest.mark.real_data
def test_the_counts_are_what_the_labelled_photos_give(real_data):
    import csv

    from curation.pixels import decode

    folder = real_data / "shots2018"
    counts = {name: [0] * len(SHOTS) for name in outline.COUNTS}
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            square = pad_square(decode(folder / row["file"]), outline.CANVAS)
            counts[outline.kind(square)][SHOTS.index(row["label"])] += 1
    assert {name: tuple(row) for name, row in counts.items()} == outline.COUNTS
