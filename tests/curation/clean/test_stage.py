"""Every photo on disk is kept or dropped with a reason; copies within a product are one, copies across are a group."""

import shutil

import cv2
import numpy as np
import pytest

from curation import tables
from curation.clean.settings import CleanSettings
from curation.clean.stage import clean
from curation.errors import TableError
from curation.ingest import ingest
from curation.schema import Image, Pair, Product, RawImage, Rejection, Removal
from curation.spec import DatasetSection, Spec
from curation.stages import Pipeline

FOLDER = "raw/zalando/models/damenbekleidung-kleider"
FRONT = "raw/zalando/images/damenbekleidung-kleider"


DEFAULT = CleanSettings()


def cleaned(workspace, settings=DEFAULT, **options):
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    tables.write(build.products, tables.read(build.ingested, Product), Product)
    result = clean(workspace, build, settings, workers=1, **options)
    return result, {row.path: row for row in tables.read(build.images, Image)}, build


def removed(build) -> dict[str, tuple[str, str]]:
    return {row.item or row.id: (row.reason, row.detail) for row in tables.read(build.removed("clean"), Removal)}


def test_good_photos_are_all_kept_and_measured(store):
    result, images, build = cleaned(store(products=3))
    assert (result.photos, result.kept, result.dropped, result.reasons, result.opened) == (12, 12, 0, {}, 12)
    assert all(len(row.phash) == 16 and 0 < row.brightness < 255 and row.sharpness > 0.6 for row in images.values())
    assert {row.background for path, row in images.items() if path.startswith(FRONT)} == {"white"}
    assert removed(build) == {}


def test_each_bad_photo_has_its_reason_and_the_totals_add_up(store):
    workspace = store(products=4)
    bad = {
        f"{FOLDER}/P0@1.png": (np.zeros((40, 40, 3), np.uint8), "too_small"),
        f"{FOLDER}/P0@2.png": (np.random.default_rng(0).integers(0, 255, (70, 400, 3)), "odd_aspect"),
        f"{FOLDER}/P0@3.png": (np.full((200, 200, 3), 90, np.uint8), "near_uniform"),
        f"{FOLDER}/P1@1.png": (cv2.GaussianBlur(soft(), (0, 0), 9), "blurred"),
        f"{FRONT}/P2.png": (np.random.default_rng(1).integers(0, 255, (200, 150, 3)), "background_not_white"),
    }
    for path, (image, _) in bad.items():
        cv2.imwrite(str(workspace.file(path)), np.asarray(image, np.uint8))
    workspace.file(f"{FOLDER}/P3@1.png").write_bytes(b"<!DOCTYPE html>")
    workspace.file(f"{FOLDER}/P3@2.png").unlink()
    result, images, build = cleaned(workspace)
    wanted = {path: reason for path, (_, reason) in bad.items()}
    wanted |= {f"{FOLDER}/P3@1.png": "not_an_image", f"{FOLDER}/P3@2.png": "missing_file"}
    assert {path: row.reason for path, row in images.items() if not row.keep} == wanted
    assert {path: reason for path, (reason, _) in removed(build).items() if path != "P2"} == wanted
    assert result.photos == result.kept + result.dropped == 16
    assert result.dropped == sum(result.reasons.values()) == 7
    assert removed(build)["P2"] == ("no_product_photo", f"{FRONT}/P2.png background_not_white")


def soft() -> np.ndarray:
    return cv2.resize(np.random.default_rng(2).integers(0, 255, (6, 4, 3)).astype(np.uint8), (200, 300))


def test_of_copies_within_a_product_the_largest_is_kept_and_the_product_photo_always(store):
    workspace = store(products=2)
    original = cv2.imread(str(workspace.file(f"{FOLDER}/P0@1.png")))
    cv2.imwrite(str(workspace.file(f"{FOLDER}/P0@2.png")), cv2.resize(original, None, fx=2, fy=2))
    shutil.copy(workspace.file(f"{FRONT}/P0.png"), workspace.file(f"{FOLDER}/P0@3.png"))
    result, images, build = cleaned(workspace)
    assert removed(build) == {
        f"{FOLDER}/P0@1.png": ("near_duplicate", f"a copy of {FOLDER}/P0@2.png"),
        f"{FOLDER}/P0@3.png": ("exact_duplicate", f"the same bytes as {FRONT}/P0.png"),
    }
    assert result.reasons == {"exact_duplicate": 1, "near_duplicate": 1}
    assert images[f"{FRONT}/P0.png"].group == images[f"{FOLDER}/P0@3.png"].group != ""
    assert images[f"{FOLDER}/P1@1.png"].group == ""


