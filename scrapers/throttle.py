"""How a crawl gives way: Retry-After, waits that double on 429 and 503, and an end to asking where a host refuses.

A pause is a property of the host's slot in Scrapy's downloader: requests wait in it and lose nothing, other hosts go
on, and nobody polls. What Scrapy does by itself is to ask again at once.
"""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from scrapers.retry_after import seconds
from scrapers.slots import HostSlot

REFUSALS = (401, 403, 429, 503)
"""Answers by which a host says that it does not want this visitor, or not now."""
LATER = (429, 503)
"""Those of them that ask to come back."""
ASKING = "asking_permission"
"""Marks our own requests for robots.txt and tdmrep.json, which must not wait for themselves."""
CALM = 20
"""Answers in a row after which a delay that was doubled is halved again."""
BLOCKED = "throttle/blocked"
"""The stat that says which hosts refused for good: host -> why."""
REFUSED = "throttle/refused/"
"""The stat that counts refusals by status."""
_SLOT = "download_slot"
_logger = logging.getLogger(__name__)


class HostBlockedError(IgnoreRequest):
    """The host has refused so often that nothing more is asked of it in this crawl."""


@dataclass
class Manners:
    """What is known of a host's temper."""

    slot: HostSlot
    refusals: int = 0
    """In a row."""
    answers: int = 0
    """In a row."""
    under_way: set[Request] = field(default_factory=set)
    """What was sent before the last refusal was heard."""
    welcome: bool = False
    """Whether it ever answered."""
    paused: bool = False
    """Whether it refused so often that it got its long pause."""
    blocked: str = ""
    """Why nothing more is asked of it; empty while something is."""


@dataclass(frozen=True)
class Patience:
    """The numbers of `settings.py`, in seconds where they are times."""

    waits: bool
    first: float
    longest: float
    refusals: int
    pause: float
    slowest: float
    tries: int

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        return cls(
            settings.getbool("THROTTLE_WAITS"),
            settings.getfloat("THROTTLE_FIRST_WAIT"),
            settings.getfloat("THROTTLE_LONGEST_WAIT"),
            settings.getint("THROTTLE_REFUSALS"),
            settings.getfloat("THROTTLE_PAUSE"),
            settings.getfloat("THROTTLE_SLOWEST"),
            settings.getint("THROTTLE_TRIES"),
        )


