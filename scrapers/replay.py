"""Answer requests from a running demo store instead of the net. Everything else stays as in the field.

The spider asks for https://www.zalando.de/x and sees an answer from there; what differs is only that the bytes came
from REPLAY/www.zalando.de/x on loopback. Robots rules, retries, redirects and slots see the real URLs.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.settings import BaseSettings

from curation.errors import CrawlError


class ReplayAddon:
    """With REPLAY set: requests go to the mirror, without delays, since nobody is there to be polite to.

    Set above the priority of settings.py, which the delays come from; the command line has the last word.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        mirror = settings.get("REPLAY")
        if not mirror:
            return
        check_mirror(mirror)
        handler = "scrapers.replay.MirrorHandler"
        settings.set("DOWNLOAD_HANDLERS", {"http": handler, "https": handler}, "spider")
        settings.set("DOWNLOAD_DELAY", 0, "spider")
        settings.set("DOWNLOAD_SLOTS", {}, "spider")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 4, "spider")


class MirrorHandler(HTTP11DownloadHandler):
    """Fetches `https://host/path?query` as `REPLAY/host/path?query`."""

    async def download_request(self, request: Request) -> Response:
        mirror = str(self._crawler.settings.get("REPLAY"))
        response = await super().download_request(request.replace(url=mirrored(mirror, request.url)))
        return response.replace(url=request.url)


def mirrored(mirror: str, url: str) -> str:
    """Where a URL's answer lies on the mirror.

    >>> mirrored("http://127.0.0.1:8000", "https://www.zalando.de/robots.txt?a=1")
    'http://127.0.0.1:8000/www.zalando.de/robots.txt?a=1'
    """
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{mirror.rstrip('/')}/{parts.netloc}{parts.path or '/'}{query}"


def check_mirror(mirror: str) -> None:
    """Refuse what is not an http address on loopback: the delays are zero there, and nowhere else.

    Raises:
        CrawlError: with the rule and an example.
    """
    parts = urlsplit(mirror)
    if parts.scheme == "http" and parts.hostname and _loopback(parts.hostname):
        return
    raise CrawlError(f"REPLAY must be an http address on loopback such as http://127.0.0.1:8000, not '{mirror}'")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
