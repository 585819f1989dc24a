"""One photo for each product by the 2018 masks, or a reason; the same bytes twice."""

import json

import cv2
import numpy as np
import pytest

from curation import tables
from curation.cluster.recipe import Recipe
from curation.errors import ReviewError, TooFewPhotosError, UnknownNameError
from curation.ingest import ingest
from curation.pair import pair
from curation.reviews import Decisions
from curation.schema import Pair, Rejection, Removal
from curation.shots.choice import Shots
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate


def paired(workspace, category: str = "dresses", **options):
    """The result and the rows of a pairing, after an ingest and a translate."""
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, build, TranslateSection(check_color=False))
    result = pair(workspace, build, category, options.pop("recipe", Recipe()), workers=1, **options)
    return result, tables.read(build.pairs(category), Pair), tables.read(build.rejected(category), Rejection)


def test_each_product_gets_its_full_body_photo(store):
    result, pairs, rejected = paired(store(products=6))
    assert [row.model_image.rpartition("@")[2] for row in pairs] == ["1.png"] * 6
    assert all(row.margin > 0 for row in pairs)
    assert rejected == []
    assert (result.products, result.pairs, result.photos, result.unreadable) == (6, 6, 18, 0)


def files_of(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pairing_twice_gives_the_same_bytes(store):
    workspace = store(products=5)
    paired(workspace)
    first = files_of(workspace.build("fashion").root)
    paired(workspace)
    assert files_of(workspace.build("fashion").root) == first
    assert {"pairs/dresses.parquet", "pairs/dresses.csv", "clusters/dresses/centers.npz"} <= set(first)


def test_worker_processes_change_nothing(store):
    workspace = store(products=6)
    _, inline, _ = paired(workspace)
    build = workspace.build("fashion")
    pair(workspace, build, "dresses", Recipe(), workers=2)
    assert tables.read(build.pairs("dresses"), Pair) == inline


def test_a_photo_that_cannot_be_read_has_a_reason_and_costs_itself_only(store):
    workspace = store(products=5)
    photo = workspace.file("raw/zalando/models/damenbekleidung-kleider/P2@1.png")
    photo.write_bytes(photo.read_bytes()[:200])
    workspace.file("raw/zalando/models/damenbekleidung-kleider/P3@2.png").write_bytes(b"")
    result, pairs, rejected = paired(workspace)
    assert len(pairs) == 5
    assert result.unreadable == 2
    removed = tables.read(workspace.build("fashion").removed("pair-dresses"), Removal)
    assert [(row.id, row.reason) for row in removed] == [("P2", "truncated"), ("P3", "empty_file")]
    assert rejected == []


def test_products_without_a_usable_photo_are_rejected_each_with_its_reason(store):
    workspace = store(products=6)
    raw = workspace.raw("zalando")
    for position in (1, 2, 3):
        workspace.file(f"raw/zalando/models/damenbekleidung-kleider/P1@{position}.png").write_bytes(b"<html>")
    text = raw.images.read_text(encoding="utf-8").splitlines(keepends=True)
    raw.images.write_text("".join(line for line in text if ",P2," not in line or ",product," in line))
    products = raw.products.read_text(encoding="utf-8")
    raw.products.write_text(products.replace("raw/zalando/images/damenbekleidung-kleider/P3.png", ""))
    result, _, rejected = paired(workspace)
    assert [(row.id, row.reason) for row in rejected] == [
        ("P1", "no_readable_photo"),
        ("P2", "no_model_photo"),
        ("P3", "no_product_photo"),
    ]
    assert rejected[2].best_candidate.endswith("P3@1.png")
    assert result.pairs + result.rejected == result.products == 6


def test_an_unknown_category_names_those_that_have_products(store):
    workspace = store(products=4)
    with pytest.raises(UnknownNameError) as error:
        paired(workspace, "dress")
    assert str(error.value) == "unknown category 'dress'; known categories: dresses"


def test_fewer_photos_than_clusters_reject_the_products_and_say_so(store):
    workspace = store(products=1, shots=("full",))
    with pytest.raises(TooFewPhotosError) as error:
        paired(workspace)
    assert str(error.value).startswith("category 'dresses' has 1 photo for 3 clusters")
    rejected = tables.read(workspace.build("fashion").rejected("dresses"), Rejection)
    assert rejected == [Rejection("zalando", "P0", "too_few_photos")]


def test_a_cluster_named_by_number_wins_over_the_rule(store):
    workspace = store(products=6)
    _, by_rule, _ = paired(workspace)
    _, by_number, _ = paired(workspace, chosen=2)
    run = json.loads((workspace.build("fashion").clusters("dresses") / "run.json").read_text())
    assert run["chosen"] == 2
    assert run["why"] == "cluster 2 was asked for by its number"
    assert [row.model_image for row in by_number] != [row.model_image for row in by_rule]


def test_a_cluster_that_does_not_exist_is_refused(store):
    with pytest.raises(UnknownNameError, match="unknown cluster '3'; known clusters: 0, 1, 2"):
        paired(store(products=4), chosen=3)


def test_the_run_says_what_was_done_and_which_photos_show_it(store):
    workspace = store(products=6)
    paired(workspace, recipe=Recipe(seed=7))
    folder = workspace.build("fashion").clusters("dresses")
    run = json.loads((folder / "run.json").read_text())
    assert (run["method"], run["k"], run["seed"], run["photos"]) == ("threshold", 3, 7, 18)
    assert sum(part["photos"] for part in run["clusters"]) == 18
    chosen = run["clusters"][run["chosen"]]
    assert chosen["name"] == "full_body"
    assert all(path.endswith("@1.png") for path in chosen["nearest"])
    with np.load(folder / "centers.npz") as file:
        assert file["centers"].shape == (3, 4096)


def test_a_person_chooses_the_full_body_cluster_by_a_photo_that_lies_in_it(store):
    workspace = store(products=6)
    _, by_rule, _ = paired(workspace)
    upper = "raw/zalando/models/damenbekleidung-kleider/P0@2.png"
    paired(workspace, decided=Decisions(clusters={"dresses": upper}))
    run = json.loads((workspace.build("fashion").clusters("dresses") / "run.json").read_text())
    number = run["chosen"]
    assert run["why"] == f"a person chose cluster {number}, the one of {upper}"
    assert number != by_rule[0].cluster


def test_a_cluster_chosen_by_a_photo_that_is_gone_is_refused_by_name(store):
    with pytest.raises(ReviewError) as error:
        paired(store(products=4), decided=Decisions(clusters={"dresses": "gone.jpg"}))
    assert str(error.value) == (
        "the full-body cluster of 'dresses' was chosen by the photo gone.jpg, which is not among the photos any more; "
        "choose it again (curate review --category dresses) or take the line out of reviews.csv"
    )


def test_what_a_person_chose_is_a_candidate_whatever_the_store_calls_it(store):
    workspace = store(products=5)
    raw = workspace.raw("zalando")
    raw.images.write_text(raw.images.read_text().replace(",P0,2,unknown,", ",P0,2,detail,"))
    photo = "raw/zalando/models/damenbekleidung-kleider/P0@2.png"
    _, pairs, _ = paired(workspace, decided=Decisions(pairs={("zalando", "P0"): photo}), shots=Shots(min_score=0.0))
    assert (pairs[0].model_image, pairs[0].source) == (photo, "review")


def test_photos_that_show_the_article_alone_are_no_candidates(store):
    workspace = store(products=5)
    raw = workspace.raw("zalando")
    raw.images.write_text(raw.images.read_text().replace(",P0,1,unknown,", ",P0,1,detail,"))
    _, pairs, _ = paired(workspace)
    assert not pairs[0].model_image.endswith("P0@1.png")


def test_large_and_odd_photos_are_read(store):
    workspace = store(products=5)
    path = workspace.file("raw/zalando/models/damenbekleidung-kleider/P0@1.png")
    big = cv2.resize(cv2.imread(str(path)), (1800, 2700))
    cv2.imwrite(str(path), cv2.cvtColor(big, cv2.COLOR_BGR2GRAY))
    _, pairs, _ = paired(workspace)
    assert pairs[0].model_image.endswith("P0@1.png")
