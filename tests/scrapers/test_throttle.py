"""How a crawl gives way, one host at a time."""

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from scrapers import throttle as module
from scrapers.spiders.arguments import Part
from scrapers.throttle import ASKING, BLOCKED, CALM, HostBlockedError, Throttle

HOST = "www.laden.example"
URL = f"https://{HOST}/p/1"


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def throttle(clock) -> Throttle:
    """With the numbers of settings.py."""
    from scrapers import settings

    crawler = SimpleNamespace(settings=Settings())
    crawler.spider = SimpleNamespace(crawler=crawler, part=Part())
    crawler.settings.setmodule(settings)
    crawler.stats = MemoryStatsCollector(SimpleNamespace(settings=crawler.settings))
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={}, active=set()))
    return Throttle(crawler)


def hear(throttle: Throttle, status: int, url: str = URL, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    throttle.heard(Response(url, status, headers=named), Request(url))


def wait(throttle: Throttle, clock: Clock, host: str = HOST) -> float:
    return max(0.0, throttle.hosts[host].slot.paused_until - clock.now)


def test_retry_after_is_the_wait_and_nothing_else_changes(throttle, clock, caplog):
    hear(throttle, 429, Retry_After="12")
    slot = throttle.hosts[HOST].slot
    assert (wait(throttle, clock), slot.delay) == (12, 2)
    assert caplog.messages == [f"{HOST} answered 429, Retry-After 12 s; nothing is asked of it for 12 s"]
    # What Scrapy's downloader makes of it: the time until the next request leaves.
    slot.lastseen = clock.now - 1
    assert slot.download_delay() - clock.now + slot.lastseen == 12


def test_a_wait_longer_than_the_limit_is_cut_and_both_are_said(throttle, clock, caplog):
    hear(throttle, 503, Retry_After="86400")
    assert wait(throttle, clock) == 3600
    assert caplog.messages == [
        f"{HOST} answered 503, Retry-After 86400 s; nothing is asked of it for 3600 s (THROTTLE_LONGEST_WAIT)"
    ]


def test_without_retry_after_waits_and_delays_double_up_to_their_bounds(throttle, clock, caplog):
    waits, delays = [], []
    for _ in range(4):
        hear(throttle, 429)
        waits.append(wait(throttle, clock))
        delays.append(throttle.hosts[HOST].slot.delay)
        clock.now += waits[-1]
    assert (waits, delays) == ([5, 10, 20, 40], [4, 8, 16, 32])
    assert caplog.messages[0] == f"{HOST} answered 429; nothing is asked of it for 5 s, then one request every 4 s"
    for _ in range(12):
        hear(throttle, 200)
        clock.now += 3600
        hear(throttle, 503)
    assert throttle.hosts[HOST].slot.delay == 60


def test_a_delay_that_was_doubled_comes_back_while_the_host_answers(throttle, clock):
    hear(throttle, 503)
    hear(throttle, 200)
    slot = throttle.hosts[HOST].slot
    assert slot.delay == 4
    for _ in range(CALM):
        hear(throttle, 200)
    assert slot.delay == 2


def test_what_was_under_way_when_a_host_refused_does_not_count_again(throttle):
    others = [Request(f"{URL}{number}") for number in range(3)]
    hear(throttle, 200)
    throttle.hosts[HOST].slot.transferring = {*others}
    hear(throttle, 429, Retry_After="1")
    for request in others:
        throttle.heard(Response(request.url, 429), request)
    assert throttle.hosts[HOST].refusals == 1


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_host_that_never_answered_is_given_up_after_five_refusals(throttle, clock, caplog, status):
    for _ in range(5):
        clock.now += 3600
        hear(throttle, status)
    assert throttle.crawler.stats.get_value(BLOCKED) == {HOST: f"refused 5 requests in a row (last: {status})"}
    assert caplog.messages[-1] == (
        f"{HOST} refused 5 requests in a row (last: {status}); nothing more is asked of it in this crawl"
    )
    with pytest.raises(HostBlockedError) as error:
        throttle.process_request(Request(URL))
    assert str(error.value) == f"{URL}: refused 5 requests in a row (last: {status})"
    throttle.process_request(Request("https://other.example/"))
    assert (throttle.blocked(), throttle.closed()) == ([HOST], [HOST])


def test_a_host_that_answered_before_gets_a_pause_and_one_more_chance(throttle, clock, caplog):
    hear(throttle, 200)
    for _ in range(5):
        hear(throttle, 403)
    assert caplog.messages == [
        f"{HOST} refused 5 requests in a row (last: 403); nothing is asked of it for 3600 s (THROTTLE_PAUSE)"
    ]
    assert (wait(throttle, clock), throttle.closed(), throttle.blocked()) == (3600, [HOST], [])
    clock.now += 3601
    assert throttle.closed() == []
    hear(throttle, 403)
    assert throttle.crawler.stats.get_value(BLOCKED) == {HOST: "refused again after a pause of 3600 s (last: 403)"}


def test_an_answer_after_the_pause_begins_the_count_anew(throttle, clock):
    hear(throttle, 200)
    for status in (403,) * 5 + (200,) + (403,) * 4:
        hear(throttle, status)
        clock.now += 3601
    assert throttle.blocked() == []


def test_single_refusals_between_answers_end_nothing(throttle):
    for _ in range(30):
        hear(throttle, 403)
        hear(throttle, 404)
    assert (throttle.blocked(), throttle.closed()) == ([], [])


def test_a_robots_txt_that_is_forbidden_is_no_refusal(throttle):
    for _ in range(9):
        throttle.heard(Response(URL, 403), Request(URL, meta={ASKING: True}))
    assert throttle.blocked() == []


def test_a_refused_request_is_asked_again_and_given_up_in_the_end(throttle):
    request: Request | Response = Request(URL)
    for _ in range(5):
        request = throttle.process_response(request, Response(URL, 429))
        assert isinstance(request, Request)
    assert throttle.process_response(request, Response(URL, 429)).status == 429
    assert throttle.process_response(Request(URL), Response(URL, 500)).status == 500


def test_a_redirect_to_another_host_waits_in_that_hosts_slot(throttle):
    """Scrapy copies the slot with the rest of the meta, so that a photo host's answers would be paced by the shop's."""
    request = Request("https://img01.ztat.net/1.jpg", meta={"download_slot": HOST})
    throttle.process_request(request)
    assert request.meta["download_slot"] == "img01.ztat.net"
    slot = throttle.crawler.engine.downloader.slots["img01.ztat.net"]
    assert (slot.concurrency, slot.delay, slot.jitter) == (4, 0.25, 0.5)


def test_a_slot_that_the_downloader_forgot_comes_back_as_it_was(throttle, clock):
    throttle.process_request(Request(URL))
    hear(throttle, 429, Retry_After="90")
    slots = throttle.crawler.engine.downloader.slots
    slots.clear()  # after a minute without a request
    throttle.process_request(Request(URL))
    assert slots[HOST].paused_until == clock.now + 90


def test_a_crawl_delay_is_a_floor_that_jitter_does_not_go_below(throttle, caplog):
    caplog.set_level("INFO")
    throttle.slow_down(URL, 10)
    slot = throttle.hosts[HOST].slot
    slot.lastseen = module.monotonic()
    assert {slot.download_delay() for _ in range(50)} == {10}
    throttle.slow_down("https://slow.example/", 90_000)
    assert throttle.hosts["slow.example"].slot.least == 3600
    assert caplog.messages == [
        f"{HOST} asks for 10 s between requests (robots.txt)",
        "slow.example asks for 90000 s between requests (robots.txt), of which 3600 s are kept (THROTTLE_LONGEST_WAIT)",
    ]
    # What is cut is said without -L INFO, too.
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]


def test_who_stops_a_crawl_is_told_which_hosts_pause_and_how_long(throttle, clock):
    hear(throttle, 429, Retry_After="12")
    hear(throttle, 200, "https://open.example/")
    clock.now += 2
    assert throttle.pauses() == {HOST: 10}
    clock.now += 10
    assert throttle.pauses() == {}


def test_shares_of_a_store_keep_its_crawl_delay_together(throttle, caplog):
    caplog.set_level("INFO")
    throttle.crawler.spider.part = Part(3, 16)
    throttle.slow_down(URL, 10)
    assert throttle.hosts[HOST].slot.least == 160
    assert caplog.messages == [f"{HOST} asks for 10 s between requests (robots.txt), from 16 shares: 160 s"]