def test_copies_across_products_and_stores_are_kept_and_share_a_group(store):
    workspace = store(products=2)
    store(products=2, name="aboutyou")  # the same figures again, in another store
    result, images, _ = cleaned(workspace)
    assert (result.dropped, result.groups) == (0, 8)
    twin = FOLDER.replace("zalando", "aboutyou")
    assert images[f"{FOLDER}/P1@1.png"].group == images[f"{twin}/P1@1.png"].group != ""


def test_what_many_products_show_is_a_placeholder(store):
    workspace = store(products=5)
    for number in range(1, 5):
        shutil.copy(workspace.file(f"{FOLDER}/P0@3.png"), workspace.file(f"{FOLDER}/P{number}@3.png"))
    result, _, build = cleaned(workspace, CleanSettings(max_products=4))
    assert result.reasons == {"placeholder": 5}
    assert removed(build)[f"{FOLDER}/P2@3.png"] == ("placeholder", "5 products show it; at most 4 are kept")
    assert cleaned(workspace)[0].dropped == 0


def test_where_the_store_names_no_product_photo_the_packshot_by_its_shot_counts(store):
    workspace = store(products=2)
    raw = workspace.raw("zalando")
    rows = tables.read(raw.images, RawImage)
    for row in rows:
        row.role = "unknown"
    tables.write(raw.images, rows, RawImage)
    build = workspace.build("fashion")
    assert cleaned(workspace)[0].without_product_photo == 2
    images = tables.read(build.images, Image)
    for row in images:
        row.shot = "packshot" if row.position == 0 else "full_front"
    tables.write(build.images, images, Image)
    assert clean(workspace, build, CleanSettings(), workers=1).without_product_photo == 0
    assert clean(workspace, build, CleanSettings(backgrounds=("busy",)), workers=1).reasons == {
        "background_not_white": 2
    }


def test_a_dry_run_counts_the_same_and_writes_no_table(store):
    workspace = store(products=2)
    shutil.copy(workspace.file(f"{FOLDER}/P0@1.png"), workspace.file(f"{FOLDER}/P0@2.png"))
    dry, images, build = cleaned(workspace, dry_run=True)
    assert dry.dropped == 1
    assert all(row.keep and not row.phash for row in images.values())
    assert not build.removed("clean").exists()
    assert clean(workspace, build, CleanSettings(), workers=1).reasons == dry.reasons


def test_a_second_cleaning_opens_nothing_and_writes_the_same_bytes_and_milder_limits_take_back(store):
    workspace = store(products=3)
    shutil.copy(workspace.file(f"{FOLDER}/P0@1.png"), workspace.file(f"{FOLDER}/P0@2.png"))
    strict = CleanSettings(min_side=200)
    first, _, build = cleaned(workspace, strict)
    written = build.images.read_bytes(), build.removed("clean").read_bytes()
    again = clean(workspace, build, strict, workers=1)
    assert (first.dropped, again.dropped, again.opened) == (12, 12, 0)
    assert (build.images.read_bytes(), build.removed("clean").read_bytes()) == written
    assert clean(workspace, build, CleanSettings(), workers=1).reasons == {"exact_duplicate": 1}


def test_what_was_dropped_is_not_paired_and_a_lost_product_photo_has_its_reason(store):
    workspace = store(products=6)
    shutil.copy(workspace.file(f"{FOLDER}/P0@2.png"), workspace.file(f"{FOLDER}/P0@1.png"))
    cv2.imwrite(str(workspace.file(f"{FRONT}/P1.png")), np.full((200, 150, 3), 90, np.uint8))
    for position in (1, 2, 3):
        workspace.file(f"{FOLDER}/P2@{position}.png").write_bytes(b"")
    list(Pipeline(workspace, "fashion", workers=1).run())
    build = workspace.build("fashion")
    dropped = {row.path for row in tables.read(build.images, Image) if row.path and not row.keep}
    pairs = tables.read(build.pairs("dresses"), Pair)
    rejected = {row.id: row.reason for row in tables.read(build.rejected("dresses"), Rejection)}
    assert len(dropped) == 5
    assert not dropped & {path for row in pairs for path in (row.product_image, row.model_image)}
    assert rejected == {"P1": "no_product_photo", "P2": "no_readable_photo"}
    assert len(pairs) == 4


def test_cleaning_before_an_ingest_says_what_is_missing(store):
    workspace = store(products=1)
    with pytest.raises(TableError, match=r"images\.parquet does not exist; run the stage that writes it"):
        clean(workspace, workspace.build("fashion"), CleanSettings())
