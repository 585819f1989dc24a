"""Scrapy's scheduler on the ledger: requests wait in SQLite, a few at a time in memory.

So what is still to be asked for survives `kill -9` (Scrapy's own JOBDIR loses most of it), and a crawl of a million
pages takes no more memory than one of a thousand.
"""

from collections import deque
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from scrapers.ledger_pages import PRODUCT_KINDS, Page, Waiting
from scrapers.storage import Storage, storage
from scrapers.throttle import Throttle

PAGE = "ledger_page"
"""Key of a request's meta: which page of the ledger it asks for."""
UNREAD = "ledger_unread"
"""Key of a request's meta: why its answer could not be read, such as "no_product"."""
BATCH = 32
"""Requests taken from the ledger at once: more than are under way, few enough to forget."""
_KEPT = ("handle_httpstatus_all",)
"""What of a request's meta is kept in the ledger."""


def waiting(request: Request) -> Waiting:
    """A request of a spider as the ledger keeps it.

    Raises:
        ValueError: its callback has no name, or it is no plain GET; nothing could make it again.
    """
    kind = getattr(request.callback, "__name__", "")
    if not kind or request.method != "GET" or request.body:
        raise ValueError(f"{request} cannot be kept: a request for the ledger is a GET with a method of the spider")
    meta = {key: request.meta[key] for key in _KEPT if key in request.meta}
    arguments: dict[str, Any] = {"cb_kwargs": request.cb_kwargs} if request.cb_kwargs else {}
    return Waiting(Page(request.url, kind), {**arguments, **({"meta": meta} if meta else {})})


class LedgerScheduler(BaseScheduler):
    """Hands out the pages of the spider's ledger, oldest first, and of each host no more than it can take."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.ready: deque[Waiting] = deque()
        # Retries and redirects of pages that are under way; the ledger has them as asked.
        self.again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self.spider: Any = spider

    def has_pending_requests(self) -> bool:
        blocked = self.throttle.blocked()
        hosts = {
            urlsplit(url).hostname for url in (*(one.page.url for one in self.ready), *(r.url for r in self.again))
        }
        return not hosts <= set(blocked) or self.spider.queue.any_queued(blocked)

    @property
    def throttle(self) -> Throttle:
        throttle = self.crawler.get_downloader_middleware(Throttle)
        assert throttle, "scrapers.throttle.Throttle is one of DOWNLOADER_MIDDLEWARES"
        return throttle

    @cached_property
    def storage(self) -> Storage:
        return storage(self.crawler.settings)

    def enqueue_request(self, request: Request) -> bool:
        if PAGE in request.meta:
            self.again.append(request)
        else:
            self.spider.queue.queue([waiting(request)])
        return True

    def next_request(self) -> Request | None:
        """The next page whose host can take one; a host that said "later" is first asked for the same page again."""
        throttle = self.throttle
        for place, request in enumerate(self.again):
            if throttle.has_room(request.url):
                del self.again[place]
                return request
        for place, one in enumerate(self.ready):
            if throttle.has_room(one.page.url):
                del self.ready[place]
                return self._request(one)
        # What waits for a host that pauses must not stand in the way of all others.
        closed = throttle.closed()
        if sum(urlsplit(one.page.url).hostname not in closed for one in self.ready) < BATCH:
            more = self.spider.queue.take(BATCH, closed)
            self.ready.extend(more)
            return self.next_request() if more else None
        return None

    def _request(self, one: Waiting) -> Request:
        callback, errback = getattr(self.spider, one.page.kind), self.spider.unanswered
        request = Request(one.page.url, callback, errback=errback, cb_kwargs=one.arguments.get("cb_kwargs"))
        request.meta.update({**one.arguments.get("meta", {}), PAGE: one.page})
        if self.spider.refresh and one.page.kind in PRODUCT_KINDS:
            self._ask_whether_changed(request, one)
        return request

    def _ask_whether_changed(self, request: Request, one: Waiting) -> None:
        """Ask conditionally, unless the page has to be read in any case: for its photos, or by a newer parser."""
        queue, url = self.spider.queue, one.page.url
        if one.reading != self.spider.reading or queue.photos_open(url):
            return
        if not all(self.storage.holds(path) for path in queue.photos_stored(url)):
            return  # a file that somebody took away
        for name, value in (("If-None-Match", one.etag), ("If-Modified-Since", one.last_modified)):
            if value:
                request.headers[name] = value
