"""Requests wait in the ledger and come out of it as they went in; what comes out of a page goes in as one."""

import asyncio
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import TextResponse
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from curation.schema import RawProduct
from scrapers.crawl import share_delays
from scrapers.frontier import Frontier
from scrapers.ledger_pages import Fetched
from scrapers.pages.item import ProductItem
from scrapers.scheduler import BATCH, PAGE, UNREAD, LedgerScheduler, waiting
from scrapers.spiders.arguments import Part
from scrapers.spiders.zalando import ZalandoSpider

URL = "https://www.zalando.de/kleid.html"


@pytest.fixture
def crawler(tmp_path):
    return get_crawler(ZalandoSpider, {"WORKSPACE": str(tmp_path)})


@pytest.fixture
def spider(crawler):
    crawler.spider = ZalandoSpider.from_crawler(crawler, refresh="yes")
    yield crawler.spider
    crawler.spider.ledger.close()


class Open:
    """A throttle that lets everything through."""

    def has_room(self, url: str) -> bool:
        return True

    def closed(self) -> list[str]:
        return []

    blocked = closed


@pytest.fixture
def scheduler(crawler, spider, monkeypatch):
    monkeypatch.setattr(LedgerScheduler, "throttle", Open())
    opened = LedgerScheduler.from_crawler(crawler)
    opened.open(spider)
    return opened


def test_a_request_comes_out_as_it_went_in(scheduler, spider):
    given = spider.ask(URL, spider.parse, category="kleider").replace(meta={"handle_httpstatus_all": True})
    assert not scheduler.has_pending_requests()
    scheduler.enqueue_request(given)
    assert scheduler.has_pending_requests()
    found = scheduler.next_request()
    assert (found.url, found.callback, found.errback) == (given.url, given.callback, given.errback)
    assert found.cb_kwargs == {"category": "kleider"}
    assert found.meta["handle_httpstatus_all"] is True
    assert scheduler.next_request() is None


def test_a_retry_comes_before_pages_that_were_not_asked_for_yet(scheduler, spider):
    for number in range(3):
        scheduler.enqueue_request(spider.ask(f"{URL}?{number}", spider.parse))
    first = scheduler.next_request()
    scheduler.enqueue_request(first.replace(dont_filter=True))
    assert [scheduler.next_request().url[-1] for _ in range(3)] == ["0", "1", "2"]


class Busy(Open):
    """One host pauses, the others have no room just now."""

    def has_room(self, url: str) -> bool:
        return False

    def closed(self) -> list[str]:
        return ["www.zalando.de"]


def test_what_waits_for_a_host_that_pauses_is_passed_over_and_little_is_held_in_memory(scheduler, spider, monkeypatch):
    for host in ("www.zalando.de", "other.example"):
        for number in range(5 * BATCH):
            scheduler.enqueue_request(spider.ask(f"https://{host}/{number}", spider.parse))
    assert scheduler.next_request().url == "https://www.zalando.de/0"
    monkeypatch.setattr(LedgerScheduler, "throttle", Busy())
    for _ in range(9):
        assert scheduler.next_request() is None
    hosts = [urlsplit(one.page.url).hostname for one in scheduler.ready]
    assert (hosts.count("www.zalando.de"), hosts.count("other.example")) == (BATCH - 1, BATCH)


@pytest.mark.parametrize(
    "request_",
    [Request(URL, lambda response: None, method="POST"), Request(URL), Request(URL, lambda response: None, body=b"x")],
)
def test_a_request_that_nothing_could_make_again_is_a_fault_of_the_spider(request_):
    with pytest.raises(ValueError, match="cannot be kept: a request for the ledger is a GET with a method of the"):
        waiting(request_)


@pytest.mark.parametrize(
    ("reading", "headers"),
    [("zalando/1", {b"If-None-Match": [b'"a"'], b"If-Modified-Since": [b"Tue, 05 Sep 2023"]}), ("zalando/0", {})],
)
def test_only_what_the_present_parser_read_is_asked_for_conditionally(scheduler, spider, reading, headers):
    scheduler.enqueue_request(spider.ask(URL, spider.parse_product))
    page = scheduler.next_request().meta[PAGE]
    spider.queue.finish(page, "done", fetched=Fetched("", '"a"', "Tue, 05 Sep 2023", reading))
    spider.queue.queue_again([URL])
    assert dict(scheduler.next_request().headers) == headers


