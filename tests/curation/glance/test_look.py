"""One photo is opened once and decoded once, and gives everything that is asked for."""

import cv2
import numpy as np

from curation.cluster.packed import pack, unpack, width
from curation.cluster.recipe import RECIPES, Recipe
from curation.errors import PhotoError
from curation.glance import look as looking
from curation.glance.look import Found, Wanted, look
from curation.shots.network import Sight


def scene(seed: int = 0) -> np.ndarray:
    """(192, 130, 3) uint8: a checked coat on white."""
    image = np.full((192, 130, 3), 255, np.uint8)
    image[40:170, 30:100] = np.random.default_rng(seed).integers(40, 120, (130, 70, 3))
    image[40:170:8, 30:100] = 20
    return image


def seen(root, *paths: str, **wanted) -> list[Found | PhotoError]:
    return look(root, Recipe(), None, [Wanted(path, ("shop", path), **wanted) for path in paths])


def test_size_is_the_files_also_where_less_was_decoded(tmp_path):
    cv2.imwrite(str(tmp_path / "a.jpg"), cv2.resize(scene(), (1300, 1920)))
    (found,) = seen(tmp_path, "a.jpg")
    assert (int(found.measures["width"]), int(found.measures["height"])) == (1300, 1920)


def test_what_cannot_be_read_says_why_and_costs_nothing_else(tmp_path):
    cv2.imwrite(str(tmp_path / "good.png"), scene())
    whole = (tmp_path / "good.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "page.jpg").write_bytes(b"<!DOCTYPE html>")
    (tmp_path / "empty.jpg").write_bytes(b"")
    found = seen(tmp_path, "cut.png", "page.jpg", "empty.jpg", "gone.jpg", "good.png")
    assert [row.reason for row in found if isinstance(row, PhotoError)] == [
        "truncated",
        "not_an_image",
        "empty_file",
        "missing_file",
    ]
    assert found[3].detail == "gone.jpg: No such file or directory"
    assert int(found[4].measures["width"]) == 130


def test_all_that_is_asked_comes_from_one_decode(tmp_path, monkeypatch):
    cv2.imwrite(str(tmp_path / "a.jpg"), cv2.resize(scene(), (1300, 1920)))
    decodes = []
    decode = looking.decode_sized

    def counted(data: bytes, at_least: int):
        decodes.append(at_least)
        return decode(data, at_least)

    monkeypatch.setattr(looking, "decode_sized", counted)
    (found,) = seen(tmp_path, "a.jpg", outline=True, colors=True, shot="network")
    assert decodes == [256]
    assert isinstance(found.shot, Sight)
    assert len(found.outline) == 64 * 64 // 8
    assert found.colors.shape[1] == 3
    assert found.measures["contrast"] > 10


def test_what_is_not_asked_is_not_computed(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), scene())
    (found,) = seen(tmp_path, "a.png", measures=False)
    assert (found.measures, found.outline, found.colors, found.shot) == (None, None, None, None)
    assert (len(found.sha256), found.size) == (64, (tmp_path / "a.png").stat().st_size)


def test_a_photo_at_which_the_reader_gives_up_costs_itself(tmp_path, monkeypatch):
    for name in ("a.png", "b.png", "c.png"):
        cv2.imwrite(str(tmp_path / name), scene(ord(name[0])))
    read = looking.read

    def out_of_memory(path):
        if path.name == "b.png":
            raise MemoryError("no room for 9 GB")
        return read(path)

    monkeypatch.setattr(looking, "read", out_of_memory)
    first, second, third = seen(tmp_path, "a.png", "b.png", "c.png")
    assert (type(first), type(third)) == (Found, Found)
    assert (second.reason, second.detail) == ("unreadable", "MemoryError: no room for 9 GB")


def test_a_packed_feature_comes_back_as_it_was():
    for recipe in RECIPES.values():
        levels = np.random.default_rng(1).integers(0, 256, recipe.size**2, np.uint8)
        feature = levels if recipe.method == "grayscale" else np.where(levels > 127, 255, 0).astype(np.uint8)
        packed = pack(feature, recipe)
        assert len(packed) == width(recipe)
        assert np.array_equal(unpack(packed[None], recipe)[0], feature)
