"""Ask every host what it permits before anything else is asked of it, and let through what it does.

Stands where Scrapy's robots middleware stands, which takes a 503 for "go on" and applies no Crawl-delay. Every request
passes, so that a photo host's own files are read too, and those of a host that a redirect leads to.
"""

import asyncio
import logging
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK

from scrapers.addresses import AddressError
from scrapers.consent import robots, tdmrep
from scrapers.consent.robots import Robots
from scrapers.consent.site import Site
from scrapers.consent.verdict import ROBOTS, Verdict, policy
from scrapers.throttle import ASKING, Throttle

PHOTO_META = "photo_of"
"""Marks the request for a photo; its value is the address that is asked for, whatever a replay makes of it."""
UNREACHABLE = "robots_unreachable"
"""The reason where robots.txt could not be had: no for now, so what was asked for counts as failed."""
LASTS_S = 24 * 3600
"""RFC 9309: a robots.txt is not used for longer."""
_logger = logging.getLogger(__name__)


class RefusedError(IgnoreRequest):
    """The site does not permit it; carries the verdict."""

    def __init__(self, url: str, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(f"{url}: {verdict.reason} ({verdict.source})")


class ConsentGate:
    """Downloader middleware; the pipeline and the spider middleware ask it for verdicts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.policy = policy(crawler.settings)
        self.patience = crawler.settings.getint("CONSENT_OPT_OUTS")
        self._sites: dict[str, asyncio.Task[Site]] = {}
        # The last that each host said: an answer may come while the host is asked again.
        self._said: dict[str, Site] = {}
        self._asked: dict[str, float] = {}
        self._opted_out: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        gate = cls(crawler)
        crawler.signals.connect(gate.headers_received, signals.headers_received)
        return gate

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Let a request through.

        Raises:
            RefusedError: robots.txt forbids it, cannot be had, or the host has said no so often that asking is over.
        """
        if request.meta.get(ASKING):
            return
        site = await self.site(request.url)
        verdict = site.door(request.url, self.policy)
        origin = _origin(request.url)
        if verdict.outcome != "refused" and self._opted_out.get(origin, 0) >= self.patience:
            verdict = Verdict("refused", "host:opted-out", verdict.at, "host_opted_out")
        if verdict.outcome == "refused":
            if not site.robots.rules and verdict.reason == "robots_disallowed":
                verdict = Verdict("refused", verdict.source, verdict.at, UNREACHABLE)
            raise RefusedError(request.url, verdict)
        if PHOTO_META in request.meta:
            request.meta[PHOTO_META] = request.url

    def photo(self, url: str, headers: Headers) -> Verdict:
        """Whether an answered photo may be kept. Its host has been asked, since its request passed the gate."""
        verdict = self._known(url).photo(url, headers, self.policy)
        self._note(url, verdict)
        return verdict

    def page(self, response: Response) -> tuple[Verdict, Verdict]:
        """Whether the facts of an answered page may be kept, and whether its photos may."""
        facts, photos = self._known(response.url).page(response, self.policy)
        self._note(response.url, facts)
        return facts, photos

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Hang up before the body of a photo that may not be kept; the pipeline reads the same headers again.

        Raises:
            StopDownload: the headers forbid it.
        """
        url = request.meta.get(PHOTO_META)
        if url and self._known(url).photo(url, headers, self.policy).outcome == "refused":
            raise StopDownload(fail=False)

    async def site(self, url: str) -> Site:
        """What the host of a URL said; asked once a day, however many wait for the answer."""
        origin = _origin(url)
        if origin not in self._sites or monotonic() - self._asked[origin] > LASTS_S:
            self._asked[origin] = monotonic()
            self._sites[origin] = asyncio.ensure_future(self._ask(origin))
        # Shielded: a request that is given up must not take the answer from those that wait for it too.
        return await asyncio.shield(self._sites[origin])

    async def _ask(self, origin: str) -> Site:
        rules = await self._robots(origin)
        throttle = self.crawler.get_downloader_middleware(Throttle)
        if throttle:
            throttle.slow_down(origin, rules.delay(self.policy.names))
        reservations = tuple(await self._reservations(origin)) if rules.rules or rules.open else ()
        self._said[origin] = Site(rules, reservations)
        return self._said[origin]

    async def _robots(self, origin: str) -> Robots:
        try:
            response = await self._get(f"{origin}/robots.txt")
        except AddressError:
            raise
        except IgnoreRequest:
            # Redirected more often than REDIRECT_MAX_TIMES: RFC 9309 takes that for a file that is not there.
            return robots.answered(404, b"")
        except Exception as error:  # whatever a download can raise: the host did not answer
            return self._said_no(origin, robots.unreachable(type(error).__name__))
        found = robots.answered(response.status, response.body)
        return found if found.rules or found.open else self._said_no(origin, found)

    def _said_no(self, origin: str, found: Robots) -> Robots:
        _logger.warning("%s cannot be had (%s), which means: nothing is allowed", f"{origin}/{ROBOTS}", found.said)
        return found

    async def _reservations(self, origin: str) -> list[tdmrep.Rule]:
        """The entries of the well-known file; a host that does not give one does not use the protocol."""
        try:
            response = await self._get(f"{origin}{tdmrep.PATH}", download_maxsize=robots.LONGEST)
            return tdmrep.rules(response.body) if response.status == 200 else []
        except ValueError as error:
            _logger.warning("%s%s %s, so it reserves nothing", origin, tdmrep.PATH, error)
        except Exception as error:
            _logger.info("%s%s cannot be had: %s", origin, tdmrep.PATH, error)
        return []

    async def _get(self, url: str, **limits: int) -> Response:
        assert self.crawler.engine
        meta = {ASKING: True, "allow_offsite": True, **limits}
        return await self.crawler.engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta, priority=1000))

    def _known(self, url: str) -> Site:
        return self._said[_origin(url)]

    def _note(self, url: str, verdict: Verdict) -> None:
        """Count opt-outs in a row: a host that says no to everything is not asked ten thousand times."""
        origin = _origin(url)
        self._opted_out[origin] = self._opted_out.get(origin, 0) + 1 if verdict.outcome == "refused" else 0
        if self._opted_out[origin] == self.patience:
            _logger.warning(
                "%s said no to %d in a row (last: %s); nothing more is asked of it in this crawl",
                origin, self.patience, verdict.source,
            )  # fmt: skip


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
