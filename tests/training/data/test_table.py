"""training/data/table.py"""

from pathlib import Path

import pytest

from curation.errors import DataError
from training.data.table import Article, Photo, Table


def photo(article: int, role: str, name: str = "x.png") -> Photo:
    return Photo(Path(name), "", role, "", article)


ARTICLES = (
    Article("shop/a", "train", "dresses", {}),
    Article("shop/b", "train", "tops", {}),
    Article("shop/c", "test", "tops", {}),
)
PHOTOS = (
    photo(0, "product"),
    photo(0, "model"),
    photo(0, "model"),
    photo(1, "product"),
    photo(1, "model"),
    photo(2, "product"),
    photo(2, "model"),
    photo(2, ""),
)
TABLE = Table(Path("data"), "by hand", ARTICLES, PHOTOS, ((0, 1), (3, 4), (5, 6)))


def test_pairs_of_a_split_are_those_of_its_products():
    assert TABLE.pairs_in("train") == [(0, 1), (3, 4)]
    assert TABLE.pairs_in("test") == [(5, 6)]


def test_pairs_of_some_categories_are_those_of_their_products():
    assert TABLE.pairs_in("train", ("tops", "shoes")) == [(3, 4)]


def test_all_photos_of_persons_make_a_pair_each():
    assert TABLE.pairs_in("train", all_models=True) == [(0, 1), (0, 2), (3, 4)]
    assert TABLE.pairs_in("test", all_models=True) == [(5, 6)]


def test_products_are_counted_by_split():
    assert [TABLE.articles_in(split) for split in ("train", "validation", "test")] == [2, 0, 1]


@pytest.mark.parametrize(
    ("split", "categories", "message"),
    [
        (
            "validation",
            (),
            "data holds no pairs in the split validation (pairs by split: train 2, validation 0, test 1); "
            "curate split deals them",
        ),
        (
            "test",
            ("dresses", "shoes"),
            "data holds no pairs of dresses, shoes in the split test; categories with pairs: dresses, tops",
        ),
    ],
)
def test_a_split_without_pairs_says_what_there_is(split, categories, message):
    with pytest.raises(DataError) as error:
        TABLE.pairs_in(split, categories)
    assert str(error.value) == message


def test_a_table_without_pairs_says_what_makes_them():
    with pytest.raises(DataError) as error:
        Table(Path("data"), "", ARTICLES, PHOTOS, ()).pairs_in("train")
    assert str(error.value) == "data holds no pairs; make them with curate pair, then train again"


def test_a_photo_in_a_tar_is_read_from_its_place(tmp_path):
    path = tmp_path / "some.tar"
    path.write_bytes(b"0123456789")
    assert Photo(path, "", "model", "", 0, (3, 4)).read() == b"3456"
    assert Photo(path, "", "model", "", 0).read() == b"0123456789"
