"""X-Robots-Tag headers and robots meta elements: what of them is said to us."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.consent.directives import of_headers, of_meta

US = ["pairwear"]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["noai, noimageai"], {"noai", "noimageai"}),
        (["NoAI ,NOINDEX"], {"noai", "noindex"}),
        (["noai", "noimageindex"], {"noai", "noimageindex"}),
        (["none"], {"noindex", "nofollow"}),
        (["all"], {"all"}),
        (["googlebot: noindex, noai"], set()),
        (["pairwear: noai"], {"noai"}),
        (["Pairwear: noindex, nofollow"], {"noindex", "nofollow"}),
        (["*: noml"], {"noml"}),
        (["noimageai, googlebot: noindex"], {"noimageai"}),
        (["googlebot: noindex, pairwear: noai"], {"noai"}),
        # A name holds to the end of its header and no further.
        (["googlebot: noindex", "noai"], {"noai"}),
        (["max-snippet: 20, max-image-preview: large, noai"], {"max-snippet", "max-image-preview", "noai"}),
        (["", " , ,"], set()),
        (["googlebot:"], set()),
    ],
)
def test_headers_say_what_addresses_everybody_or_us(headers, found):
    assert of_headers(headers, US) == found


@pytest.mark.parametrize(
    "date",
    [
        "25 Jun 2010 15:00:00 PST",
        "Wed, 25 Jun 2010 15:00:00 GMT",
        "Wednesday, 25-Jun-10 15:00:00 GMT",
        "2010-06-25",
        "2010-06-25T15:00:00+02:00",
    ],
)
def test_a_date_that_has_passed_counts_in_every_notation(date):
    assert of_headers([f"unavailable_after: {date}, noai"], US, NOW) == {"unavailable_after", "noai"}
    assert of_headers([f"pairwear: unavailable_after: {date}"], US, NOW) == {"unavailable_after"}


@pytest.mark.parametrize("date", ["25 Jun 2031 15:00:00 PST", "2031-06-25", "soon", "", "99999999999"])
def test_a_date_to_come_and_one_that_cannot_be_read_do_not(date):
    assert of_headers([f"unavailable_after: {date}, noai"], US, NOW) == {"noai"}


def test_meta_elements_count_that_are_named_robots_or_as_we_are():
    elements = [("ROBOTS", "noimageai"), ("googlebot", "noindex"), ("Pairwear", "noai"), ("description", "noml")]
    assert of_meta(elements, US) == {"noimageai", "noai"}


def test_a_user_can_listen_to_more_names():
    assert of_headers(["gptbot: noai"], ["pairwear", "gptbot"]) == {"noai"}


@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_header_breaks_the_reading_and_directives_are_clean_words(headers):
    for word in of_headers(headers, US, NOW):
        assert word == word.strip().lower()
        assert word


@given(st.permutations(["noai", "noimageai", "googlebot: noindex", "pairwear: noml"]))
def test_the_order_of_headers_changes_nothing(headers):
    assert of_headers(headers, US) == {"noai", "noimageai", "noml"}
