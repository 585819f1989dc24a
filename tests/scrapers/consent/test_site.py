"""What one host says about a page and a photo, all places together."""

import pytest
from scrapy.http import Headers, HtmlResponse, TextResponse

from scrapers.consent import robots, tdmrep
from scrapers.consent.site import Site
from scrapers.consent.verdict import Policy

URL = "https://www.laden.example/p/1"
PHOTO_URL = "https://bilder.laden.example/1.jpg"
OPEN = robots.answered(404, b"")
US = Policy()


def page(head: str = "", **headers: str | list[str]) -> HtmlResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = f"<html><head>{head}</head><body><p>noai</p></body></html>".encode()
    return HtmlResponse(URL, headers={"Content-Type": "text/html; charset=utf-8", **named}, body=body, encoding="utf-8")


def outcomes(response: TextResponse, site: Site | None = None) -> tuple[str, str]:
    facts, photos = (site or Site(OPEN)).page(response, US)
    return facts.reason or facts.outcome, photos.reason or photos.outcome


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (page(), ("allowed", "allowed")),
        (page(X_Robots_Tag="noai"), ("noai", "noai")),
        (page(X_Robots_Tag="noimageai"), ("allowed", "noimageai")),
        (page(X_Robots_Tag="noindex, nofollow"), ("noindex", "noindex")),
        (page(X_Robots_Tag="nofollow, noarchive, nosnippet"), ("allowed", "allowed")),
        (page(X_Robots_Tag=["googlebot: noai", "noml"]), ("noml", "noml")),
        (page('<meta name="robots" content="noai, noimageai">'), ("noai", "noai")),
        (page('<META CONTENT="noimageindex" NAME="Robots">'), ("allowed", "noimageindex")),
        (page('<meta name="pairwear" content="noindex">'), ("noindex", "noindex")),
        (
            page('<meta name="x" content="y">' + "<p>none</p>" * 5000 + '<meta name="robots" content="noai">'),
            ("noai",) * 2,
        ),
        (page("<p>of no interest</p>" * 5000 + '<meta title="a > b" name="robots" content="noai">'), ("noai", "noai")),
        (page('<meta name="robots" content="noai">' + "<p>of no interest</p>" * 5000), ("noai", "noai")),
        (page('<script>\'<meta name="robots" content="noai">\'</script>'), ("allowed", "allowed")),
        (page('<meta name="googlebot" content="noai">'), ("allowed", "allowed")),
        (page("<!-- <meta name='robots' content='noai'> -->"), ("allowed", "allowed")),
        (page('<meta name="tdm-reservation" content="1">'), ("tdm_reserved", "tdm_reserved")),
        (page('<meta name="tdm-reservation" content="0">', TDM_Reservation="1"), ("allowed", "allowed")),
        (page(TDM_Reservation="1"), ("tdm_reserved", "tdm_reserved")),
    ],
)
def test_a_page_is_read_in_its_headers_and_its_meta_elements(response, expected):
    assert outcomes(response) == expected


def test_the_verdict_says_where_it_stood():
    facts, photos = Site(OPEN).page(page('<meta name="robots" content="noimageai">'), US)
    assert facts.source == "robots.txt+tdmrep.json+headers+page"
    assert photos.cell == f"refused meta:noimageai {photos.at}"


def test_noindex_on_json_keeps_an_interface_out_of_searches_and_nothing_else():
    def data(tag: str) -> TextResponse:
        return TextResponse(URL, headers={"Content-Type": "application/json", "X-Robots-Tag": tag}, body=b"{}")

    assert outcomes(data("noindex")) == ("allowed", "allowed")
    assert outcomes(data("noindex, noai")) == ("noai", "noai")


def test_a_photo_is_judged_by_its_own_host_and_its_own_headers():
    reserved = Site(OPEN, tuple(tdmrep.rules(b'[{"location": "/", "tdm-reservation": 1}]')))
    assert reserved.photo(PHOTO_URL, Headers(), US).source == "tdmrep.json:/"
    assert reserved.photo(PHOTO_URL, Headers({"tdm-reservation": "0"}), US).outcome == "allowed"
    policy = {"TDM-Reservation": "1", "TDM-Policy": "https://laden.example/policy"}
    assert Site(OPEN).photo(PHOTO_URL, Headers(policy), US).source == (
        "tdm-reservation:1;policy=https://laden.example/policy"
    )
    for tag in ("noai", "noimageai", "noindex", "noimageindex", "noml"):
        verdict = Site(OPEN).photo(PHOTO_URL, Headers({"X-Robots-Tag": tag}), US)
        assert (verdict.reason, verdict.source) == (tag, f"x-robots-tag:{tag}")
    closed = Site(robots.answered(200, b"User-agent: *\nDisallow: /*.jpg$"))
    assert closed.photo(PHOTO_URL, Headers(), US).reason == "robots_disallowed"


def test_bytes_that_only_look_like_markup_are_not_searched():
    photo = TextResponse(URL, headers={"Content-Type": "text/plain"}, body=b'<meta name="robots" content="noai">')
    assert outcomes(photo) == ("allowed", "allowed")
