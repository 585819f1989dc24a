"""training/data/cache.py"""

import errno
import hashlib
import os
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation.errors import DataError, WorkspaceError
from training.data import cache as module
from training.data.cache import cached, fingerprint, resized
from training.data.table import Photo


@pytest.fixture
def photos(tmp_path) -> list[Photo]:
    """Five photos of one colour each, 20 wide and 40 high, with their hashes."""
    made = []
    for number in range(5):
        path = tmp_path / f"{number}.png"
        cv2.imwrite(str(path), np.full((40, 20, 3), 50 * number, np.uint8))
        made.append(Photo(path, hashlib.sha256(path.read_bytes()).hexdigest(), "model", "", number))
    return made


@pytest.fixture
def decoded(monkeypatch) -> list[int]:
    """One entry a decoded photo."""
    calls: list[int] = []
    before = module.decode

    def decode(*given, **named):
        calls.append(threading.get_ident())
        return before(*given, **named)

    monkeypatch.setattr(module, "decode", decode)
    return calls


def test_photos_become_pixels_in_their_order(photos, tmp_path):
    found = cached(photos, (8, 6), "stretch", tmp_path / "cache")
    assert (found.pixels.shape, found.pixels.dtype) == ((5, 8, 6, 3), np.uint8)
    for number in range(5):
        assert np.array_equal(found.pixels[number], np.full((8, 6, 3), 50 * number))
    assert found.path == tmp_path / "cache" / f"{found.fingerprint}.u8"
    assert found.fingerprint == fingerprint(photos, (8, 6), "stretch")


def test_colours_are_red_green_blue(tmp_path):
    cv2.imwrite(str(tmp_path / "red.png"), np.full((4, 4, 3), (0, 0, 255), np.uint8))
    found = cached([Photo(tmp_path / "red.png", "", "", "", 0)], (2, 2), "stretch", tmp_path)
    assert found.pixels[0, 0, 0].tolist() == [255, 0, 0]


def test_a_photo_is_decoded_once_for_all_runs(photos, tmp_path, decoded):
    first = cached(photos, (8, 8), "pad", tmp_path / "cache")
    second = cached(photos, (8, 8), "pad", tmp_path / "cache")
    assert len(decoded) == 5
    assert first.path == second.path
    assert np.array_equal(first.pixels, second.pixels)
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_file_that_is_too_short_is_made_again(photos, tmp_path, decoded):
    first = cached(photos, (8, 8), "pad", tmp_path)
    first.path.write_bytes(b"x")
    again = cached(photos, (8, 8), "pad", tmp_path)
    assert len(decoded) == 10
    assert again.pixels[4, 0, 4].tolist() == [200, 200, 200]


def test_more_photos_than_a_block_come_in_order_and_are_counted(photos, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    told: list[int] = []
    found = cached(photos, (2, 2), "stretch", tmp_path, progress=told.append)
    assert found.pixels[:, 0, 0, 0].tolist() == [0, 50, 100, 150, 200]
    assert told == [2, 2, 1]


def test_any_number_of_threads_gives_the_same_bytes(photos, tmp_path):
    one, three = (cached(photos, (9, 7), "pad", tmp_path / str(n), workers=n) for n in (1, 3))
    assert one.path.read_bytes() == three.path.read_bytes()


def test_the_fingerprint_changes_with_all_that_the_pixels_depend_on(photos):
    other = [Photo(photos[0].path, "other bytes", "model", "", 0), *photos[1:]]
    found = [
        fingerprint(photos, (8, 6), "pad"),
        fingerprint(photos, (6, 8), "pad"),
        fingerprint(photos, (8, 6), "stretch"),
        fingerprint(photos, (8, 6), "pad", fill=0),
        fingerprint(photos[::-1], (8, 6), "pad"),
        fingerprint(photos[:4], (8, 6), "pad"),
        fingerprint(other, (8, 6), "pad"),
    ]
    assert len(set(found)) == len(found)
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in found)


