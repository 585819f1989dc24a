"""Whatever stands in two splits is found, and nothing else."""

import numpy as np
import pytest

from curation import tables
from curation.errors import TableError
from curation.schema import Image, Product, Split
from curation.split.leaks import Leak, find_leaks
from curation.split.settings import SplitSettings
from curation.split.stage import split


def test_twenty_planted_leaks_are_all_found_and_nothing_else(write):
    names = [f"P{number:03}" for number in range(400)]
    build = write(names)
    split(build, SplitSettings())
    rows = tables.read(build.splits, Split)
    by_split = {which: [row.id for row in rows if row.split == which] for which in ("train", "test")}
    partners = list(zip(by_split["train"], by_split["test"]))
    # seven share an article, seven a file, six copies of a photo
    planted = (partners[:7], partners[7:14], partners[14:20])
    products = tables.read(build.products, Product)
    images = tables.read(build.images, Image)
    for kind, group in enumerate(planted):
        for number, pair in enumerate(group):
            for row in products:
                if row.id in pair and kind == 0:
                    row.group_id = f"article-{number}"
            for image in images:
                if image.id in pair and kind == 1:
                    image.sha256 = f"file-{number}"
                if image.id in pair and kind == 2:
                    image.group = f"copies-{number}"
    assert len(planted[0]) + len(planted[1]) + len(planted[2]) == 20
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)
    found = find_leaks(build)
    assert sorted(leak.kind for leak in found) == ["copy"] * 6 + ["group_id"] * 7 + ["photo"] * 7
    assert {tuple(leak.products["train"] + leak.products["test"]) for leak in found} == {
        (("s", one), ("s", other)) for group in planted for one, other in group
    }


def test_a_leak_names_what_stands_where(write):
    build = write("ABC", articles={"A": "g", "C": "g"})
    tables.write(build.splits, [Split("s", "A", "", "train"), Split("s", "C", "", "test")], Split)
    assert find_leaks(build) == [Leak("group_id", "s/g", {"train": [("s", "A")], "test": [("s", "C")]})]


def test_a_product_without_a_split_leaks_nothing(write):
    build = write("AB", articles={"A": "g", "B": "g"})
    tables.write(build.splits, [Split("s", "A", "", "train")], Split)
    assert find_leaks(build) == []


def test_our_own_split_has_no_leaks(write):
    dice = np.random.default_rng(1)
    names = [f"P{number:03}" for number in range(300)]
    photos = {name: [f"h{dice.integers(400)}" for _ in range(2)] for name in names}
    build = write(names, photos=photos)
    assert split(build, SplitSettings()).leaks == 0
    assert find_leaks(build) == []


def test_without_a_split_it_says_what_is_missing(write):
    with pytest.raises(TableError, match=r"splits\.parquet does not exist; run the stage that writes it"):
        find_leaks(write("A"))
