"""Every photo and product is somewhere; what is counted from different files must add up."""

from curation import tables
from curation.schema import Image, Pair, Product, Rejection, Removal, Split
from curation.totals import Total, totals
from curation.workspace import Build


def test_photos_and_products_are_counted_where_each_stage_left_them(tmp_path):
    build = Build(tmp_path)
    categories = ["dresses", "dresses", "tops", "", "shoes"]
    tables.write(build.products, [Product("s", str(n), category=name) for n, name in enumerate(categories)], Product)
    images = [Image("s", "0", n, path=f"{n}.jpg") for n in range(4)]
    images[1].keep = False
    images[2].path, images[2].keep = "", False
    tables.write(build.images, images, Image)
    tables.write(build.removed("clean"), [Removal("s", "0", "1.jpg", "blurred"), Removal("s", "0", "", "x")], Removal)
    tables.write(build.pairs("dresses"), [Pair("s", "0", "a", "b", 0.0, 0.0, 0)], Pair)
    tables.write(build.rejected("dresses"), [Rejection("s", "1", "only_backs")], Rejection)
    assert totals(build, ("dresses", "tops")) == [
        Total("photos", 4, {"not_stored": 1, "dropped": 1, "kept": 2}),
        Total(
            "products",
            5,
            {"paired": 1, "rejected": 1, "without_category": 1, "of_other_categories": 1, "not_paired_yet": 1},
        ),
    ]
    tables.write(build.splits, [Split("s", str(n), "g", "train") for n in range(4)], Split)
    tables.write(build.removed("split"), [Removal("s", "4", "", "joins_two_splits")], Removal)
    found = totals(build, ("dresses", "tops"))
    assert found[2] == Total("split", 5, {"train": 4, "validation": 0, "test": 0, "left_out": 1})
    assert all(total.adds_up for total in found)


def test_a_pair_too_many_does_not_add_up(tmp_path):
    build = Build(tmp_path)
    tables.write(build.products, [Product("s", "0", category="dresses")], Product)
    tables.write(build.pairs("dresses"), [Pair("s", str(n), "a", "b", 0.0, 0.0, 0) for n in range(2)], Pair)
    tables.write(build.rejected("dresses"), [], Rejection)
    (products,) = totals(build)
    assert (products.parts, products.adds_up) == ({"paired": 2, "rejected": 0}, False)


def test_an_empty_build_has_no_sums(tmp_path):
    assert totals(Build(tmp_path)) == []
