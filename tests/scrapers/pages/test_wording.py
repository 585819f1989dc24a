import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages.wording import collapse, reading, unescape_percent


def test_white_space_no_break_spaces_and_control_characters_become_one_space():
    assert collapse("  AUS\u00a0REINER \n\t-\u202f Hose\x00blau ") == "AUS REINER - Hose blau"


def test_half_a_character_is_dropped_so_that_a_table_can_hold_the_text():
    assert collapse("Kleid \ud83d rot").encode() == b"Kleid rot"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("100%25 Baumwolle", "100% Baumwolle"),
        ("99%25 Viskose, 1%25 Elasthan", "99% Viskose, 1% Elasthan"),
        ("%3Ca href='/x'>", "<a href='/x'>"),
        ("bei %3c30 °C", "bei <30 °C"),
    ],
)
def test_the_escapes_of_a_state_are_undone(written: str, read: str):
    assert unescape_percent(written) == read


@pytest.mark.parametrize(
    "text",
    ["100% Baumwolle", "50%2 Wolle", "50%50 Mix", "100%Baumwolle", "100%Cashmere", "20%20", "5 %", "%", "100%C3"],
)
def test_a_literal_percent_sign_is_left_alone(text: str):
    assert unescape_percent(text) == text


@given(st.text())
def test_what_a_state_escapes_comes_back(text: str):
    assert unescape_percent(text.replace("%", "%25").replace("<", "%3C")) == text


@pytest.mark.parametrize("value", [None, 7, True, ["a"], {"a": "b"}])
def test_what_is_no_text_says_nothing(value: object):
    assert reading(value) == ""
