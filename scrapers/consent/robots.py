"""What a host's robots.txt allows us, as RFC 9309 reads an answer to it.

Scrapy's own middleware takes any answer for the file, so that an error page means "go on".

Source: https://www.rfc-editor.org/rfc/rfc9309.html#section-2.3.1
"""

from collections.abc import Collection
from dataclasses import dataclass

from protego import Protego

LONGEST = 500 * 1024
"""Bytes that are read; RFC 9309 asks for no less."""
TOO_MANY_REQUESTS = 429


@dataclass(frozen=True)
class Robots:
    """The rules of one host, or what stands for them where there are none."""

    said: str
    """How the file answered: "robots.txt", or with its status or error as "robots.txt:503"."""
    rules: Protego | None = None
    open: bool = True
    """Without rules: whether everything is allowed or nothing."""

    def allows(self, url: str, names: Collection[str]) -> bool:
        """Whether every one of the names may ask for a URL."""
        if self.rules is None:
            return self.open
        return all(self.rules.can_fetch(url, name) for name in names)

    def delay(self, names: Collection[str]) -> float:
        """Seconds between two requests that the file asks for (Crawl-delay, Request-rate); 0 where it does not."""
        if self.rules is None:
            return 0.0
        delays = [self.rules.crawl_delay(name) or 0.0 for name in names]
        rates = [rate.seconds / rate.requests for name in names if (rate := self.rules.request_rate(name))]
        return max([0.0, *delays, *rates])


def answered(status: int, body: bytes) -> Robots:
    """The rules after an answer.

    2xx is the file; 4xx and a redirect that leads nowhere mean that there is none, so everything is allowed; 5xx means
    that it cannot be had, so nothing is. 429 counts as 5xx: it says nothing about rules, only that it is too much.
    """
    if 200 <= status < 300:
        return Robots("robots.txt", Protego.parse(body[:LONGEST].decode("utf-8-sig", errors="ignore")))
    return Robots(f"robots.txt:{status}", open=300 <= status < 500 and status != TOO_MANY_REQUESTS)


def unreachable(error: str) -> Robots:
    """Nothing is allowed on a host that does not answer."""
    return Robots(f"robots.txt:{error}", open=False)
