"""training/data/release.py"""

import os
import shutil

import pytest

from curation.errors import DataError
from curation.pixels import decode
from training.data.cache import fingerprint
from training.data.release import is_release, read_release
from training.data.table import SPLITS


def test_a_release_is_told_by_its_facts(make_release, tmp_path):
    assert is_release(make_release(tmp_path / "fashion-1.0.0"))
    assert not is_release(tmp_path)


def test_a_rebuilt_release_is_read_like_one_with_photos(make_release, tmp_path):
    folder = make_release(tmp_path / "fashion-1.0.0-rebuilt")
    (folder / "release.json").rename(folder / "rebuild.json")
    (folder / "SHA256SUMS").unlink()
    assert is_release(folder)
    assert len(read_release(folder).pairs) == 6


@pytest.mark.parametrize("in_tars", [False, True])
def test_pairs_come_with_their_facts_and_splits(make_release, tmp_path, in_tars):
    table = read_release(make_release(tmp_path / "r", in_tars=in_tars))
    assert table.split_rule == "the release's own"
    assert [table.articles_in(split) for split in SPLITS] == [2, 2, 2]
    assert table.articles[0].key == "shop/p0"
    assert table.articles[0].attributes == {"category": "tops", "color": "red", "material": "wool"}
    assert table.pairs == ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (10, 11))
    assert [photo.role for photo in table.photos] == ["product", "model"] * 6
    assert [photo.shot for photo in table.photos] == ["packshot", "full_front"] * 6
    assert all(table.of(product) is table.of(model) for product, model in table.pairs)


def test_photos_in_tars_are_the_same_as_in_files(make_release, tmp_path):
    files, tars = (read_release(make_release(tmp_path / str(way), in_tars=way)) for way in (False, True))
    assert [photo.read() for photo in tars.photos] == [photo.read() for photo in files.photos]
    assert decode(tars.photos[3].read()).shape == (40, 20, 3)


def test_a_release_of_links_says_how_to_get_photos(make_release, tmp_path):
    folder = make_release(tmp_path / "r", links=True)
    with pytest.raises(DataError) as error:
        read_release(folder)
    assert str(error.value) == (
        f"{folder} holds links, no photos; fetch them with curate rebuild {folder}, then train on what it made"
    )


def test_a_tar_without_a_photo_is_named(make_release, tmp_path):
    folder = make_release(tmp_path / "r", in_tars=True)
    shutil.copy(folder / "test/test-000000.tar", folder / "train/train-000000.tar")
    with pytest.raises(DataError) as error:
        read_release(folder)
    assert str(error.value) == (
        f"{folder / 'train/train-000000.tar'} lacks shop-p0.product.png; check the release with curate verify {folder}"
    )


def test_a_tar_that_is_gone_or_damaged_is_named(make_release, tmp_path):
    folder = make_release(tmp_path / "r", in_tars=True)
    tar = folder / "validation/validation-000000.tar"
    tar.write_bytes(b"no tar at all" * 100)
    with pytest.raises(DataError) as error:
        read_release(folder)
    way_out = f"check the release with curate verify {folder}"
    assert str(error.value) == f"{tar} cannot be read: it is no tar, or a damaged one; {way_out}"
    tar.unlink()
    with pytest.raises(DataError) as error:
        read_release(folder)
    assert str(error.value) == f"{tar} cannot be read: {os.strerror(2)}; {way_out}"


@pytest.mark.parametrize("in_tars", [False, True])
def test_a_release_is_the_same_data_wherever_it_lies(make_release, tmp_path, in_tars):
    folder = make_release(tmp_path / "r", in_tars=in_tars)
    before = fingerprint(read_release(folder).photos, (8, 8), "pad")
    moved = shutil.copytree(folder, tmp_path / "elsewhere", copy_function=shutil.copyfile)
    assert fingerprint(read_release(moved).photos, (8, 8), "pad") == before


@pytest.mark.parametrize("in_tars", [False, True])
def test_another_release_is_other_data(make_release, tmp_path, in_tars):
    folder = make_release(tmp_path / "r", in_tars=in_tars)
    before = fingerprint(read_release(folder).photos, (8, 8), "pad")
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    changed = [f"{'0' * 64}{line[64:]}" if "train" in line else line for line in sums]
    (folder / "SHA256SUMS").write_text("\n".join(changed))
    assert fingerprint(read_release(folder).photos, (8, 8), "pad") != before


def test_without_a_list_of_hashes_a_release_is_read_all_the_same(make_release, tmp_path):
    table = read_release(make_release(tmp_path / "r", sums=False))
    assert {photo.sha256 for photo in table.photos} == {""}
    assert len(table.pairs) == 6
