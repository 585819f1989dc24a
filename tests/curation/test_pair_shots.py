"""The shot comes first, the distance second, and nothing is paired by force; without shots it is 2018 to the byte."""

import numpy as np
import pytest

from curation import tables
from curation.cluster.kmeans import Clustering
from curation.cluster.recipe import Recipe
from curation.errors import TooFewPhotosError
from curation.ingest import ingest
from curation.pair import Gallery, choose, no_front, pair
from curation.schema import Image, Pair, Product, Rejection
from curation.shots.choice import NONE, Shots
from curation.shots.stage import look
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate

FOLDERS = "raw/zalando/images/damenbekleidung-kleider/{0}.png,raw/zalando/models/damenbekleidung-kleider/{0}@1.png"
PLAIN_2018 = [
    ("P0", "4292.921,6578.609,0"),
    ("P1", "2347.524,8355.221,0"),
    ("P2", "2347.524,8353.195,0"),
    ("P3", "4646.904,6147.594,0"),
    ("P4", "2889.688,7898.785,0"),
    ("P5", "3216.27,7569.188,0"),
]
"""What the code before shots wrote for these six products: distance, margin, cluster."""


@pytest.mark.parametrize("shots_were_known", [False, True])
def test_the_plain_method_writes_the_same_bytes_as_before_there_were_shots(store, shots_were_known):
    workspace = store(products=6)
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    if shots_were_known:
        look(workspace, build, Shots(use="store"), workers=1)
    pair(workspace, build, "dresses", Recipe(), shots=NONE, workers=1)
    lines = [f"zalando,{name},{FOLDERS.format(name)},{numbers},,,auto\n" for name, numbers in PLAIN_2018]
    header = "store,id,product_image,model_image,distance,margin,cluster,shot,score,source\n"
    assert build.pairs("dresses", "csv").read_text(encoding="utf-8") == header + "".join(lines)
    assert build.rejected("dresses").read_text(encoding="utf-8") == "store,id,reason,best_candidate\n"


def chosen(*photos: tuple[str, float, float], min_score: float | None = 0.5):
    """What becomes of one product with these photos: shot, score of a full front, distance to the centre."""
    distances = np.array([[distance, 9.0] for _, _, distance in photos], np.float32)
    clustering = Clustering(np.zeros((2, 4), np.float32), distances.argmin(axis=1), distances, 1.0, (2, 1))
    images = [
        Image("s", "A", n, path=f"{n}.jpg", shot=shot, front_score=front) for n, (shot, front, _) in enumerate(photos)
    ]
    gallery = Gallery(list(enumerate(images)), 0)
    return choose([Product("s", "A", img_path="a.jpg")], {("s", "A"): gallery}, clustering, 0, min_score)


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


def test_a_single_product_or_photos_all_the_same_are_rejected_with_their_reason(store):
    workspace = store(products=3, shots=("full",))
    photos = sorted(workspace.raw("zalando").root.glob("models/*/*.png"))
    for path in photos[1:]:
        path.write_bytes(photos[0].read_bytes())
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    choice = Shots(use="store")
    look(workspace, build, choice, workers=1)
    with pytest.raises(TooFewPhotosError, match=r"category 'dresses' has 3 photos \(1 different\) for 3 clusters"):
        pair(workspace, build, "dresses", Recipe(), shots=choice, workers=1)
    rejected = tables.read(build.rejected("dresses"), Rejection)
    assert [(row.id, row.reason) for row in rejected] == [(f"P{n}", "too_few_photos") for n in range(3)]
    assert tables.read(build.pairs("dresses"), Pair) == []