def test_where_bytes_are_known_the_fingerprint_knows_neither_place_nor_date(photos, tmp_path):
    os.utime(photos[0].path, (0, 0))
    moved = [Photo(Path("/elsewhere") / photo.path.name, photo.sha256, "", "", 0) for photo in photos]
    assert fingerprint(moved, (8, 6), "pad") == fingerprint(photos, (8, 6), "pad")


def test_where_bytes_are_not_known_a_file_that_changed_has_another_fingerprint(photos):
    bare = [Photo(photo.path, "", "", "", 0) for photo in photos]
    before = fingerprint(bare, (8, 6), "pad")
    os.utime(photos[3].path, (0, 0))
    assert fingerprint(bare, (8, 6), "pad") != before


WAY_OUT = "fetch them again or run curate run, so that the tables fit the photos"


def test_photos_that_are_gone_are_counted_and_the_first_is_named(photos, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    photos[1].path.unlink()
    photos[4].path.unlink()
    with pytest.raises(DataError) as error:
        cached(photos, (8, 8), "pad", tmp_path / "cache")
    assert str(error.value) == f"2 of 5 photos cannot be used, first {photos[1].path}: missing_file; {WAY_OUT}"
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_photo_that_changed_since_the_tables_were_made_is_refused(photos, tmp_path):
    photos[2].path.write_bytes(photos[3].path.read_bytes())
    with pytest.raises(DataError) as error:
        cached(photos, (8, 8), "pad", tmp_path / "cache")
    assert str(error.value) == (
        f"1 of 5 photos cannot be used, first {photos[2].path}: other bytes than when the tables were made; {WAY_OUT}"
    )


def test_what_is_no_photo_is_refused_with_its_reason(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"<html>")
    with pytest.raises(DataError) as error:
        cached([Photo(tmp_path / "a.jpg", "", "", "", 0)], (8, 8), "pad", tmp_path)
    assert str(error.value) == (f"1 of 1 photos cannot be used, first {tmp_path / 'a.jpg'}: not_an_image; {WAY_OUT}")


def test_a_full_disk_leaves_nothing_and_says_what_is_needed(photos, tmp_path, monkeypatch):
    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(WorkspaceError) as error:
        cached(photos, (1024, 1024), "stretch", tmp_path / "cache")
    name = fingerprint(photos, (1024, 1024), "stretch")
    assert str(error.value) == (
        f"no space left on the disk of {tmp_path / 'cache' / name}.u8; "
        "photos need 15 MiB there; free some and run again"
    )
    assert list((tmp_path / "cache").iterdir()) == []
    monkeypatch.undo()
    assert len(cached(photos, (8, 8), "stretch", tmp_path / "cache").pixels) == 5


def test_stretching_fills_the_size():
    image = np.zeros((30, 10, 3), np.uint8)
    image[:15] = 255
    found = resized(image, (6, 8), "stretch")
    assert found.shape == (6, 8, 3)
    assert found[:3].min() == 255
    assert found[3:].max() == 0


@pytest.mark.parametrize(("fill", "rim"), [(255, 255), (0, 0)])
def test_padding_keeps_the_shape_in_the_middle(fill, rim):
    found = resized(np.full((20, 10, 3), 100, np.uint8), (8, 8), "pad", fill)
    assert (found[:, 2:6] == 100).all()
    assert (found[:, :2] == rim).all()
    assert (found[:, 6:] == rim).all()


def test_a_photo_of_one_pixel_grows_and_a_thread_shrinks_to_at_least_one():
    assert (resized(np.full((1, 1, 3), 7, np.uint8), (4, 4), "pad") == 7).all()
    thread = resized(np.full((1000, 1, 3), 7, np.uint8), (8, 8), "pad")
    assert (thread == 7).sum() == 8 * 3


def test_a_mask_of_two_dimensions_stays_one():
    assert resized(np.full((20, 10), 9, np.uint8), (4, 4), "pad", 0).tolist() == [[0, 9, 9, 0]] * 4
