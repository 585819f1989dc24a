"""Every kept photo gets a shot and a source, or stands in removed/shots.csv; what was seen is not looked at again."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image as Picture

from curation import tables
from curation.ingest import ingest
from curation.schema import SHOTS, Image, RawImage, Removal, Review
from curation.shots.choice import Shots
from curation.shots.stage import look
from curation.spec import DatasetSection, Spec

STORE = Shots(use="store")


def looked(workspace, choice: Shots = STORE):
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    result = look(workspace, build, choice, workers=1)
    return result, {row.path: row for row in tables.read(build.images, Image)}, build


def test_every_photo_is_counted_once_and_has_a_shot_and_a_source(store):
    result, images, build = looked(store(products=3))
    assert (result.photos, result.by_store, result.by_picture, result.unreadable) == (12, 3, 9, 0)
    assert {row.shot_source for row in images.values()} == {"store", "mask"}
    assert all(row.shot in SHOTS and 0 < row.shot_score <= 1 for row in images.values())
    assert tables.read(build.removed("shots"), Removal) == []


def test_a_silhouette_that_is_whole_is_a_full_front_as_far_as_it_can_tell(store):
    _, images, _ = looked(store(products=2))
    shots = {path.rpartition("@")[2]: row.shot for path, row in images.items() if "@" in path}
    assert shots["1.png"] == "full_front"
    assert shots["3.png"] != "full_front"


def test_a_second_run_looks_at_nothing_and_writes_the_same_bytes(store):
    workspace = store(products=3)
    first, _, build = looked(workspace)
    written = build.images.read_bytes()
    second = look(workspace, build, STORE, workers=1)
    assert (first.looked_at, second.looked_at) == (9, 0)
    assert build.images.read_bytes() == written


def test_the_network_says_the_same_from_its_cache_as_at_first_sight(store):
    workspace = store(products=2)
    choice = Shots(use="model")
    first, _, build = looked(workspace, choice)
    written = build.images.read_bytes()
    second = look(workspace, build, choice, workers=1)
    assert (first.looked_at, second.looked_at) == (8, 0)
    assert build.images.read_bytes() == written


def test_a_photo_whose_bytes_changed_is_looked_at_again(store):
    workspace = store(products=3)
    looked(workspace)
    path = workspace.file("raw/zalando/models/damenbekleidung-kleider/P0@1.png")
    cv2.imwrite(str(path), np.full((60, 40, 3), 90, np.uint8))
    result, _, _ = looked(workspace)
    assert result.looked_at == 1


def review(workspace, *values: str) -> None:
    rows = [Review("2026-01-01", "fashion", "dresses", "shot", "zalando", "P0", value) for value in values]
    tables.write(workspace.reviews("fashion"), rows, Review)


def test_a_person_outranks_store_and_picture(store):
    workspace = store(products=2)
    photo = "raw/zalando/models/damenbekleidung-kleider/P0@1.png"
    review(workspace, f"{photo}=full_front", f"{photo}=full_back")
    _, images, _ = looked(workspace)
    row = images[photo]
    assert (row.shot, row.shot_score, row.front_score, row.shot_source) == ("full_back", 1.0, 0.0, "review")


def test_the_stores_word_outranks_the_picture(store):
    workspace = store(products=2)
    raw = workspace.raw("zalando")
    rows = tables.read(raw.images, RawImage)
    for row in rows:
        if row.position == 1:
            row.role, row.view = "model", "back"
    tables.write(raw.images, rows, RawImage)
    _, images, _ = looked(workspace)
    assert {row.shot for row in images.values() if row.position == 1} == {"full_back"}


def encoded(array: np.ndarray, kind: str, **options) -> bytes:
    data = io.BytesIO()
    Picture.fromarray(array).save(data, kind, **options)
    return data.getvalue()


def bad_photos() -> dict[str, bytes]:
    gray = np.full((90, 60, 3), 120, np.uint8)
    cmyk, film = io.BytesIO(), io.BytesIO()
    Picture.fromarray(gray).convert("CMYK").save(cmyk, "JPEG")
    frames = [Picture.fromarray(np.full((90, 60), value, np.uint8)) for value in (40, 200)]
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:])
    return {
        "good": encoded(gray, "PNG"),
        "corrupt": encoded(gray, "JPEG")[:300],
        "no picture": b"<html>not found</html>",
        "zero bytes": b"",
        "huge": encoded(np.zeros((12_000, 9_000), np.uint8), "PNG"),
        "tiny": encoded(np.full((1, 1, 3), 9, np.uint8), "PNG"),
        "cmyk": cmyk.getvalue(),
        "16-bit": encoded(np.full((90, 60), 30_000, np.uint16), "PNG"),
        "animated": film.getvalue(),
    }


@pytest.mark.parametrize("use", ["store", "both"])
def test_of_bad_photos_each_has_a_shot_or_a_reason_and_none_is_lost(store, use):
    workspace = store(products=3)
    photos = bad_photos()
    paths = sorted((workspace.raw("zalando").root / "models/damenbekleidung-kleider").glob("*.png"))
    for path, data in zip(paths, photos.values(), strict=True):
        path.write_bytes(data)
    result, images, build = looked(workspace, Shots(use=use))
    removed = {row.item: row.reason for row in tables.read(build.removed("shots"), Removal)}
    named = {name: removed.get(workspace.relative(path)) for name, path in zip(photos, paths)}
    assert named == {
        "good": None,
        "corrupt": "truncated",
        "no picture": "not_an_image",
        "zero bytes": "empty_file",
        "huge": "too_many_pixels",
        "tiny": None,
        "cmyk": None,
        "16-bit": None,
        "animated": None,
    }
    assert result.photos == result.by_review + result.by_store + result.by_picture + result.unreadable == 12
    assert all((row.shot in SHOTS) != (path in removed) for path, row in images.items())
