"""What there is to decide: products with both kinds of photo, read as columns, whatever their tables' order."""

import numpy as np
import pytest

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.review import items
from curation.review.order import least_certain
from curation.review.photos import Photos
from curation.schema import Image, Pair, Product, Rejection


def loaded(workspace):
    build = workspace.build("fashion")
    photos = Photos(workspace, build)
    return items.load(build, "dresses", photos), photos


def test_pairs_and_rejected_products_are_there_with_what_was_proposed(paired):
    found, photos = loaded(paired())
    assert [found.key(n) for n in range(len(found))] == [("zalando", f"P{n}") for n in range(6)]
    assert [photos.path(int(n)) for n in found.proposed] == [f"raw/zalando/P{n}@2.jpg" for n in range(6)]
    assert [photos.path(int(n)) for n in found.product_photos] == [f"raw/zalando/P{n}@0.jpg" for n in range(6)]
    assert [photos.path(int(n)) for n in found.gallery(1)] == [f"raw/zalando/P1@{n}.jpg" for n in (1, 2, 3)]
    assert found.reasons.to_pylist() == ["", "", "", "below_min_score", "", ""]
    assert found.scores.tolist() == [0.95, 0.55, 0.81, 0.32, 0.70, 0.99]


def test_the_least_certain_product_comes_first_paired_or_rejected(paired):
    found, _ = loaded(paired())
    assert least_certain(found).tolist() == [1, 3, 4, 2, 0, 5]


def test_without_scores_the_margin_stands_in_and_rejected_products_come_first(paired):
    workspace = paired()
    build = workspace.build("fashion")
    photos = tables.read(build.images, Image)
    for photo in photos:
        photo.front_score = None
    tables.write(build.images, photos, Image)
    pairs = tables.read(build.pairs("dresses"), Pair)
    for number, pair in enumerate(pairs):
        pair.margin = float(10 - number)
    tables.write(build.pairs("dresses"), pairs, Pair)
    found, _ = loaded(workspace)
    assert np.isnan(found.scores).all()
    assert [found.key(int(n))[1] for n in least_certain(found)] == ["P3", "P5", "P4", "P2", "P1", "P0"]


def test_tables_in_any_order_give_the_same_galleries(paired):
    workspace = paired()
    build = workspace.build("fashion")
    before, _ = loaded(workspace)
    tables.write(build.images, tables.read(build.images, Image)[::-1], Image)
    after, photos = loaded(workspace)
    assert [photos.path(int(n)) for n in after.gallery(2)] == [f"raw/zalando/P2@{n}.jpg" for n in (1, 2, 3)]
    assert before.version != after.version


def test_a_product_without_a_photo_on_either_side_is_nothing_to_decide(paired):
    workspace = paired()
    build = workspace.build("fashion")
    products = tables.read(build.products, Product)
    products[0].img_path = ""
    tables.write(build.products, products, Product)
    pairs = [pair for pair in tables.read(build.pairs("dresses"), Pair) if pair.id not in ("P0", "P1")]
    tables.write(build.pairs("dresses"), pairs, Pair)
    gone = [Rejection("zalando", "P0", "no_product_photo"), Rejection("zalando", "P1", "no_model_photo")]
    tables.write(build.rejected("dresses"), [*gone, *tables.read(build.rejected("dresses"), Rejection)], Rejection)
    photos = [photo for photo in tables.read(build.images, Image) if photo.id != "P1" or not photo.position]
    tables.write(build.images, photos, Image)
    found, _ = loaded(workspace)
    assert [found.key(n)[1] for n in range(len(found))] == ["P2", "P3", "P4", "P5"]
    assert [len(found.gallery(n)) for n in range(4)] == [3, 3, 3, 3]


def test_a_packshot_that_stood_in_for_the_product_is_no_candidate(paired):
    workspace = paired()
    build = workspace.build("fashion")
    pairs = tables.read(build.pairs("dresses"), Pair)
    pairs[0].product_image = "raw/zalando/P0@1.jpg"
    tables.write(build.pairs("dresses"), pairs, Pair)
    found, photos = loaded(workspace)
    assert photos.path(int(found.product_photos[0])) == "raw/zalando/P0@1.jpg"
    assert [photos.path(int(n)) for n in found.gallery(0)] == ["raw/zalando/P0@2.jpg", "raw/zalando/P0@3.jpg"]


def test_a_photo_that_two_products_share_is_each_ones_own(paired):
    workspace = paired()
    build = workspace.build("fashion")
    images, pairs = tables.read(build.images, Image), tables.read(build.pairs("dresses"), Pair)
    images[6].path = images[2].path
    pairs[1].model_image = images[2].path
    tables.write(build.images, images, Image)
    tables.write(build.pairs("dresses"), pairs, Pair)
    found, _ = loaded(workspace)
    assert found.proposed[:2].tolist() == [2, 6]


def test_a_proposed_photo_that_is_gone_gives_way_to_the_first(paired):
    workspace = paired()
    build = workspace.build("fashion")
    tables.write(build.images, [row for row in tables.read(build.images, Image) if "P3@2" not in row.path], Image)
    found, photos = loaded(workspace)
    assert photos.path(int(found.proposed[3])) == "raw/zalando/P3@1.jpg"


def test_a_name_that_a_spreadsheet_would_run_is_found_again(paired):
    workspace = paired()
    build = workspace.build("fashion")
    for path, row in ((build.products, Product), (build.images, Image), (build.rejected("dresses"), Rejection)):
        rows = tables.read(path, row)
        for each in rows:
            each.id = "=P3" if each.id == "P3" else each.id
        tables.write(path, rows, row)
    found, _ = loaded(workspace)
    assert (found.key(3), found.reasons[3].as_py()) == (("zalando", "=P3"), "below_min_score")


def test_what_is_not_there_is_named_with_the_way_out(paired):
    workspace = paired()
    build = workspace.build("fashion")
    photos = Photos(workspace, build)
    with pytest.raises(UnknownNameError, match=r"^unknown category 'dress'; known categories: dresses$"):
        items.load(build, "dress", photos)
    build.pairs("dresses").unlink()
    with pytest.raises(
        WorkspaceError, match=r"^category 'dresses' was not paired yet; run curate pair --category dresses$"
    ):
        items.load(build, "dresses", photos)
