import csv
from dataclasses import replace

import cv2
import numpy as np
import pytest

from curation.cluster.features import feature
from curation.cluster.kmeans import cluster
from curation.cluster.naming import geometry, name_clusters
from curation.cluster.recipe import RECIPES, Recipe, recipe
from curation.pixels import decode, pad_square

DARK = (40, 40, 60)
SHOTS = ("full_body", "upper_body", "detail")


def paper():
    return np.full((256, 256, 3), 240, np.uint8)


def full_body(x=128):
    """Head, dress, two legs that end above the lower edge."""
    square = cv2.circle(paper(), (x, 28), 12, DARK, cv2.FILLED)
    cv2.fillPoly(square, [np.array([(x - 20, 44), (x + 20, 44), (x + 30, 150), (x - 30, 150)])], DARK)
    for leg in (-12, 12):
        cv2.line(square, (x + leg, 150), (x + leg, 236), DARK, 9)
    return square


def upper_body(x=128):
    """Head and shoulders, cut by the lower edge."""
    square = cv2.circle(paper(), (x, 60), 26, DARK, cv2.FILLED)
    cv2.fillPoly(square, [np.array([(x - 40, 96), (x + 40, 96), (x + 48, 255), (x - 48, 255)])], DARK)
    return square


def detail(x=128):
    """Cloth from edge to edge, with a light seam somewhere."""
    square = np.full((256, 256, 3), DARK, np.uint8)
    return cv2.line(square, (x, 0), (x + 20, 255), (235, 235, 235), 3)


DRAWN = {"full_body": full_body, "upper_body": upper_body, "detail": detail}


def centers(recipe, shots=SHOTS):
    """The mean of five slightly shifted photos of each kind."""
    shifts = (-8, -4, 0, 4, 8)
    return np.array(
        [np.mean([feature(DRAWN[shot](128 + shift), recipe) for shift in shifts], axis=0) for shot in shots]
    )


@pytest.mark.parametrize("shots", [SHOTS, SHOTS[::-1], ("upper_body", "full_body", "detail")])
def test_the_names_follow_the_pictures_whatever_their_numbers(shots):
    naming = name_clusters(centers(Recipe(), shots), (10, 10, 10), Recipe())
    assert naming.names == shots
    assert naming.chosen == shots.index("full_body")


