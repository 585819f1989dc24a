import cv2
import numpy as np
import pytest

from curation.cluster.kmeans import Clustering
from curation.cluster.recipe import Recipe, recipe
from curation.cluster.sheets import GAP, at_random, center_picture, cluster_sheet, encode, grid, nearest

RED, GREEN, BLUE, WHITE = (200, 0, 0), (0, 200, 0), (0, 0, 200), (255, 255, 255)


def plain(color, height=8, width=8):
    return np.full((height, width, 3), color, np.uint8)


def clustering():
    """Six photos; 1, 3, 4 and 5 in cluster 1, of which 4 is nearest."""
    near = np.array([0, 30, 0, 20, 10, 20], np.float32)
    labels = np.array([0, 1, 0, 1, 1, 1])
    distances = np.stack([99 - near, near], axis=1)
    return Clustering(np.zeros((2, 64 * 64), np.float32), labels, distances, 1.0, (2, 4))


def test_a_center_gets_back_the_proportions_of_the_crop():
    picture = center_picture(np.full(64 * 64, 255.0), Recipe(), height=256)
    assert picture.shape == (256, 116, 3)
    assert center_picture(np.zeros(64 * 64), recipe("grayscale"), height=64).shape == (64, 64, 3)


def test_a_center_is_shown_as_gray_levels():
    assert np.unique(center_picture(np.full(64 * 64, 99.6), Recipe())).tolist() == [100]


def test_the_nearest_come_first_and_equal_ones_in_the_order_of_the_photos():
    assert nearest(clustering(), 1, 3) == [4, 3, 5]
    assert nearest(clustering(), 0, 9) == [0, 2]


def test_random_photos_are_of_the_cluster_and_come_once():
    assert sorted(at_random(clustering(), 1, 9, seed=3)) == [1, 3, 4, 5]
    assert len(at_random(clustering(), 1, 2, seed=3)) == 2


def test_the_seed_decides_which_photos_are_drawn():
    drawn = [at_random(clustering(), 1, 4, seed) for seed in range(8)]
    assert drawn == [at_random(clustering(), 1, 4, seed) for seed in range(8)]
    assert any(other != drawn[0] for other in drawn)


def test_a_grid_fills_its_rows_and_leaves_the_rest_white():
    sheet = grid([plain(RED), plain(GREEN), plain(BLUE)], columns=2, cell=10)
    step = 10 + GAP
    assert sheet.shape == (step + 10, step + 10, 3)
    corners = [tuple(sheet[y, x].tolist()) for y in (5, step + 5) for x in (5, step + 5)]
    assert corners == [RED, GREEN, BLUE, WHITE]
    assert tuple(sheet[5, 10].tolist()) == WHITE


def test_a_grid_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"^a sheet needs at least one picture$"):
        grid([], columns=3)


def test_a_cluster_sheet_shows_center_nearest_and_random():
    asked = []

    def photo(index):
        asked.append(index)
        return plain(RED if index == 4 else BLUE)

    sheet = cluster_sheet(clustering(), 1, Recipe(), photo, count=3, cell=16)
    assert asked[:3] == [4, 3, 5]
    assert len(asked) == 6
    assert sheet.shape == (2 * 16 + GAP, 4 * 16 + 3 * GAP, 3)
    assert tuple(sheet[8, 8].tolist()) == (0, 0, 0)  # the centre, all empty
    assert tuple(sheet[8, 16 + GAP + 8].tolist()) == RED


def test_a_small_cluster_keeps_its_second_row_apart():
    sheet = cluster_sheet(clustering(), 0, Recipe(), lambda _: plain(BLUE), count=4, cell=16)
    first, second = sheet[8], sheet[16 + GAP + 8]
    blue = [[tuple(row[place * (16 + GAP) + 8].tolist()) == BLUE for place in range(5)] for row in (first, second)]
    assert blue == [[False, True, True, False, False]] * 2


def test_a_png_gives_the_picture_back():
    data = encode(plain(RED), ".png")
    back = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert tuple(back[0, 0].tolist()) == RED[::-1]


def test_the_same_sheet_gives_the_same_bytes():
    assert encode(plain(GREEN)) == encode(plain(GREEN))
    assert encode(plain(GREEN)).startswith(b"\xff\xd8")


def test_another_format_is_refused():
    with pytest.raises(ValueError, match=r"^a sheet is written as \.jpg or \.png, not as '\.webp'$"):
        encode(plain(RED), ".webp")
