"""training/data/build.py"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import tables
from curation.errors import DataError, TableError
from curation.schema import Image, Pair, Product, Split
from curation.workspace import Build
from training.data.build import SHARES, _dealt, is_build, read_build
from training.data.table import SPLITS


@pytest.fixture
def changed(make_build, tmp_path):
    """A maker of builds with other rows: `changed(image=lambda row: ...)`; rows that become None are left out."""

    def make(*, image=None, product=None, pair=None, split=None):
        build = Build(make_build(tmp_path, products=12))
        files = [(build.images, Image, image), (build.products, Product, product), (build.splits, Split, split)]
        files += [(path, Pair, pair) for path in sorted((build.root / "pairs").glob("*.parquet"))]
        for path, kind, change in files:
            if change:
                rows = [change(row) for row in tables.read(path, kind)]
                tables.write(path, [row for row in rows if row], kind)
        return build.root

    return make


def test_a_build_is_told_by_its_products(build, tmp_path):
    assert is_build(build)
    assert not is_build(tmp_path)


def test_products_photos_and_pairs_come_with_their_facts(build):
    table = read_build(build)
    assert table.source == build
    assert table.split_rule == "curate split"
    assert (len(table.articles), len(table.photos), len(table.pairs)) == (24, 72, 24)
    assert [table.articles_in(split) for split in SPLITS] == [16, 4, 4]
    first = table.articles[0]
    assert (first.key, first.split, first.category) == ("shop/p000", "train", "dresses")
    assert first.attributes == {"category": "dresses", "color": "red", "pattern": "stripes"}


def test_a_pair_is_the_packshot_and_the_photo_that_curation_chose(build):
    table = read_build(build)
    for product, model in table.pairs:
        assert table.photos[product].path.name.endswith("@0.png")
        assert table.photos[model].path.name.endswith("@1.png")
        assert table.photos[product].path.is_file()
        assert table.of(product) == table.of(model)


@pytest.mark.parametrize(
    ("stated", "shot", "role"),
    [
        ("unknown", "packshot", "product"),
        ("unknown", "full_back", "model"),
        ("unknown", "threequarter_side", "model"),
        ("unknown", "detail", ""),
        ("unknown", "", ""),
        ("model", "", "model"),
        ("model", "packshot", "model"),
        ("product", "full_front", "product"),
    ],
)
def test_a_store_says_what_a_photo_shows_and_where_it_does_not_its_shot_does(changed, stated, shot, role):
    folder = changed(image=lambda row: replace(row, role=stated, shot=shot) if row.position == 2 else row)
    assert {photo.role for photo in read_build(folder).photos if photo.path.name.endswith("@2.png")} == {role}


def test_the_photos_of_a_pair_are_a_product_and_a_person_whatever_else_is_known(changed):
    table = read_build(changed(image=lambda row: replace(row, role="unknown", shot="")))
    assert {table.photos[product].role for product, _ in table.pairs} == {"product"}
    assert {table.photos[model].role for _, model in table.pairs} == {"model"}
    assert table.pairs_in("train", all_models=True) == table.pairs_in("train")


def test_photos_that_curation_dropped_or_nobody_fetched_are_left_out(changed):
    def change(row):
        if row.position != 2:
            return row
        return replace(row, keep=False) if row.id < "p006" else replace(row, path="")

    assert len(read_build(changed(image=change)).photos) == 24


def test_two_products_may_share_the_file_of_a_photo(changed):
    shared = "raw/shop/products/p000@0.png"

    def image(row):
        return replace(row, path=shared) if (row.id, row.position) == ("p002", 0) else row

    def pair(row):
        return replace(row, product_image=shared) if row.id == "p002" else row

    table = read_build(changed(image=image, pair=pair))
    assert sorted(table.of(product).key for product, _ in table.pairs) == [f"shop/p{number:03}" for number in range(12)]
    assert all(table.of(product) == table.of(model) for product, model in table.pairs)


def test_a_pair_with_a_photo_that_is_not_kept_is_a_mistake(changed):
    folder = changed(image=lambda row: replace(row, keep=row.path != "raw/shop/models/p003@1.png"))
    with pytest.raises(DataError) as error:
        read_build(folder)
    assert str(error.value) == (
        f"{folder / 'pairs/tops.parquet'}: 'raw/shop/models/p003@1.png' is no kept photo of images.parquet; "
        "run curate pair again"
    )


def test_without_pairs_the_build_says_what_makes_them(changed):
    folder = changed()
    for path in (folder / "pairs").iterdir():
        path.unlink()
    with pytest.raises(DataError) as error:
        read_build(folder)
    assert str(error.value) == (
        f"{folder} holds no pairs (no pairs/*.parquet); make them with curate pair, then train again"
    )


def test_a_product_without_a_split_is_left_out_with_its_photos_and_pairs(changed):
    table = read_build(changed(split=lambda row: row if row.id != "p004" else None))
    assert "shop/p004" not in {article.key for article in table.articles}
    assert (len(table.articles), len(table.photos), len(table.pairs)) == (11, 33, 11)


def test_a_photo_keeps_the_hash_of_its_bytes(changed):
    table = read_build(changed(image=lambda row: replace(row, sha256=f"{row.id}{row.position}")))
    assert table.photos[4].sha256 == "p0011"


def test_a_damaged_table_is_named(changed):
    folder = changed()
    Build(folder).images.write_bytes(b"PAR1 no more")
    with pytest.raises(TableError, match=r"images\.parquet is no readable Parquet file"):
        read_build(folder)


def test_without_splits_products_are_dealt_by_the_name_of_their_group(changed):
    folder = changed(product=lambda row: replace(row, group_id=f"g{int(row.id[1:]) // 3}"))
    Build(folder).splits.unlink()
    table = read_build(folder)
    assert table.split_rule == (
        "by product group, from its name's hash (80% train, 10% validation, 10% test), "
        "since splits.parquet is not there"
    )
    for start in range(0, 12, 3):
        assert len({article.split for article in table.articles[start : start + 3]}) == 1
    assert [article.split for article in table.articles] == [_dealt(f"shop/g{number // 3}") for number in range(12)]


def test_products_without_a_group_are_dealt_by_their_own_name(changed):
    folder = changed()
    Build(folder).splits.unlink()
    assert [article.split for article in read_build(folder).articles] == [
        _dealt(f"shop/p{number:03}") for number in range(12)
    ]


@given(st.text())
def test_every_name_has_one_split(name):
    assert _dealt(name) in SPLITS
    assert _dealt(name) == _dealt(name)


def test_dealt_splits_have_their_shares():
    dealt = [_dealt(f"shop/{number}") for number in range(20_000)]
    assert [dealt.count(split) / len(dealt) for split in SPLITS] == pytest.approx(SHARES, abs=0.01)
