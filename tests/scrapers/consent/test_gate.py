"""The gate before every request, without a crawl around it."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, StopDownload
from scrapy.http import Headers, Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from scrapers.consent import gate as module
from scrapers.consent.gate import LASTS_S, PHOTO_META, ConsentGate, RefusedError
from scrapers.throttle import ASKING

PHOTO = "https://bilder.laden.example/1.jpg"


class Hosts:
    """What hosts answer to robots.txt and tdmrep.json, in place of Scrapy's engine; an error is raised."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        assert request.meta[ASKING]
        self.asked.append(request.url)
        await asyncio.sleep(0)
        answer = self.answers.get("robots" if request.url.endswith("/robots.txt") else "tdmrep", (404, b""))
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return Response(request.url, status, body=body)


def gate(hosts: Hosts, **settings: object) -> ConsentGate:
    given = {"ROBOTSTXT_OBEY": True, "CONSENT_NAMES": ["pairwear"], "CONSENT_OPT_OUTS": 3, **settings}
    crawler = SimpleNamespace(settings=Settings(given), engine=hosts, get_downloader_middleware=lambda kind: None)
    crawler.stats = MemoryStatsCollector(SimpleNamespace(settings=crawler.settings))
    return ConsentGate(crawler)


def passes(gate: ConsentGate, *urls: str) -> list[str]:
    """What becomes of requests that come together: "" where one may be made, else its reason."""

    async def one(url: str) -> str:
        try:
            await gate.process_request(Request(url, meta={PHOTO_META: url}))
        except RefusedError as error:
            return error.verdict.reason
        return ""

    async def together() -> list[str]:
        return await asyncio.gather(*map(one, urls))

    return asyncio.run(together())


def test_a_host_is_asked_once_however_many_wait():
    hosts = Hosts()
    assert passes(gate(hosts), *[f"https://a.example/{n}" for n in range(5)], "https://b.example/") == [""] * 6
    assert hosts.asked.count("https://a.example/robots.txt") == 1
    assert hosts.asked.count("https://a.example/.well-known/tdmrep.json") == 1
    assert len(hosts.asked) == 4


def test_a_host_is_asked_again_after_a_day(monkeypatch):
    hosts, clock = Hosts(), SimpleNamespace(now=0.0)
    monkeypatch.setattr(module, "monotonic", lambda: clock.now)
    asker = gate(hosts)
    for now, asked in ((0.0, 1), (LASTS_S - 1.0, 1), (LASTS_S + 1.0, 2)):
        clock.now = now
        passes(asker, PHOTO)
        assert hosts.asked.count("https://bilder.laden.example/robots.txt") == asked


def test_what_comes_while_a_host_is_asked_again_is_judged_by_what_it_said_before(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(module, "monotonic", lambda: clock.now)
    asker = gate(Hosts())

    async def across_the_day() -> str:
        await asker.process_request(Request(PHOTO))
        clock.now = LASTS_S + 1.0
        asking = asyncio.ensure_future(asker.process_request(Request(PHOTO)))
        await asyncio.sleep(0)
        verdict = asker.photo(PHOTO, Headers({"X-Robots-Tag": "noai"}))
        assert not asking.done()
        await asking
        return verdict.reason

    assert asyncio.run(across_the_day()) == "noai"


def test_what_robots_txt_forbids_is_refused_with_its_verdict():
    asker = gate(Hosts(robots=(200, b"User-agent: *\nDisallow: /")))
    with pytest.raises(RefusedError) as error:
        asyncio.run(asker.process_request(Request(PHOTO)))
    assert str(error.value) == f"{PHOTO}: robots_disallowed (robots.txt)"
    agreed = {"CONSENT_OVERRIDE": "robots.txt", "CONSENT_REASON": "letter"}
    assert passes(gate(Hosts(robots=(200, b"User-agent: *\nDisallow: /")), **agreed), PHOTO) == [""]


def test_a_host_that_does_not_answer_is_refused_for_now_and_not_asked_for_more(caplog):
    hosts = Hosts(robots=DownloadTimeoutError("x"))
    assert passes(gate(hosts), PHOTO) == ["robots_unreachable"]
    assert hosts.asked == ["https://bilder.laden.example/robots.txt"]
    assert caplog.messages == [
        "https://bilder.laden.example/robots.txt cannot be had (robots.txt:DownloadTimeoutError), "
        "which means: nothing is allowed"
    ]


def test_a_tdmrep_json_that_cannot_be_had_reserves_nothing():
    asker = gate(Hosts(tdmrep=DownloadTimeoutError("x")))
    assert passes(asker, PHOTO) == [""]
    assert asker.photo(PHOTO, Headers()).outcome == "allowed"


@pytest.mark.parametrize("headers", [{"X-Robots-Tag": "noimageai"}, {"tdm-reservation": "1"}])
def test_the_body_of_a_photo_that_may_not_be_kept_does_not_come(headers):
    asker = gate(Hosts())
    passes(asker, PHOTO)
    # A replay asks under another address; what is judged is the one in the meta.
    request = Request("http://127.0.0.1:8018/bilder.laden.example/1.jpg", meta={PHOTO_META: PHOTO})
    with pytest.raises(StopDownload):
        asker.headers_received(Headers(headers), request)
    asker.headers_received(Headers({"X-Robots-Tag": "nofollow"}), request)
    asker.headers_received(Headers(headers), Request(PHOTO))


def test_after_so_many_opt_outs_in_a_row_a_host_is_not_asked(caplog):
    asker = gate(Hosts())
    passes(asker, PHOTO)
    no, yes = Headers({"X-Robots-Tag": "noai"}), Headers()
    for headers in (no, no, yes, no, no):
        asker.photo(PHOTO, headers)
    assert passes(asker, PHOTO) == [""]
    asker.photo(PHOTO, no)
    assert passes(asker, PHOTO, "https://other.example/1.jpg") == ["host_opted_out", ""]
    assert caplog.messages == [
        "https://bilder.laden.example said no to 3 in a row (last: x-robots-tag:noai); nothing more is asked of it in "
        "this crawl"
    ]
