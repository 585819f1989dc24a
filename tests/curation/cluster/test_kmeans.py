from dataclasses import replace

import numpy as np
import pytest

from curation.cluster.kmeans import ROWS_AT_ONCE, assign, cluster, inertia_curve
from curation.cluster.recipe import Recipe, recipe
from curation.errors import TooFewPhotosError

RECIPE = Recipe(size=4)
LEVELS = (10, 120, 240)


def photos(each=8, levels=LEVELS, seed=0):
    """Noisy pictures of 16 numbers, `each` of them around every level."""
    noise = np.random.default_rng(seed).integers(-8, 9, (each * len(levels), 16))
    return (np.repeat(levels, each)[:, None] + noise).astype(np.uint8)


def test_photos_that_look_alike_fall_into_one_cluster():
    found = cluster(photos(), RECIPE)
    assert found.labels.tolist() == [0] * 8 + [1] * 8 + [2] * 8
    assert found.sizes == (8, 8, 8)


def test_a_center_is_the_mean_of_its_photos():
    features = photos()
    found = cluster(features, RECIPE)
    np.testing.assert_allclose(found.centers[1], features[8:16].mean(axis=0), rtol=1e-5)
    assert found.centers.dtype == np.float32


def test_distances_and_inertia_are_those_of_the_slow_way():
    features = photos()
    found = cluster(features, RECIPE)
    slow = [[np.linalg.norm(photo - center) for center in found.centers] for photo in features.astype(float)]
    np.testing.assert_allclose(found.distances, slow, rtol=1e-6)
    assert found.inertia == pytest.approx(sum(min(row) ** 2 for row in slow), rel=1e-5)


def test_the_order_of_the_photos_changes_nothing():
    # No clusters at all in these: any difference between two runs would show.
    features = np.random.default_rng(5).integers(0, 256, (60, 16), np.uint8)
    order = np.random.default_rng(6).permutation(60)
    one, other = cluster(features, RECIPE), cluster(features[order], RECIPE)
    assert np.array_equal(one.centers, other.centers)
    assert np.array_equal(one.labels[order], other.labels)
    assert np.array_equal(one.distances[order], other.distances)
    assert one.inertia == pytest.approx(other.inertia, rel=1e-12)


def test_the_seed_decides_where_there_is_nothing_to_find():
    features = np.random.default_rng(5).integers(0, 256, (60, 16), np.uint8)
    first = cluster(features, replace(RECIPE, n_init=1))
    others = [cluster(features, replace(RECIPE, n_init=1, seed=seed)) for seed in range(5)]
    assert any(not np.array_equal(first.centers, other.centers) for other in others)


def test_clusters_count_from_the_emptiest_picture_to_the_fullest():
    levels = cluster(photos(levels=(240, 10, 120)), RECIPE).centers.mean(axis=1)
    assert levels.tolist() == sorted(levels)


def test_in_gray_photos_white_is_empty():
    gray = replace(recipe("grayscale"), size=4, k=3)
    levels = cluster(photos(), gray).centers.mean(axis=1)
    assert levels.tolist() == sorted(levels, reverse=True)


def test_chunks_of_photos_get_the_numbers_of_the_whole():
    features = np.random.default_rng(1).integers(0, 256, (ROWS_AT_ONCE + 7, 16), np.uint8)
    centers = np.random.default_rng(2).random((3, 16), np.float32) * 255
    labels, distances = assign(features, centers)
    last_labels, last_distances = assign(features[-9:], centers)
    assert np.array_equal(labels[-9:], last_labels)
    assert np.array_equal(distances[-9:], last_distances)


def test_the_features_are_left_as_they_were():
    features = photos()
    cluster(features, RECIPE)
    assert np.array_equal(features, photos())


def test_as_many_photos_as_clusters_are_enough():
    assert cluster(photos(each=1), RECIPE).sizes == (1, 1, 1)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (
            np.zeros((0, 16), np.uint8),
            "0 photos for 3 clusters: K-Means needs a different photo for each; add products with model photos",
        ),
        (
            photos(each=1, levels=(10, 240)),
            "2 photos for 3 clusters: K-Means needs a different photo for each; "
            "add products with model photos or ask for at most 2 (--k 2)",
        ),
        (
            np.full((12, 16), 7, np.uint8),
            "12 photos (1 different) for 3 clusters: K-Means needs a different photo for each; "
            "add products with model photos or ask for at most 1 (--k 1)",
        ),
    ],
    ids=["none", "two", "all alike"],
)
def test_fewer_photos_than_clusters_are_refused_with_the_way_out(features, message):
    with pytest.raises(TooFewPhotosError) as caught:
        cluster(features, RECIPE)
    assert str(caught.value) == message


def test_the_inertia_falls_to_next_to_nothing_at_the_true_number_of_groups():
    curve = inertia_curve(photos(), RECIPE, range(1, 5))
    assert list(curve) == [1, 2, 3, 4]
    assert curve[2] > 20 * curve[3]
    assert curve[3] < 3 * curve[4]


def test_more_clusters_than_different_photos_are_left_out_of_the_curve():
    assert list(inertia_curve(photos(each=1), RECIPE)) == [2, 3]
