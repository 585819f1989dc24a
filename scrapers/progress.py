"""How far a crawl is: one live line on a terminal, a plain line a minute anywhere else; both on standard error."""

import atexit
import logging
import sys
import time
from collections import deque
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from scrapers.scheduler import PAGE
from scrapers.throttle import Throttle

LIVE_S = 0.5
"""Between two pictures of the live line."""
WINDOW_S = 60.0
"""Over how long the rate is measured."""
STOPPING = "stopping: what is under way is finished and the tables are written; Ctrl-C again stops at once"
PAUSED = "nothing is asked of {host} for another {wait:.0f} s, and what is under way waits; Ctrl-C again loses nothing"


class Rate:
    """Pages a minute over the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def per_minute(self, at: float, pages: int) -> float:
        """The rate when `pages` have come by the moment `at`, in seconds; 0 before there is one."""
        self._seen.append((at, pages))
        while at - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()
        first, then = self._seen[0]
        return 60 * (pages - then) / (at - first) if at > first else 0.0


def line(store: str, pages: int, products: int, photos: int, rate: float, waiting: int, *, more: bool) -> str:
    """A crawl in one line. `waiting`: pages in the queue; `more`: listings among them, so that there will be others.

    >>> line("zalando", 120, 80, 400, 30.0, 60, more=True)
    'zalando: 120 pages, 80 products, 400 photos, 30 pages/min, at least 2 min left'
    """
    left = ""
    if rate and waiting:
        minutes = waiting / rate
        words = (
            f"{minutes / 60:.1f} h" if minutes >= 90 else f"{minutes:.0f} min" if minutes >= 1 else "less than 1 min"
        )
        left = f", {'at least ' if more and minutes >= 1 else ''}{words} left"
    return f"{store}: {pages} pages, {products} products, {photos} photos, {rate:.0f} pages/min{left}"


class Progress:
    """Extension that shows the line; the setting PROGRESS_SECONDS says how often without a terminal, 0 = never."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.pages = 0
        self.rate = Rate()
        self.live: Live | None = None
        self.told = False
        self.every_s = crawler.settings.getfloat("PROGRESS_SECONDS")
        self.spoken = time.monotonic()
        crawler.signals.connect(self.start, signals.spider_opened)
        crawler.signals.connect(self.page_came, signals.response_received)
        crawler.signals.connect(self.stop, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def start(self) -> None:
        console = Console(stderr=True)
        if console.is_terminal:
            self.live = Live("", console=console, refresh_per_second=4, transient=True)
            self.live.start()
            # A crawl that is stopped at once closes nothing; the terminal still wants its cursor back.
            atexit.register(self.live.stop)
            _log_above(sys.stderr)
        self.clock = create_looping_call(self.tick)
        self.clock.start(LIVE_S, now=False)

    def page_came(self, response: Response, request: Request) -> None:
        self.pages += PAGE in request.meta

    def tick(self) -> None:
        """Show the line, where it is time."""
        engine = self.crawler.engine
        if engine and not engine.running and not self.told:
            self.told = True
            sys.stderr.write(f"{STOPPING}\n")
            throttle = self.crawler.get_downloader_middleware(Throttle)
            for host, wait in throttle.pauses().items() if throttle else ():
                sys.stderr.write(f"{PAUSED.format(host=host, wait=wait)}\n")
        text = self.now()
        if self.live:
            self.live.update(Text(text))
        elif self.every_s and time.monotonic() - self.spoken >= self.every_s:
            self.spoken = time.monotonic()
            sys.stderr.write(f"{text}\n")

    def now(self) -> str:
        """The line as it is at this moment."""
        assert self.crawler.stats
        spider: Any = self.crawler.spider
        products, photos = (self.crawler.stats.get_value(name, 0) for name in ("item_scraped_count", "images/done"))
        rate = self.rate.per_minute(time.monotonic(), self.pages)
        queue = spider.queue
        return line(spider.name, self.pages, products, photos, rate, queue.waiting(), more=queue.any_listing())

    def stop(self) -> None:
        # The ledger is closed at the same signal: nothing may ask it any more.
        if self.clock.running:
            self.clock.stop()
        if self.live:
            self.live.stop()
            self.live = None
            _log_above(sys.__stderr__)


def _log_above(stream: Any) -> None:
    """Let log lines stand above the live line instead of in it: rich has put a stream of its own in place."""
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
            handler.setStream(stream)
