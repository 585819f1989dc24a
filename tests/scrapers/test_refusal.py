"""What a crawl was refused, in words."""

import pytest

from scrapers.refusal import INSTEAD, refusal, remarks

NOTHING: dict[str, object] = {}


@pytest.mark.parametrize(
    ("stats", "why"),
    [
        (
            {"throttle/blocked": {"b.example": "refused again", "a.example": "refused 5"}, "item_scraped_count": 9},
            "a.example refused 5; b.example refused again",
        ),
        ({"consent/pages/refused/robots_disallowed": 7}, "its robots.txt does not allow it"),
        (
            {"consent/pages/refused/robots_unreachable": 7},
            "its robots.txt cannot be had, which means no; try again later",
        ),
        (
            {"consent/pages/refused/host_opted_out": 7, "consent/pages/refused/tdm_reserved": 20},
            "it said no to everything that was asked for; it reserves text and data mining",
        ),
        ({"consent/pages/refused/noai": 7}, "it says noai"),
        (
            {"throttle/refused/403": 1, "throttle/refused/429": 3},
            "it answered 403 to one request; it answered 429 to 3 requests",
        ),
        (
            {"item_scraped_count": 9, "images/refused": 50, "images/refused/noimageai": 50},
            "of its photos none may be kept: it says noimageai",
        ),
    ],
)
def test_a_store_that_refuses_everything_is_told_in_one_sentence(stats, why):
    assert refusal("laden", stats) == f"laden refused this crawl ({why}). {INSTEAD}"


def test_the_sentence_says_what_works_instead():
    assert INSTEAD == (
        "A refusal is respected; what works instead: pages you saved (-s REPLAY=FOLDER), a partner's access, a store "
        "with Shopify or schema.org pages, data you already have (curate import)"
    )


@pytest.mark.parametrize(
    "stats",
    [
        NOTHING,
        {"item_scraped_count": 9, "images/done": 40, "images/refused/noai": 3, "throttle/refused/403": 2},
        {"pages/known": 9, "consent/pages/refused/noai": 2},
        {"item_scraped_count": 9, "images/known": 1, "images/refused/noai": 30},
    ],
)
def test_a_store_that_gave_something_did_not_refuse(stats):
    assert refusal("laden", stats) == ""


def test_every_refusal_failure_and_agreement_is_counted_by_its_reason():
    stats = {
        "consent/pages/refused/noai": 2,
        "images/refused/tdm_reserved": 4,
        "images/failed/truncated": 1,
        "images/failed/not_in_replay": 9,
        "consent/photos/overridden/x-robots-tag:noimageai": 5,
    }
    assert list(remarks(stats)) == [
        "pages refused, noai: 2",
        "photos refused, tdm_reserved: 4",
        "photos failed, truncated: 1",
        "photos kept by CONSENT_OVERRIDE against x-robots-tag:noimageai: 5",
    ]
