"""Answer requests from somewhere else than the net: a running demo store, or what somebody saved.

The spider asks for https://www.zalando.de/x and sees an answer from there; what differs is only where the bytes came
from. Robots rules, retries, redirects and slots see the real URLs. What an archive does not hold is counted and listed
as `not_in_replay`.
"""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings

from curation.errors import CrawlError, PairwearError
from scrapers.archives import KINDS, Archive, is_archive, open_archive

ASKED = ("/robots.txt", "/.well-known/tdmrep.json")
"""What every host is asked for first."""
MISSING = "not_in_replay"
"""The stat that lists addresses which an archive does not hold."""


class NotInReplayError(PairwearError):
    """An address that was asked for is not in the archive; as a photo's reason: not_in_replay."""


class ReplayAddon:
    """With REPLAY set: requests go to the mirror or archive, without delays, since nobody is there to be polite to.

    Set above the priority of settings.py, which the delays come from; the command line has the last word.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        replay = settings.get("REPLAY")
        if not replay:
            return
        check_replay(replay)
        handler = "scrapers.replay." + ("MirrorHandler" if _is_address(replay) else "ArchiveHandler")
        others = settings.getdict("DOWNLOAD_HANDLERS")
        settings.set("DOWNLOAD_HANDLERS", {**others, "http": handler, "https": handler}, "spider")
        settings.set("DOWNLOAD_DELAY", 0, "spider")
        settings.set("DOWNLOAD_SLOTS", {}, "spider")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 4, "spider")
        settings.set("CONCURRENT_REQUESTS", 16, "spider")
        settings.set("THROTTLE_WAITS", False, "spider")
        if not _is_address(replay):
            # What was refused when somebody saved it is refused by nobody now.
            settings.set("THROTTLE_REFUSALS", 0, "spider")


class MirrorHandler(HTTP11DownloadHandler):
    """Fetches `https://host/path?query` as `REPLAY/host/path?query`."""

    async def download_request(self, request: Request) -> Response:
        mirror = str(self._crawler.settings.get("REPLAY"))
        response = await super().download_request(request.replace(url=mirrored(mirror, request.url)))
        return response.replace(url=request.url)


class ArchiveHandler(BaseDownloadHandler):
    """Answers from the archive that REPLAY names; a robots.txt or tdmrep.json that nobody saved forbids nothing."""

    async def download_request(self, request: Request) -> Response:
        saved = archive(self.crawler.settings)
        assert saved is not None
        found = saved.find(request.url)
        if found is None:
            if urlsplit(request.url).path in ASKED:
                return Response(request.url, status=404)
            self._note(request.url)
            raise NotInReplayError(f"{MISSING}: {request.url}")
        body = found.read()
        headers = Headers({**found.headers, "Content-Type": found.kind})
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=found.status, headers=headers, body=body)

    def _note(self, url: str) -> None:
        assert self.crawler.stats
        missing = self.crawler.stats.get_value(MISSING, [])
        if url not in missing:
            self.crawler.stats.set_value(MISSING, [*missing, url])


def archive(settings: BaseSettings) -> Archive | None:
    """The archive that REPLAY names; None where it names a mirror or nothing."""
    replay = str(settings.get("REPLAY") or "")
    return None if not replay or _is_address(replay) else _opened(replay)


@lru_cache(maxsize=1)
def _opened(replay: str) -> Archive:
    return open_archive(Path(replay))


def mirrored(mirror: str, url: str) -> str:
    """Where a URL's answer lies on the mirror.

    >>> mirrored("http://127.0.0.1:8000", "https://www.zalando.de/robots.txt?a=1")
    'http://127.0.0.1:8000/www.zalando.de/robots.txt?a=1'
    """
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{mirror.rstrip('/')}/{parts.netloc}{parts.path or '/'}{query}"


def check_replay(replay: str) -> None:
    """Refuse what is neither an http address on loopback nor an archive: the delays are zero there, and nowhere else.

    Raises:
        CrawlError: with the rule and an example.
    """
    if not (_is_mirror(replay) if _is_address(replay) else is_archive(Path(replay))):
        raise CrawlError(
            f"REPLAY must be an http address on loopback such as http://127.0.0.1:8000, {KINDS}, not '{replay}'"
        )


def _is_mirror(replay: str) -> bool:
    parts = urlsplit(replay)
    return parts.scheme == "http" and bool(parts.hostname) and _loopback(str(parts.hostname))


def _is_address(replay: str) -> bool:
    return "://" in replay


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
