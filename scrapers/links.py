"""Fetch the photos that a list names, and nothing else: by the gate, throttle and pipeline of a crawl of a store."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler

from curation import tables
from curation.errors import CrawlError
from curation.schema import Link, RawImage, RawProduct
from scrapers.pages.item import ProductItem
from scrapers.progress import Progress
from scrapers.spiders.store import StoreSpider
from scrapers.throttle import Throttle

NAME = "links"
ROOM = 8
"""Photos of one host that are under way: its slot lets one go at a time, the others are ready for it."""
ALL = 128
"""Photos under way at all hosts together."""

SETTLED_S = 0.1
"""After which an item that is through counts as such."""


class LinksSpider(StoreSpider):
    """Asks for each photo of a list once; each is an item of its own, since no page leads to it."""

    name = NAME
    accepts: ClassVar[tuple[str, ...]] = ("list",)

    def choose(self, given: Mapping[str, str]) -> None:
        """Read the list.

        Raises:
            PairwearError: it is missing, a row cannot be read, or a name stands in it twice.
        """
        path = Path(given["list"])
        rows = tables.read(path, Link)
        self.links: dict[str, deque[Link]] = {}
        for row in rows:
            self.links.setdefault(urlsplit(row.url).hostname or "", deque()).append(row)
        self.under_way = dict.fromkeys(self.links, 0)
        self.wanted = len(rows)
        if len({row.id for row in rows}) < len(rows):
            raise CrawlError(f"{path} names a photo twice; each id stands for one file")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.through = asyncio.Event()
        for signal in (signals.item_scraped, signals.item_error, signals.item_dropped):
            crawler.signals.connect(spider.one_through, signal)
        return spider

    through: asyncio.Event
    """Set whenever a photo is through."""

    @property
    def reading(self) -> str:
        return NAME

    async def start(self) -> AsyncIterator[Any]:
        while any(self.links.values()) or any(self.under_way.values()):
            host = self._open_host()
            if host is None:
                self.through.clear()
                await self.through.wait()
                continue
            self.under_way[host] += 1
            yield self._item(self.links[host].popleft())

    def _open_host(self) -> str | None:
        """The host with the fewest photos under way that can take one more; None while none can."""
        left = [host for host, links in self.links.items() if links and self.under_way[host] < ROOM]
        under_way = sum(self.under_way.values())
        if not left or under_way >= ALL:
            return None
        throttle = self.crawler.get_downloader_middleware(Throttle)
        assert throttle, "scrapers.throttle.Throttle is one of DOWNLOADER_MIDDLEWARES"
        # What is asked of a host that pauses waits in the downloader: meanwhile others can be asked.
        pausing = set(throttle.pauses())
        awake = [host for host in left if host not in pausing]
        if not awake and under_way:
            return None
        return min(awake or left, key=self.under_way.__getitem__)

    def _item(self, link: Link) -> ProductItem:
        # Two hex digits of the name: no folder gets more than a 256th of all photos.
        product = RawProduct(store=NAME, id=link.id, product_url=link.url, category=link.id[:2], img_url=link.url)
        return ProductItem(product, [RawImage(NAME, link.id, 0, role="product", url=link.url, key=link.id)])

    def one_through(self, item: ProductItem) -> None:
        self.under_way[urlsplit(item.product.product_url).hostname or ""] -= 1
        self.through.set()
        asyncio.get_running_loop().call_later(SETTLED_S, self._let_close)

    def _let_close(self) -> None:
        """Tell Scrapy, where it is closing, that no item is under way any more.

        It looks for that only when it has read a page (2.19, `Scraper._check_if_closing`), and here are none: a crawl
        that is stopped would wait for ever.
        """
        assert self.crawler.engine
        slot = self.crawler.engine.scraper.slot
        if slot is None or slot.closing is None or slot.closing.called:
            return
        if slot.is_idle():
            slot.closing.callback(self)
        else:
            asyncio.get_running_loop().call_later(SETTLED_S, self._let_close)


class LinkProgress(Progress):
    """Says how many photos are through."""

    def now(self) -> str:
        assert self.crawler.stats
        spider: Any = self.crawler.spider
        counts = {name: self.crawler.stats.get_value(f"images/{name}", 0) for name in ("done", "failed", "refused")}
        through = self.crawler.stats.get_value("item_scraped_count", 0)
        words = ", ".join(f"{count} {'stored' if name == 'done' else name}" for name, count in counts.items())
        return f"{through} of {spider.wanted} photos: {words}"