def woven(square):
    """The same photo with a coarse grain in all that is dark, as edges need it."""
    grain = np.random.default_rng(0).integers(0, 160, (64, 64, 1), np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    return np.where(square < 100, grain, square)


@pytest.mark.parametrize("method", RECIPES)
def test_every_method_s_full_body_is_found(method):
    photos = [feature(woven(DRAWN[shot]()), recipe(method)) for shot in SHOTS]
    assert name_clusters(np.array(photos), (10, 10, 10), recipe(method)).chosen == 0


@pytest.mark.parametrize("crop", [(0, 256), (70, 186), (100, 156)])
def test_the_crop_does_not_change_the_choice(crop):
    recipe = Recipe(crop=crop)
    assert name_clusters(centers(recipe), (10, 10, 10), recipe).chosen == 0


def test_a_crop_beside_the_figure_is_looked_at_as_a_whole():
    recipe = Recipe(crop=(0, 64))
    assert geometry(np.full(64 * 64, 255.0), recipe).trunk == 1


def test_the_same_figure_cut_at_the_knees_is_no_full_body():
    cut = cv2.resize(full_body()[:190], (256, 256))
    both = np.array([feature(cut, Recipe()), feature(full_body(), Recipe())])
    assert name_clusters(both, (10, 10), replace(Recipe(), k=2)).chosen == 1


def test_a_band_from_side_to_side_as_a_padded_landscape_photo_has_is_no_full_body():
    band = np.zeros((64, 64))
    band[8:52] = 255
    pictures = np.vstack([band.reshape(1, -1), centers(Recipe(), ("full_body",))])
    assert name_clusters(pictures, (10, 10), Recipe(k=2)).chosen == 1


def test_an_almost_empty_cluster_is_not_full_body_although_nothing_touches_its_edges():
    pictures = np.vstack([np.full((1, 64 * 64), 8.0), centers(Recipe())])
    naming = name_clusters(pictures, (30, 10, 10, 10), Recipe(k=4))
    assert naming.names == ("faint", *SHOTS)
    assert naming.chosen == 1


def test_a_second_cluster_of_standing_figures_is_called_so_too():
    wide = np.mean([feature(full_body(128 + shift), Recipe()) for shift in (-24, -12, 0, 12, 24)], axis=0)
    naming = name_clusters(np.vstack([centers(Recipe()), wide]), (10, 10, 10, 10), Recipe(k=4))
    assert naming.names == (*SHOTS, "full_body")
    assert naming.chosen == 0


def test_a_cluster_of_very_few_photos_is_passed_over():
    sharp = feature(full_body(), Recipe())
    pictures = np.vstack([sharp, centers(Recipe())])
    assert name_clusters(pictures, (10, 10, 10, 10), Recipe(k=4)).chosen == 0
    naming = name_clusters(pictures, (2, 10, 10, 18), Recipe(k=4))
    assert naming.chosen == 1
    assert naming.why.endswith("; clusters with under 6% of the photos were passed over")


def test_a_quarter_of_an_even_share_is_enough():
    # 40 photos in 4 clusters: an even share is 10, a quarter of it 2.5.
    sharp = feature(full_body(), Recipe())
    pictures = np.vstack([sharp, centers(Recipe())])
    assert name_clusters(pictures, (3, 10, 10, 17), Recipe(k=4)).chosen == 0


def test_the_reason_is_a_sentence_with_the_numbers():
    picture = np.zeros((3, 64, 64))
    picture[0, :, 16:48] = 255  # crosses the lower edge
    picture[1, 8:56, 16:48] = 255  # stands free
    picture[2] = 255
    naming = name_clusters(picture.reshape(3, -1), (5, 5, 5), Recipe())
    assert naming.names == ("upper_body", "full_body", "detail")
    assert naming.why == (
        "cluster 1 of 3 stands most free in the frame: its middle is filled to 100%, the bottom edge to 0%, "
        "the sides to 0% (together +1.00; next is cluster 0 with +0.50)"
    )


def test_one_cluster_alone_is_the_choice():
    naming = name_clusters(centers(Recipe(), ("detail",)), (10,), Recipe(k=1))
    assert naming.names == ("full_body",)
    assert "next is" not in naming.why


def test_geometry_is_read_in_shares_of_the_picture():
    picture = np.zeros((64, 64))
    picture[56:] = 255
    picture[:, :11] = 255
    found = geometry(picture.reshape(-1), Recipe())
    assert (found.trunk, found.bottom) == (0, 1)
    assert found.sides == pytest.approx(0.5 + 0.5 / 8)
    assert found.beside_head == 0.5


def test_shoulders_that_touch_the_sides_do_not_make_a_detail():
    broad = np.zeros((64, 64))
    broad[4:, 24:40] = 255
    broad[24:] = 255
    pictures = np.vstack([centers(Recipe(), ("full_body",)), broad.reshape(1, -1)])
    assert name_clusters(pictures, (10, 10), Recipe(k=2)).names == ("full_body", "upper_body")


@pytest.mark.real_data
@pytest.mark.parametrize("k", [3, 4])
def test_on_real_photos_the_chosen_cluster_holds_most_full_body_shots(real_data, k):
    folder = real_data / "shots2018"
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = np.array([row["label"].startswith("full_") for row in rows])
    features = np.array([feature(pad_square(decode(folder / row["file"])), Recipe()) for row in rows])
    for seed in range(5):
        recipe = Recipe(k=k, seed=seed, n_init=3)
        found = cluster(features, recipe)
        chosen = name_clusters(found.centers, found.sizes, recipe).chosen
        assert chosen == np.bincount(found.labels[whole], minlength=k).argmax()
        assert whole[found.labels == chosen].mean() > 0.7
