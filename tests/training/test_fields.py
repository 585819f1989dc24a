"""training/fields.py"""

import math
import tomllib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import ConfigError
from training.fields import filled, toml, value_of


@dataclass(frozen=True)
class Cake:
    name: str = "plain"
    layers: int = 2
    sugar: float = 0.5
    iced: bool = False
    fruit: tuple[str, ...] = ()
    weights: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        if self.layers < 1:
            raise ConfigError("[cake] layers must be above 0\n[cake] and a cake is no cake without")


def mistakes_of(**content: object) -> list[str]:
    mistakes: list[str] = []
    filled(Cake(), content, "a/b.toml: [cake]", mistakes)
    return mistakes


def test_values_take_their_place_and_the_rest_stays():
    mistakes: list[str] = []
    cake = filled(Cake(iced=True), {"layers": 3, "fruit": ["plum", "pear"]}, "x", mistakes)
    assert cake == Cake(layers=3, fruit=("plum", "pear"), iced=True)
    assert mistakes == []


def test_a_whole_number_stands_for_a_number_and_becomes_one():
    cake = filled(Cake(), {"sugar": 1, "weights": [1, 2.5]}, "x", [])
    assert (cake.sugar, type(cake.sugar), cake.weights) == (1.0, float, (1.0, 2.5))
    assert all(type(weight) is float for weight in cake.weights)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("name", 3, "name must be text, not 3"),
        ("layers", 2.0, "layers must be a whole number, not 2.0"),
        ("layers", True, "layers must be a whole number, not true"),
        ("sugar", "much", 'sugar must be a number, not "much"'),
        ("sugar", False, "sugar must be a number, not false"),
        ("sugar", math.nan, "sugar must be a number, not nan"),
        ("sugar", math.inf, "sugar must be a number, not inf"),
        pytest.param("sugar", 10**400, f"sugar must be a number, not 1{'0' * 400}", id="too large"),
        ("iced", 1, "iced must be true or false, not 1"),
        ("iced", "yes", 'iced must be true or false, not "yes"'),
        ("fruit", "plum", 'fruit must be a list of text, not "plum"'),
        ("fruit", ["plum", 3], 'fruit must be a list of text, not ["plum", 3]'),
        ("weights", 3.0, "weights must be a list of numbers, not 3.0"),
        ("weights", ["heavy"], 'weights must be a list of numbers, not ["heavy"]'),
        ("name", {"first": "plum"}, 'name must be text, not {first = "plum"}'),
        ("name", tomllib.loads("day = 2018-05-01")["day"], "name must be text, not 2018-05-01"),
        ("fruit", [tomllib.loads("day = 07:30:00")["day"]], "fruit must be a list of text, not [07:30:00]"),
    ],
)
def test_another_type_is_a_mistake_that_says_what_the_key_wants(key, value, message):
    assert mistakes_of(**{key: value}) == [f"a/b.toml: [cake] {message}"]


def test_an_unknown_key_is_a_mistake_with_the_nearest_name_or_all_of_them():
    assert mistakes_of(layer=3) == ["a/b.toml: [cake] unknown key 'layer'; did you mean layers?"]
    assert mistakes_of(zzz=3) == [
        "a/b.toml: [cake] unknown key 'zzz'; known: name, layers, sugar, iced, fruit, weights"
    ]


def test_all_mistakes_are_told_at_once_rules_of_the_class_included():
    assert mistakes_of(layer=3, sugar="x", layers=0) == [
        "a/b.toml: [cake] unknown key 'layer'; did you mean layers?",
        'a/b.toml: [cake] sugar must be a number, not "x"',
        "a/b.toml: [cake] layers must be above 0",
        "a/b.toml: [cake] and a cake is no cake without",
    ]


def test_a_colon_in_the_name_of_the_file_stays_in_the_message():
    mistakes: list[str] = []
    filled(Cake(), {"layers": 0}, "C:/a: b.toml: [cake]", mistakes)
    assert mistakes[0] == "C:/a: b.toml: [cake] layers must be above 0"


def test_a_field_of_another_kind_is_a_fault_of_ours():
    @dataclass(frozen=True)
    class Odd:
        any: int | str = 3

    with pytest.raises(TypeError, match="a configuration holds plain values and lists"):
        filled(Odd(), {"any": 3}, "x", [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", 8),
        ("2e-4", 2e-4),
        ("true", True),
        ("[1, 2]", [1, 2]),
        ('["a", "b"]', ["a", "b"]),
        ('"8"', "8"),
        ("cosine", "cosine"),
        ("", ""),
        ("a b", "a b"),
        ("1\nother = 2", "1\nother = 2"),
        ("3 # three", 3),
    ],
)
def test_a_value_on_the_command_line_is_read_as_toml_and_bare_words_are_text(text, value):
    assert value_of(text) == value


@given(st.text())
def test_whatever_stands_on_the_command_line_is_some_value(text):
    value_of(text)


plain = (
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
)


@given(plain | st.lists(plain).map(tuple))
def test_what_is_written_as_toml_is_read_back_the_same(value):
    back = tomllib.loads(f"value = {toml(value)}")["value"]
    assert (tuple(back) if isinstance(back, list) else back) == value
    assert type(back) is type(value) or isinstance(value, tuple)