class Throttle:
    """Downloader middleware; keeps the slot of every host."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.patience = Patience.of(crawler.settings)
        self.hosts: dict[str, Manners] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        throttle = cls(crawler)
        # This signal comes before the downloader takes the next request of the slot; process_response comes after.
        crawler.signals.connect(throttle.heard, signals.response_downloaded)
        return throttle

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Give the request its host's slot.

        Raises:
            HostBlockedError: the host has refused for good.
        """
        host = urlsplit(request.url).hostname or ""
        manners = self._manners(host)
        if manners.blocked:
            raise HostBlockedError(f"{request.url}: {manners.blocked}")
        # Copied by redirects and retries: without this line a redirect to another host runs in the first one's slot.
        request.meta[_SLOT] = host
        assert self.crawler.engine
        # The downloader forgets a slot that was idle for a minute, and with it what the host asked for.
        self.crawler.engine.downloader.slots.setdefault(host, manners.slot)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Ask again for what was answered with 429 or 503; the slot holds the request until its pause is over."""
        if response.status not in LATER:
            return response
        assert self.crawler.spider
        again = get_retry_request(
            request,
            spider=self.crawler.spider,
            reason=str(response.status),
            max_retry_times=2 if request.meta.get(ASKING) else self.patience.tries,
            priority_adjust=1,
            give_up_log_level="INFO",
        )
        return again or response

    def heard(self, response: Response, request: Request) -> None:
        """Take note of an answer before the next request to its host leaves."""
        host = urlsplit(request.url).hostname or ""
        manners = self._manners(host)
        # RFC 9309: a robots.txt that is forbidden is one that is not there.
        if response.status in LATER or (response.status in REFUSALS and not request.meta.get(ASKING)):
            assert self.crawler.stats
            self.crawler.stats.inc_value(f"{REFUSED}{response.status}")
            # What was under way when the last refusal was heard says nothing new.
            if not manners.blocked and request not in manners.under_way:
                manners.under_way = manners.slot.transferring - {request}
                self._refused(host, manners, response)
        elif response.status < 500 and not request.meta.get(ASKING):
            self._answered(manners)

    def slow_down(self, url: str, delay: float) -> None:
        """Keep at least `delay` seconds between two requests to a URL's host, as its robots.txt asks.

        One of several shares of a store waits for the others as well: all together keep what was asked for.
        """
        host = urlsplit(url).hostname or ""
        if not self.patience.waits or not delay:
            return
        spider: Any = self.crawler.spider
        wanted = delay * spider.part.of
        least = min(wanted, self.patience.longest)
        shared = f", from {spider.part.of} shares: {wanted:g} s" if spider.part.of > 1 else ""
        limited = f", of which {least:g} s are kept (THROTTLE_LONGEST_WAIT)" if least < wanted else ""
        level = logging.WARNING if limited else logging.INFO
        _logger.log(level, "%s asks for %g s between requests (robots.txt)%s%s", host, delay, shared, limited)
        self._manners(host).slot.least = least

    def has_room(self, url: str) -> bool:
        """Whether one more request for a URL's host may be handed out: as many as its slot can use, and one that waits.

        Without this a host that pauses takes every place of CONCURRENT_REQUESTS, and all others starve.
        """
        assert self.crawler.engine
        downloader = self.crawler.engine.downloader
        host = urlsplit(url).hostname or ""
        manners = self._manners(host)
        # Not the slot's own count: a request that waits for its host's robots.txt has not reached the slot.
        under_way = sum(downloader.get_slot_key(request) == host for request in downloader.active)
        return not manners.blocked and under_way <= manners.slot.concurrency

    def blocked(self) -> list[str]:
        """The hosts of which nothing more is asked in this crawl."""
        return [host for host, manners in self.hosts.items() if manners.blocked]

    def closed(self) -> list[str]:
        """The hosts of which nothing is asked just now: those that pause, and those that are blocked."""
        now = monotonic()
        return [host for host, manners in self.hosts.items() if manners.blocked or manners.slot.paused_until > now]

    def pauses(self) -> dict[str, float]:
        """The seconds for which nothing is asked of the hosts that pause."""
        left = {host: manners.slot.paused_until - monotonic() for host, manners in self.hosts.items()}
        return {host: wait for host, wait in left.items() if wait > 0 and not self.hosts[host].blocked}

    def _manners(self, host: str) -> Manners:
        if host not in self.hosts:
            settings = self.crawler.settings
            own = settings.getdict("DOWNLOAD_SLOTS").get(host, {})
            slot = HostSlot(
                own.get("concurrency", settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")),
                own.get("delay", settings.getfloat("DOWNLOAD_DELAY")),
                own.get("jitter", settings.getfloat("DOWNLOAD_DELAY_JITTER")),
            )
            self.hosts[host] = Manners(slot)
        return self.hosts[host]

    def _answered(self, manners: Manners) -> None:
        manners.welcome, manners.paused, manners.refusals = True, False, 0
        manners.answers += 1
        if manners.answers % CALM == 0:
            manners.slot.delay = max(manners.slot.own_delay, manners.slot.delay / 2)

    def _refused(self, host: str, manners: Manners, response: Response) -> None:
        manners.refusals += 1
        manners.answers = 0
        if manners.paused or 0 < self.patience.refusals <= manners.refusals:
            self._give_way(host, manners, response.status)
        elif response.status in LATER:
            self._back_off(host, manners, response)

    def _give_way(self, host: str, manners: Manners, status: int) -> None:
        """The long pause, once; without any answer before it, or with no answer after it, the end."""
        told = f"{host} refused {manners.refusals} requests in a row (last: {status})"
        if manners.welcome and not manners.paused and self.patience.waits:
            manners.paused, manners.refusals = True, 0
            self._pause(manners, self.patience.pause)
            _logger.warning("%s; nothing is asked of it for %g s (THROTTLE_PAUSE)", told, self.patience.pause)
            return
        manners.blocked = f"refused {manners.refusals} requests in a row (last: {status})"
        if manners.paused:
            manners.blocked = f"refused again after a pause of {self.patience.pause:g} s (last: {status})"
        _logger.warning("%s %s; nothing more is asked of it in this crawl", host, manners.blocked)
        assert self.crawler.stats
        self.crawler.stats.set_value(BLOCKED, {**self.crawler.stats.get_value(BLOCKED, {}), host: manners.blocked})
        # What waits in the slot has passed process_request already.
        while manners.slot.queue:
            request, answer = manners.slot.queue.pop()
            answer.errback(HostBlockedError(f"{request.url}: {manners.blocked}"))

    def _back_off(self, host: str, manners: Manners, response: Response) -> None:
        """Wait as long as the host asks for; where it does not say, twice as long as the last time, then go slower."""
        if not self.patience.waits:
            return
        asked = seconds((response.headers.get("Retry-After") or b"").decode("latin-1"))
        wait = self.patience.first * 2 ** (manners.refusals - 1) if asked is None else asked
        kept = min(wait, self.patience.longest)
        self._pause(manners, kept)
        told = f"{host} answered {response.status}" + ("" if asked is None else f", Retry-After {wait:g} s")
        limit = " (THROTTLE_LONGEST_WAIT)" if kept < wait else ""
        slower = ""
        if asked is None:
            slot = manners.slot
            slot.delay = max(slot.own_delay, min(self.patience.slowest, max(slot.delay, 0.5) * 2))
            slower = f", then one request every {slot.delay:g} s"
        _logger.warning("%s; nothing is asked of it for %g s%s%s", told, kept, limit, slower)

    def _pause(self, manners: Manners, wait: float) -> None:
        manners.slot.paused_until = max(manners.slot.paused_until, monotonic() + wait)
