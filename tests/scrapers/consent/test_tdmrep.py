"""Reservations for text and data mining, as the protocol reads them."""

import fnmatch
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.consent.tdmrep import Reservation, Rule, of_file, of_headers, of_meta, rules, strongest


def file(*entries: object) -> bytes:
    return json.dumps(entries).encode()


@pytest.mark.parametrize(
    ("location", "path", "holds"),
    [
        ("/", "/anything?x=1", True),
        ("/p/", "/p/1.html", True),
        ("/p/", "/P/1.html", False),
        ("/images/*.jpg", "/images/a/b.jpg?imwidth=1800", True),
        ("/images/*.jpg$", "/images/a/b.jpg", True),
        ("/images/*.jpg$", "/images/a/b.jpg?imwidth=1800", False),
        ("/*/x/*/y$", "/a/x/b/x/y", True),
        ("/exact$", "/exact", True),
        ("/exact$", "/exactly", False),
        ("/a*a$", "/a", False),
        ("/*", "/", True),
        ("*.png", "/a.png", True),
        ("p/", "/p/1", True),
        ("/path/foo-%24", "/path/foo-$", True),
        ("/path/foo-%24", "/path/foo-", False),
        ("/path/a%2Ab", "/path/a*b", True),
        ("/path/a%2Ab", "/path/axb", False),
        ("/%7Ekleider/", "/~kleider/1", True),
        ("/~kleider/", "/%7ekleider/1", True),
        ("/röcke", "/r%C3%B6cke", True),
        ("/a%2Fb", "/a/b", False),
    ],
)
def test_a_location_is_matched_like_a_line_of_robots_txt(location, path, holds):
    (rule,) = rules(file({"location": location, "tdm-reservation": 1}))
    assert rule.holds(path) is holds


@given(st.text("ab/*", max_size=12), st.text("ab/", max_size=12))
def test_stars_match_as_the_slow_way_does(pattern, path):
    for location, slow in ((f"/{pattern}", f"/{pattern}*"), (f"/{pattern}$", f"/{pattern}")):
        assert Rule(location, True).holds(f"/{path}") is fnmatch.fnmatchcase(f"/{path}", slow)


def test_a_pattern_full_of_stars_is_matched_at_once():
    assert not Rule("/" + "*a" * 5000 + "$", True).holds("/" + "a" * 4999 + "b")


def test_the_first_entry_that_matches_counts():
    entries = rules(
        file(
            {"location": "/images/*.jpg", "tdm-reservation": 0},
            {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://laden.example/policy.json"},
        )
    )
    assert of_file(entries, "https://x.example/images/1.jpg") == Reservation(False, "tdmrep.json:/images/*.jpg")
    reserved = of_file(entries, "https://x.example")
    assert reserved == Reservation(True, "tdmrep.json:/", "https://laden.example/policy.json")
    assert reserved.told == "tdmrep.json:/;policy=https://laden.example/policy.json"
    assert of_file(entries[:1], "https://x.example/p/1") is None


@pytest.mark.parametrize("value", [2, -1, "yes", None, [1], 1.5, {}])
def test_any_other_value_is_as_if_nothing_were_said(value):
    assert rules(file({"location": "/", "tdm-reservation": value})) == []


@pytest.mark.parametrize(("value", "reserved"), [(1, True), ("1", True), (True, True), (0, False), ("0", False)])
def test_one_and_zero_are_read_in_every_spelling(value, reserved):
    assert rules(file({"location": "/", "tdm-reservation": value})) == [Rule("/", reserved)]


def test_an_entry_that_breaks_the_format_costs_no_other():
    body = file(
        "x", {"tdm-reservation": 1}, {"location": 3, "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 1}
    )
    assert rules(body) == [Rule("/", True)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"location": "/"}', "is no JSON array"),
        (b"", "is no JSON (Expecting value: line 1 column 1 (char 0))"),
        (b"<html>", "is no JSON (Expecting value: line 1 column 1 (char 0))"),
    ],
)
def test_a_file_that_is_none_says_why(body, message):
    with pytest.raises(ValueError, match=r".") as error:
        rules(body)
    assert str(error.value) == message


def test_a_file_that_nests_too_deep_is_none():
    with pytest.raises(ValueError, match="is no JSON"):
        rules(b"[" * 100_000)


def test_headers_outrank_the_file_and_the_page_outranks_both():
    found = of_file(rules(file({"location": "/", "tdm-reservation": 1})), "https://x.example/")
    header, meta = of_headers(["0"], []), of_meta([("TDM-Reservation", "1")])
    assert strongest(found, None) == found
    assert strongest(found, header) == Reservation(False, "tdm-reservation:0")
    assert strongest(found, header, meta) == Reservation(True, "meta:tdm-reservation:1")
    assert strongest(found, header, of_meta([("tdm-reservation", "7")])) == header
    assert strongest(None, None, None) is None


def test_headers_that_contradict_each_other_reserve():
    assert of_headers(["0", "1"], ["", " https://x.example/policy "]) == Reservation(
        True, "tdm-reservation:1", "https://x.example/policy"
    )


def test_a_policy_without_a_reservation_is_not_read():
    assert of_headers(["0"], ["https://x.example/policy"]) == Reservation(False, "tdm-reservation:0")
    assert of_headers([], ["https://x.example/policy"]) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_a_file_or_none(body):
    with suppress(ValueError):
        assert all(isinstance(rule, Rule) for rule in rules(body))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_location_can_be_asked_about_any_path(location, path):
    assert Rule(f"/{location}", True).holds(f"/{path}") in (True, False)
