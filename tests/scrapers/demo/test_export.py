"""Products go into a workspace without a crawl, and what is true of them stands in the build."""

import json
from pathlib import Path

import cv2
import pytest

from curation import tables
from curation.schema import Image, Pair, Product, RawImage, RawProduct, Rejection, Wears
from curation.stages import Pipeline
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import draw, jpeg
from scrapers.demo.export import export

PRODUCTS = catalogue(14)


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("export")
    result = export(PRODUCTS, folder, height=128, masks=True, workers=1)
    assert (result.products, result.photos) == (14, sum(len(product.photos) for product in PRODUCTS))
    return Workspace(folder)


def test_the_build_holds_the_true_values_and_shots(exported):
    build = exported.build("fashion")
    products = {product.id: product for product in tables.read(build.products, Product)}
    for product in PRODUCTS:
        row = products[product.id]
        assert {name: getattr(row, name) for name in product.values} == dict(product.values)
    shots = {(image.id, image.position): image.shot for image in tables.read(build.images, Image)}
    assert shots == {(p.id, photo.position): photo.shot for p in PRODUCTS for photo in p.photos}


def test_every_pair_is_a_full_front_and_every_product_is_accounted_for(exported):
    build = exported.build("fashion")
    shots = {image.path: image.shot for image in tables.read(build.images, Image)}
    for category in {product.category for product in PRODUCTS}:
        pairs = tables.read(build.pairs(category), Pair)
        rejected = tables.read(build.rejected(category), Rejection)
        assert {shots[pair.model_image] for pair in pairs} <= {"full_front"}
        assert len(pairs) + len(rejected) == sum(product.category == category for product in PRODUCTS)


def test_the_raw_tables_say_no_more_than_a_store_would(exported):
    raw = exported.raw("zalando")
    assert len(tables.read(raw.products, RawProduct)) == 14
    assert {image.role for image in tables.read(raw.images, RawImage)} == {"product", "unknown"}
    assert "full_front" not in raw.images.read_text(encoding="utf-8")


def test_photos_and_masks_are_what_is_drawn(exported):
    product = PRODUCTS[3]
    photo = product.photos[1]
    path = exported.root / f"raw/zalando/models/{product.store_category}/{product.id}@{photo.position}.jpg"
    assert path.read_bytes() == jpeg(product, photo, height=128)
    mask = exported.root / f"truth/masks/zalando/{product.id}@{photo.position}.garment.png"
    assert ((cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE) > 0) == draw(product, photo, height=128).garment).all()


def test_wears_names_the_product_in_each_photo_that_shows_it_on_a_person(exported):
    worn = tables.read(exported.build("fashion").root / "wears.parquet", Wears)
    images = {image.path: image for image in tables.read(exported.build("fashion").images, Image)}
    products = {product.id: product for product in PRODUCTS}
    named = {row.image for row in worn if row.id == images[row.image].id}
    for path, image in images.items():
        product = products[image.id]
        # Of pants the frame of an upper body shows nothing.
        drawing = draw(product, product.photos[image.position], height=128)
        assert (path in named) == (image.shot != "packshot" and drawing.garment.mean() >= 0.005), path
    assert len(named) > 40


def test_what_is_worn_beside_the_product_stands_in_wears_where_it_is_seen(exported):
    products = {product.id: product for product in PRODUCTS}
    worn = tables.read(exported.build("fashion").root / "wears.parquet", Wears)
    images = {image.path: image for image in tables.read(exported.build("fashion").images, Image)}
    beside = [row for row in worn if row.id != images[row.image].id]
    assert beside
    for row in beside:
        image = images[row.image]
        owner = products[image.id]
        place = [other.id for other in owner.outfit].index(row.id)
        seen = draw(owner, owner.photos[image.position], height=128).companions[place]
        left, top, width, height = map(int, row.box)
        inside = seen[top : top + height, left : left + width]
        assert inside.sum() == seen.sum() > 0  # all of it lies in the box, and the box is no larger than it must be
        assert all(edge.any() for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
        assert (row.match, row.category) == ("exact", products[row.id].category)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_workers_and_the_day_change_no_byte(exported, tmp_path):
    export(PRODUCTS[::-1], tmp_path, height=128, masks=True, workers=2)
    assert files_of(tmp_path) == files_of(exported.root)


def test_curation_runs_on_an_exported_workspace(exported, tmp_path):
    export([product for product in PRODUCTS if product.category == "dresses"], tmp_path, height=128, workers=1)
    outcomes = {outcome.name: outcome for outcome in Pipeline(Workspace(tmp_path), "fashion", workers=1).run()}
    assert outcomes["pair-dresses"].counts["products"] >= 4
    run = json.loads((tmp_path / "build/fashion/clusters/dresses/run.json").read_text())
    assert run["photos"] == outcomes["pair-dresses"].counts["photos"]
