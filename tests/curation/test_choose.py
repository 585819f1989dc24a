"""A person's word, then the shot, then the distance; a product without a sure front is rejected with its reason."""

import numpy as np
import pytest

from curation.choose import Gallery, Rule, choose, no_front
from curation.cluster.kmeans import Clustering
from curation.reviews import NO_PHOTO
from curation.schema import Image, Product, Rejection

KEY = ("s", "A")


def test_the_nearest_photo_wins_and_the_margin_tells_how_clearly():
    distances = np.array([[5.0, 9.0], [3.0, 4.0], [8.0, 2.0]], np.float32)
    clustering = Clustering(np.zeros((2, 4), np.float32), distances.argmin(axis=1), distances, 1.0, (2, 1))
    images = [Image("s", "A", n, path=f"{n}.jpg") for n in range(3)]
    galleries = {
        ("s", "A"): Gallery([(0, images[0]), (1, images[1])], 0),
        ("s", "B"): Gallery([(2, images[2])], 0),
    }
    products = [Product("s", "A", img_path="a.jpg"), Product("s", "B", img_path="b.jpg")]
    pairs, rejected = choose(products, galleries, clustering, Rule(0))
    assert [(row.model_image, row.distance, row.margin, row.cluster) for row in pairs] == [
        ("1.jpg", 3.0, 1.0, 0),
        ("2.jpg", 8.0, -6.0, 1),
    ]
    assert rejected == []


def chosen(
    *photos: tuple[str, float, float], min_score: float | None = 0.5, packshot: str = "a.jpg", decided: str = ""
):
    """What becomes of one product with these photos: shot, score of a full front, distance to the centre."""
    distances = np.array([[distance, 9.0] for _, _, distance in photos], np.float32)
    clustering = Clustering(np.zeros((2, 4), np.float32), distances.argmin(axis=1), distances, 1.0, (2, 1))
    images = [
        Image("s", "A", n, path=f"{n}.jpg", shot=shot, shot_score=0.8, front_score=front)
        for n, (shot, front, _) in enumerate(photos)
    ]
    rule = Rule(0, min_score, {KEY: decided} if decided else {})
    gallery = Gallery(list(enumerate(images)))
    return choose([Product(*KEY, img_path=packshot)], {KEY: gallery}, clustering, rule)


def test_a_surer_front_wins_over_a_nearer_photo():
    pairs, rejected = chosen(("full_back", 0.03, 1.0), ("full_front", 0.9, 5.0))
    assert [(row.model_image, row.shot, row.score, row.distance) for row in pairs] == [
        ("1.jpg", "full_front", 0.9, 5.0)
    ]
    assert rejected == []


def test_of_equally_sure_fronts_the_nearer_wins():
    pairs, _ = chosen(("full_front", 0.981, 4.0), ("full_front", 0.979, 2.0))
    assert pairs[0].model_image == "1.jpg"


def test_without_a_threshold_the_distance_alone_decides_and_nothing_is_said_of_the_shot():
    pairs, _ = chosen(("full_back", 0.03, 1.0), ("full_front", 0.9, 5.0), min_score=None)
    assert [(row.model_image, row.shot, row.score) for row in pairs] == [("0.jpg", "", None)]


@pytest.mark.parametrize(
    ("shots", "reason"),
    [
        (("full_back", "partial_back"), "only_backs"),
        (("upper_front", "detail", "threequarter_front"), "only_crops"),
        (("packshot",), "only_packshots"),
        (("full_side", "threequarter_side"), "only_sides"),
        (("full_back", "detail"), "no_full_front"),
        (("full_front", "full_back"), "below_min_score"),
    ],
)
def test_a_product_without_a_sure_front_is_rejected_with_the_reason(shots, reason):
    assert no_front(shots) == reason
    pairs, rejected = chosen(*((shot, 0.4, 3.0) for shot in shots))
    assert pairs == []
    assert rejected == [Rejection("s", "A", reason, "0.jpg")]


def test_a_lower_threshold_gives_more_pairs():
    photo = ("full_front", 0.45, 3.0)
    assert (len(chosen(photo)[0]), len(chosen(photo, min_score=0.4)[0])) == (0, 1)


def test_a_photo_nobody_could_judge_is_no_front():
    _, rejected = chosen(("", None, 3.0))
    assert rejected[0].reason == "no_full_front"


BACK, FRONT, PACKSHOT = ("full_back", 0.03, 1.0), ("full_front", 0.9, 5.0), ("packshot", 0.01, 8.0)


def test_a_person_may_choose_what_the_scores_would_not():
    pairs, rejected = chosen(BACK, FRONT, decided="0.jpg")
    assert [(row.model_image, row.shot, row.score, row.source) for row in pairs] == [
        ("0.jpg", "full_back", 0.03, "review")
    ]
    assert rejected == []


def test_a_product_for_which_a_person_found_no_photo_is_rejected():
    pairs, rejected = chosen(BACK, FRONT, decided=NO_PHOTO)
    assert pairs == []
    assert rejected == [Rejection(*KEY, "review_none", "1.jpg")]


def test_a_choice_whose_photo_is_gone_costs_its_product_and_names_the_photo():
    _, rejected = chosen(BACK, FRONT, decided="gone.jpg")
    assert rejected == [Rejection(*KEY, "reviewed_photo_missing", "gone.jpg")]


def test_where_the_store_names_no_product_photo_a_sure_packshot_of_the_gallery_stands_in():
    pairs, _ = chosen(FRONT, PACKSHOT, packshot="")
    assert [(row.product_image, row.product_source, row.model_image) for row in pairs] == [("1.jpg", "model", "0.jpg")]


@pytest.mark.parametrize(
    ("min_score", "photos"), [(0.85, [FRONT, PACKSHOT]), (None, [FRONT, PACKSHOT]), (0.5, [FRONT])]
)
def test_without_a_sure_packshot_there_is_no_product_photo(min_score, photos):
    pairs, rejected = chosen(*photos, packshot="", min_score=min_score)
    assert (pairs, [row.reason for row in rejected]) == ([], ["no_product_photo"])


def test_a_packshot_that_stands_in_is_not_counted_among_the_photos_of_a_person():
    _, rejected = chosen(BACK, PACKSHOT, packshot="")
    assert rejected == [Rejection(*KEY, "only_backs", "0.jpg")]


def test_the_product_photo_a_store_names_outranks_what_the_picture_says():
    pairs, _ = chosen(FRONT, PACKSHOT)
    assert (pairs[0].product_image, pairs[0].product_source) == ("a.jpg", "store")
