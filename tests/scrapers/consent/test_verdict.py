"""Verdicts, the settings they follow, and the cell they are written into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from curation.errors import CrawlError, UnknownNameError
from scrapers.consent.verdict import FORBIDS, PAGE, PHOTO, Policy, Said, Verdict, policy


def settings(**given: object) -> Settings:
    return Settings({"ROBOTSTXT_OBEY": True, "CONSENT_NAMES": ["pairwear"], **given})


# The table in scrapers/consent/__init__.py and in docs/consent.md.
TABLE = {
    "robots.txt": (True, True),
    "tdm-reservation": (True, True),
    "noai": (True, True),
    "noml": (True, True),
    "noindex": (True, True),
    "unavailable_after": (True, True),
    "noimageai": (False, True),
    "noimageindex": (False, True),
}


@pytest.mark.parametrize("name", FORBIDS)
def test_each_thing_a_site_can_say_forbids_what_the_table_says(name):
    for what, forbidden in zip((PAGE, PHOTO), TABLE[name]):
        verdict = Policy().decide(what, [Said(name, f"x-robots-tag:{name}")], ["headers"])
        assert verdict.outcome == ("refused" if forbidden else "allowed")


def test_a_refusal_names_all_that_was_said_and_the_first_as_its_reason():
    said = [Said("robots.txt", "robots.txt"), Said("tdm-reservation", "tdmrep.json:/a b;policy=https://x.example")]
    verdict = Policy().decide(PHOTO, said, ["headers"])
    assert (verdict.reason, verdict.source) == (
        "robots_disallowed",
        "robots.txt+tdmrep.json:/a%20b;policy=https://x.example",
    )


def test_an_override_is_recorded_with_its_reason_and_covers_only_what_it_names():
    agreed = policy(settings(CONSENT_OVERRIDE="noimageai, NoIndex", CONSENT_REASON="letter  of\n2026-11-01"))
    said = [Said("noimageai", "x-robots-tag:noimageai")]
    verdict = agreed.decide(PHOTO, said, ["headers"])
    assert verdict.cell == f"overridden x-robots-tag:noimageai {verdict.at} letter of 2026-11-01"
    assert agreed.decide(PHOTO, [*said, Said("noai", "meta:noai")], []).reason == "noai"
    assert agreed.decide(PHOTO, [], ["robots.txt", "headers"]).cell.startswith("allowed robots.txt+headers 20")


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        (
            {"CONSENT_OVERRIDE": "noia", "CONSENT_REASON": "x"},
            UnknownNameError,
            "unknown override 'noia'; known overrides: noai, noimageai, noimageindex, noindex, noml, robots.txt, "
            "tdm-reservation, unavailable_after",
        ),
        (
            {"CONSENT_OVERRIDE": "noai,noml"},
            CrawlError,
            "CONSENT_OVERRIDE=noai,noml needs the reason that is written into every row: "
            '-s CONSENT_REASON="agreement of 2026-11-01 with the store"',
        ),
        (
            {"ROBOTSTXT_OBEY": "0"},
            CrawlError,
            "ROBOTSTXT_OBEY cannot be switched off; with the store's agreement: "
            '-s CONSENT_OVERRIDE=robots.txt -s CONSENT_REASON="agreement of 2026-11-01 with the store"',
        ),
        (
            {"CONSENT_NAMES": ""},
            CrawlError,
            "CONSENT_NAMES must hold pairwear, the name that stores are told; others only add to it: "
            "-s CONSENT_NAMES=pairwear,gptbot; it is ''",
        ),
        (
            {"CONSENT_NAMES": "GPTBot,CCBot"},
            CrawlError,
            "CONSENT_NAMES must hold pairwear, the name that stores are told; others only add to it: "
            "-s CONSENT_NAMES=pairwear,gptbot,ccbot; it is 'gptbot,ccbot'",
        ),
    ],
)
def test_a_setting_that_cannot_be_followed_says_why(given, kind, message):
    with pytest.raises(kind) as error:
        policy(settings(**given))
    assert str(error.value) == message


WORDS = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=20)


@given(st.sampled_from(["allowed", "overridden", "refused"]), WORDS, WORDS)
def test_a_cell_gives_back_its_verdict(outcome, source, note):
    verdict = Verdict(outcome, source, "2026-11-21T18:00:00+00:00", note=note if outcome == "overridden" else "")
    assert Verdict.read(verdict.cell) == verdict


@pytest.mark.parametrize("cell", ["", "import", "drawn", "robots:allowed"])
def test_a_cell_that_no_crawl_wrote_is_no_verdict(cell):
    assert Verdict.read(cell) is None
