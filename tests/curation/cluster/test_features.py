from dataclasses import replace

import cv2
import numpy as np
import pytest

from curation.cluster.features import feature
from curation.cluster.recipe import RECIPES, Recipe, recipe

FILLED = 255
BACKGROUND = 235  # light gray, as shops have it


def photo(*boxes, color=(40, 60, 90)):
    """A 256x256 photo with filled boxes (left, top, right, bottom) on a light background."""
    square = np.full((256, 256, 3), BACKGROUND, np.uint8)
    for left, top, right, bottom in boxes:
        square[top:bottom, left:right] = color
    return square


def picture(square, recipe):
    return feature(square, recipe).reshape(recipe.size, recipe.size)


@pytest.mark.parametrize("method", RECIPES)
def test_a_photo_becomes_size_times_size_bytes(method):
    numbers = feature(photo((100, 20, 150, 240)), replace(recipe(method), size=32))
    assert numbers.shape == (32 * 32,)
    assert numbers.dtype == np.uint8


@pytest.mark.parametrize("method", ["threshold", "edges"])
def test_silhouettes_and_edges_know_two_values_only(method):
    ellipse = cv2.ellipse(photo(), (128, 128), (31, 87), 12, 0, 360, (90, 20, 20), cv2.FILLED)
    assert set(np.unique(feature(ellipse, recipe(method)))) == {0, FILLED}


def test_the_silhouette_stands_where_the_figure_stands_in_the_crop():
    mask = picture(photo((99, 64, 157, 192)), Recipe())
    rows, columns = np.nonzero(mask)
    # (99 - 70) / 116 * 64 = 16 and (157 - 70) / 116 * 64 = 48; blur and dilation add a pixel or two, 0.55 cells
    # wide and 0.25 high.
    assert (columns.min(), columns.max()) == (15, 48)
    assert (rows.min(), rows.max()) == (16, 48)


def test_what_is_left_and_right_of_the_crop_is_not_seen():
    assert not feature(photo((0, 0, 60, 256), (196, 0, 256, 256)), Recipe()).any()


def test_a_white_dress_in_a_dark_outline_is_filled():
    square = cv2.rectangle(photo(), (100, 60), (156, 200), (30, 30, 30), thickness=6)
    assert picture(square, Recipe())[32, 32] == FILLED


def test_every_one_of_several_contours_is_filled():
    mask = picture(photo((80, 30, 110, 90), (140, 30, 170, 90), (100, 150, 150, 220)), Recipe())
    assert cv2.connectedComponents(mask)[0] - 1 == 3


def test_the_threshold_itself_belongs_to_the_figure():
    at, above = (np.full((256, 256, 3), level, np.uint8) for level in (200, 201))
    assert feature(at, Recipe()).all()
    assert not feature(above, Recipe()).any()


def test_a_pale_dress_appears_at_a_higher_threshold():
    pale = photo((100, 40, 156, 220), color=(215, 215, 215))
    assert not feature(pale, Recipe()).any()
    assert feature(pale, Recipe(threshold=225)).any()


def test_the_blur_takes_grain_out_of_the_background():
    grainy = photo()
    grainy[8::16, 8::16] = 0
    assert feature(grainy, Recipe(blur=1)).any()
    assert not feature(grainy, Recipe(blur=9)).any()


def test_grayscale_is_the_photo_itself_uncropped():
    gray = picture(photo((0, 0, 128, 256), color=(0, 0, 0)), recipe("grayscale"))
    assert (gray[:, :32] == 0).all()
    assert (gray[:, 32:] == BACKGROUND).all()


def test_edges_run_along_the_figure_and_not_through_it():
    edge = picture(photo((99, 64, 157, 192)), recipe("edges"))
    assert edge[32, 14:18].any()
    assert edge[32, 46:50].any()
    assert not edge[32, 22:42].any()


def test_a_photo_of_another_shape_than_the_canvas_is_refused():
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole message is held below
        feature(np.zeros((256, 170, 3), np.uint8), Recipe())
    assert str(caught.value) == (
        "the photo is (256, 170, 3), the recipe's canvas (256, 256, 3); pad it with pixels.pad_square"
    )
