"""What comes out of a page goes into the ledger in one piece: where it leads to, and that it has been read.

A listing counts as done together with everything it names; a page with products when the last of them is through. A
crawl that is killed in between reads the page again and finds what it has.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from curation.workspace import Workspace
from scrapers.consent.pages import REFUSED_META
from scrapers.consent.verdict import Verdict
from scrapers.health import findings, floors, measure
from scrapers.images import reason_of
from scrapers.ledger_crawls import FINISHED, now
from scrapers.ledger_pages import Fetched, Page, Waiting
from scrapers.pages.item import ProductItem
from scrapers.scheduler import PAGE, UNREAD, waiting
from scrapers.storage import storage
from scrapers.throttle import BLOCKED

EXPORT_ERROR = "export_error"
"""The stat that says why the tables could not be written."""
HEALTH = "health"
"""The stat that holds what the crawl brought."""
FINDINGS = "health_findings"
"""The stat that lists what lies below the floors."""


@dataclass
class _Open:
    """A page whose products are on their way."""

    fetched: Fetched
    left: int
    seen: list[str]
    failed: bool = False


class Frontier:
    """Spider middleware: keeps requests, hands on products, and closes the books when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.open: dict[Page, _Open] = {}
        crawler.signals.connect(self.item_through, signals.item_scraped)
        crawler.signals.connect(self.item_lost, signals.item_error)
        crawler.signals.connect(self.item_lost, signals.item_dropped)
        crawler.signals.connect(self.close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> Any:
        return self.crawler.spider

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Only products are handed on; requests wait in the ledger."""
        page = response.meta.get(PAGE)
        if page is None:  # the page has its outcome: what follows was said by the errback
            async for one in result:
                yield one
            return
        found: list[Waiting] = []
        items: list[ProductItem] = []
        try:
            async for one in result:
                if isinstance(one, Request):
                    found.append(waiting(one))
                else:
                    one.page = page.url
                    items.append(one)
        except CloseSpider:
            raise
        except Exception as error:
            self._failed(page, error)
            raise
        self._enter(page, response, found, len(items))
        for item in items:
            yield item

    def _enter(self, page: Page, response: Response, found: list[Waiting], items: int) -> None:
        """The page's outcome, or, where products are to follow, what it leads to."""
        spider, unread = self.spider, response.meta.get(UNREAD, "")
        refused: Verdict | None = response.meta.get(REFUSED_META)
        header = {name: (response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")}
        fetched = Fetched(now(), header["ETag"], header["Last-Modified"], spider.reading)
        if items:
            spider.queue.queue(found)
            self.open[page] = _Open(fetched, items, spider.seen)
        elif refused:
            spider.queue.finish(page, "refused", refused.reason, found=found, seen=spider.seen, consent=refused.cell)
        elif unread:
            spider.queue.finish(page, "failed", unread, found=found, seen=spider.seen)
        else:
            spider.queue.finish(page, "done", fetched=fetched, found=found, seen=spider.seen)
        spider.fresh, spider.seen = set(), []

    def _failed(self, page: Page, error: Exception) -> None:
        reason = f"callback_{reason_of(error)}"
        self.spider.queue.finish(page, "failed", reason)
        self.spider.count(f"schema_errors/{reason}")
        self.spider.fresh, self.spider.seen = set(), []
        self.spider.accepted = self.spider.accepted_before()

    def item_through(self, item: ProductItem, response: Response | None) -> None:
        self._one_less(response)

    def item_lost(self, item: ProductItem, response: Response | None) -> None:
        self._one_less(response, failed=True)

    def _one_less(self, response: Response | None, *, failed: bool = False) -> None:
        page = response.meta.get(PAGE) if response else None
        if page not in self.open:
            return
        state = self.open[page]
        state.left -= 1
        state.failed = state.failed or failed
        if state.left:
            return
        del self.open[page]
        if state.failed:
            self.spider.queue.finish(page, "failed", "item_error", seen=state.seen)
        else:
            self.spider.queue.finish(page, "done", fetched=state.fetched, seen=state.seen)

    def close(self, reason: str) -> None:
        """Write the tables, then enter how the crawl ended: one that was killed in between writes them again."""
        spider, stats = self.spider, self.crawler.stats
        assert stats
        try:
            spider.ledger.export(spider.raw)
            kept = storage(self.crawler.settings)
            for table in (spider.raw.products, spider.raw.images):
                kept.publish(Workspace(Path(self.crawler.settings["WORKSPACE"])).relative(table))
        except Exception as error:  # a full disk, a bucket that went away: said at the end, never "finished"
            stats.set_value(EXPORT_ERROR, str(error))
            reason = EXPORT_ERROR
        if reason == FINISHED and stats.get_value(BLOCKED):
            reason = "blocked"
        summary = measure(spider.ledger, spider.crawl, spider.queue)
        if not (reason == FINISHED and spider.whole) or summary["unlisted"]:
            summary["vanished"] = 0  # a listing that was not read may name them still
        stats.set_value(HEALTH, summary)
        if reason == FINISHED:
            past = spider.ledger.crawls.last_finished(spider.crawl)
            stats.set_value(FINDINGS, findings(summary, past, floors(self.crawler.settings)))
        spider.ledger.crawls.end(spider.crawl, reason, now(), summary)
        spider.ledger.close()
