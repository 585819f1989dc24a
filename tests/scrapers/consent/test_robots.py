"""An answer to robots.txt, as RFC 9309 reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.consent.robots import LONGEST, answered, unreachable

PAGE = "https://www.laden.example/p/1"
US = ["pairwear"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 301])
def test_a_file_that_is_not_there_forbids_nothing(status):
    robots = answered(status, b"User-agent: *\nDisallow: /")
    assert robots.allows(PAGE, US)
    assert robots.said == f"robots.txt:{status}"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 599])
def test_a_file_that_cannot_be_had_forbids_everything(status):
    robots = answered(status, b"")
    assert not robots.allows(PAGE, US)
    assert robots.said == f"robots.txt:{status}"


def test_a_host_that_does_not_answer_forbids_everything():
    robots = unreachable("DownloadTimeoutError")
    assert (robots.allows(PAGE, US), robots.said) == (False, "robots.txt:DownloadTimeoutError")


def test_our_own_group_counts_and_those_of_others_do_not():
    robots = answered(200, b"User-agent: *\nDisallow: /\n\nUser-agent: Pairwear\nDisallow: /p/2\n")
    assert robots.allows(PAGE, US)
    assert not robots.allows("https://www.laden.example/p/2", US)
    assert not robots.allows(PAGE, ["pairwear", "gptbot"]), "every name that we listen to must be allowed"


def test_patterns_and_the_longest_match_count():
    robots = answered(200, b"User-agent: *\nDisallow: /*.json\nAllow: /products.json$\n")
    assert not robots.allows("https://x.example/meta.json", US)
    assert robots.allows("https://x.example/products.json", US)


def test_a_crawl_delay_or_a_request_rate_is_what_the_host_asks_for():
    assert answered(200, b"User-agent: *\nCrawl-delay: 7.5").delay(US) == 7.5
    assert answered(200, b"User-agent: *\nRequest-rate: 1/10s").delay(US) == 10
    assert answered(200, b"User-agent: other\nCrawl-delay: 30").delay(US) == 0
    assert answered(200, b"User-agent: *\nCrawl-delay: never").delay(US) == 0
    assert answered(404, b"").delay(US) == 0


def test_only_the_first_500_kib_are_read():
    early = b"User-agent: *\nDisallow: /p/\n"
    padding = b"#" * (LONGEST - len(early)) + b"\n"
    robots = answered(200, early + padding + b"Disallow: /late/\n")
    assert not robots.allows(PAGE, US)
    assert robots.allows("https://www.laden.example/late/1", US)


def test_a_byte_order_mark_hides_nothing():
    assert not answered(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /").allows(PAGE, US)


@given(st.binary(max_size=300))
def test_any_bytes_are_rules(body):
    robots = answered(200, body)
    assert robots.allows("https://x.example/robots.txt", US)
    assert robots.delay(US) >= 0
