"""The binary table has one column for each value, chosen by the whole attribute."""

import csv

import pytest

from curation.schema import Product
from curation.translate.binary import write_img_attr

VALUES = {"length": ["long", "short"], "sleeve_length": ["long", "short"]}


def test_length_does_not_pick_up_sleeve_length(tmp_path):
    path = tmp_path / "img_attr.csv"
    products = [
        Product("a", "1", img_path="images/1.jpg", length="short", sleeve_length="long"),
        Product("a", "2", img_path="images/2.jpg"),
        Product("a", "3", length="long"),
    ]
    columns = write_img_attr(path, products, VALUES, ("length", "sleeve_length"))
    assert columns == ["length_long", "length_short", "sleeve_length_long", "sleeve_length_short"]
    assert list(csv.reader(path.read_text().splitlines())) == [
        ["img_path", *columns],
        ["images/1.jpg", "0", "1", "1", "0"],
        ["images/2.jpg", "0", "0", "0", "0"],
    ]


def test_a_value_outside_the_vocabulary_stops_and_leaves_no_file(tmp_path):
    path = tmp_path / "img_attr.csv"
    with pytest.raises(ValueError, match="a 1: length 'endless' is not in its vocabulary"):
        write_img_attr(path, [Product("a", "1", img_path="x.jpg", length="endless")], VALUES, ("length",))
    assert list(tmp_path.iterdir()) == []
