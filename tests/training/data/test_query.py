"""training/data/query.py"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import DataError
from training.data.query import Condition, parse, select, value, values
from training.data.table import Article, Photo, Table

TABLE = Table(
    Path("data"),
    "by hand",
    (
        Article("shop/a", "train", "dresses", {"category": "dresses", "color": "red", "pattern": "stripes"}),
        Article("shop/b", "train", "tops", {"category": "tops", "color": "blue"}),
        Article("shop/c", "test", "tops", {"category": "tops", "color": "dark red"}),
    ),
    (
        Photo(Path("0"), "", "product", "", 0),
        Photo(Path("1"), "", "model", "", 0),
        Photo(Path("2"), "", "product", "", 1),
        Photo(Path("3"), "", "model", "", 1),
        Photo(Path("4"), "", "", "", 2),
    ),
    ((0, 1), (2, 3)),
)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("role=product", [0, 2]),
        ("role != product", [1, 3]),
        ("color=red", [0, 1]),
        ("color = dark red ", [4]),
        ("color!=red", [2, 3, 4]),
        ("category=tops & role=model", [3]),
        ("split=test", [4]),
        ("role=product&role=model", []),
    ],
)
def test_a_query_finds_the_photos_that_meet_every_condition(query, places):
    assert select(TABLE, query) == places


def test_what_is_not_stated_meets_neither_a_value_nor_its_contrary():
    assert select(TABLE, "pattern=stripes") == [0, 1]
    assert select(TABLE, "pattern!=stripes") == []
    assert 4 not in select(TABLE, "role=model") + select(TABLE, "role!=model")


def test_conditions_keep_their_order():
    assert parse("a=b & c!=d e") == (Condition("a", True, "b"), Condition("c", False, "d e"))


@pytest.mark.parametrize("query", ["", "role", "role=", "=x", "role=a=b", "role==x", "role=a &", "role=a && color=b"])
def test_what_cannot_be_read_is_answered_with_the_form(query):
    with pytest.raises(DataError) as error:
        select(TABLE, query)
    assert str(error.value) == (
        f"'{query}' is no query; write NAME=VALUE or NAME!=VALUE, joined by &, such as role=product"
    )


def test_an_unknown_column_is_answered_with_those_there_are():
    with pytest.raises(DataError) as error:
        select(TABLE, "colour=red")
    assert str(error.value) == ("there is no column 'colour'; columns: category, color, pattern, role, shot, split")


@pytest.mark.parametrize("sign", ["=", "!="])
def test_an_unknown_value_is_answered_with_those_there_are(sign):
    with pytest.raises(DataError) as error:
        select(TABLE, f"color{sign}green")
    assert str(error.value) == "no photo has color=green; values there: blue, dark red, red"


def test_a_column_without_any_value_says_so():
    with pytest.raises(DataError) as error:
        select(TABLE, "shot=full_front")
    assert str(error.value) == "no photo has shot=full_front; values there: none"


def test_what_is_known_of_a_photo_comes_from_it_or_from_its_product():
    names = ("role", "shot", "split", "category", "color", "pattern")
    assert [value(TABLE, 1, name) for name in names] == ["model", "", "train", "dresses", "red", "stripes"]
    assert value(TABLE, 4, "pattern") == ""


def test_values_are_counted_by_photos():
    assert values(TABLE, "color") == {"blue": 2, "dark red": 1, "red": 2}
    assert values(TABLE, "color", [0, 4]) == {"dark red": 1, "red": 1}
    assert values(TABLE, "pattern") == {"stripes": 2}


@given(st.text(alphabet="role=product!& \t\n\\(*'") | st.text())
def test_wild_text_is_a_query_or_is_refused(query):
    try:
        conditions = parse(query)
    except DataError:
        return
    assert len(conditions) == query.count("&") + 1
    assert all(condition.name and condition.value for condition in conditions)
    rebuilt = " & ".join(f"{each.name}{'=' if each.equal else '!='}{each.value}" for each in conditions)
    assert parse(rebuilt) == conditions