def output(frontier, response, result):
    """What the middleware hands on of a callback's output."""

    async def given():
        for one in result:
            if isinstance(one, Exception):
                raise one
            yield one

    async def collected():
        return [one async for one in frontier.process_spider_output(response, given())]

    return asyncio.run(collected())


@pytest.fixture
def asked(scheduler, spider):
    """An answer for a page that has been asked for."""
    scheduler.enqueue_request(spider.ask(URL, spider.parse_product))
    return TextResponse(URL, request=scheduler.next_request(), headers={"ETag": '"b"'})


def state(spider):
    return spider.ledger._db.execute("SELECT url, status, reason, etag FROM pages ORDER BY rowid").fetchall()


def test_requests_are_kept_and_products_handed_on_and_the_page_is_done_after_the_last(crawler, spider, asked):
    frontier = Frontier(crawler)
    items = [ProductItem(RawProduct("zalando", number), []) for number in ("a", "b")]
    assert output(frontier, asked, [items[0], spider.ask(f"{URL}?2", spider.parse), items[1]]) == items
    assert [item.page for item in items] == [URL, URL]
    assert state(spider) == [(URL, "asked", "", ""), (f"{URL}?2", "queued", "", "")]
    frontier.item_through(items[0], asked)
    assert state(spider)[0][1] == "asked"
    frontier.item_through(items[1], asked)
    assert state(spider)[0] == (URL, "done", "", '"b"')


def test_a_page_of_which_a_product_was_lost_has_failed(crawler, spider, asked):
    frontier = Frontier(crawler)
    items = [ProductItem(RawProduct("zalando", number), []) for number in ("a", "b")]
    output(frontier, asked, items)
    frontier.item_lost(items[0], asked)
    frontier.item_through(items[1], asked)
    assert state(spider) == [(URL, "failed", "item_error", "")]


def test_a_page_that_no_rule_reads_has_failed(crawler, spider, asked):
    asked.meta[UNREAD] = "no_product"
    assert output(Frontier(crawler), asked, []) == []
    assert state(spider) == [(URL, "failed", "no_product", "")]


def test_a_fault_of_ours_costs_one_page_and_nothing_of_it_is_kept_by_half(crawler, spider, asked):
    with pytest.raises(KeyError):
        output(Frontier(crawler), asked, [spider.ask(f"{URL}?2", spider.parse), KeyError("price")])
    assert state(spider) == [(URL, "failed", "callback_key", "")]
    assert crawler.stats.get_value("schema_errors/callback_key") == 1


def test_a_page_at_which_the_crawl_was_stopped_is_asked_for_again(crawler, spider, asked):
    with pytest.raises(CloseSpider):
        output(Frontier(crawler), asked, [CloseSpider("blocked")])
    assert state(spider) == [(URL, "asked", "", "")]
    again = spider.ledger.crawls.begin('{"refresh": "yes"}', "", "")
    assert (again.resumed, state(spider)) == (True, [(URL, "queued", "", "")])


def test_an_address_that_is_none_is_counted_and_costs_nothing_else(spider):
    assert not spider.wants("kein-schema")
    assert spider.wants(URL)
    assert spider.crawler.stats.get_value("schema_errors/address:unusable") == 1


def test_shares_of_a_store_wait_as_many_times_longer(tmp_path):
    slots = {"img.example": {"concurrency": 4, "delay": 0.25}, "other.example": {"concurrency": 1}}
    settings = Settings({"DOWNLOAD_DELAY": 2.0, "DOWNLOAD_SLOTS": slots})
    share_delays(settings, Part(3, 16))
    assert settings.getfloat("DOWNLOAD_DELAY") == 32.0
    assert settings.getdict("DOWNLOAD_SLOTS") == {
        "img.example": {"concurrency": 4, "delay": 4.0},
        "other.example": {"concurrency": 1},
    }
