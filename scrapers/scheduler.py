"""Scrapy's scheduler on the ledger: requests wait in SQLite, a few at a time in memory.

So what is still to be asked for survives `kill -9` (Scrapy's own JOBDIR loses most of it), and a crawl of a million
pages takes no more memory than one of a thousand.
"""

from collections import deque
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from scrapers.ledger_pages import PRODUCT_KINDS, Page, Waiting

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
    """Hands out the pages of the spider's ledger, oldest first."""

    def __init__(self) -> None:
        self.ready: deque[Waiting] = deque()
        # Retries and redirects of pages that are under way; the ledger has them as asked.
        self.again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

    def open(self, spider: Spider) -> None:
        self.spider: Any = spider

    def has_pending_requests(self) -> bool:
        return bool(self.ready or self.again) or self.spider.queue.any_queued()

    def enqueue_request(self, request: Request) -> bool:
        if PAGE in request.meta:
            self.again.append(request)
        else:
            self.spider.queue.queue([waiting(request)])
        return True

    def next_request(self) -> Request | None:
        """The next page; a retry waits for those that were taken before it."""
        if not self.ready and self.again:
            return self.again.popleft()
        if not self.ready:
            self.ready.extend(self.spider.queue.take(BATCH))
        return self._request(self.ready.popleft()) if self.ready else None

    def _request(self, one: Waiting) -> Request:
        callback, errback = getattr(self.spider, one.page.kind), self.spider.unanswered
        request = Request(one.page.url, callback, errback=errback, cb_kwargs=one.arguments.get("cb_kwargs"))
        request.meta.update({**one.arguments.get("meta", {}), PAGE: one.page})
        if self.spider.refresh and one.page.kind in PRODUCT_KINDS:
            self._ask_whether_changed(request, one)
        return request

    def _ask_whether_changed(self, request: Request, one: Waiting) -> None:
        """Ask conditionally, unless the page has to be read in any case: for its photos, or by a newer parser."""
        if one.reading != self.spider.reading or self.spider.queue.photos_open(one.page.url):
            return
        for name, value in (("If-None-Match", one.etag), ("If-Modified-Since", one.last_modified)):
            if value:
                request.headers[name] = value
