"""What a demo store says to a request, and what makes something a demo store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Without Content-Length, Date, ETag and Last-Modified: the server adds those."""
    announced: int | None = None
    """Content-Length where it is not the truth: a body cut on its way."""
    wait_s: float = 0.0
    """Seconds until the answer starts."""


class Store(Protocol):
    """A shop with its hosts. It answers for them and knows of no socket."""

    @property
    def name(self) -> str:
        """Name of the spider that crawls it."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host it answers for, the one with the pages first."""

    def answer(self, host: str, path: str, query: str) -> Answer:
        """What `https://<host><path>?<query>` gives; path and query as they stand in the URL."""


def page(html: str) -> Answer:
    """An HTML page in UTF-8."""
    return Answer(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def text(words: str, status: int = 200) -> Answer:
    """Plain text in UTF-8."""
    return Answer(status, words.encode(), {"Content-Type": "text/plain; charset=utf-8"})


def photo(jpeg: bytes) -> Answer:
    """A JPEG picture."""
    return Answer(body=jpeg, headers={"Content-Type": "image/jpeg"})


def moved(url: str, status: int = 301) -> Answer:
    """A redirect to an absolute URL."""
    return Answer(status, headers={"Location": url})


def not_found() -> Answer:
    """Nothing lies there."""
    return text("404 Not Found\n", 404)
