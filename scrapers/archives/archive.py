"""What an archive answers for an address: the saved bytes, the same picture at another width, or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapers import cdn

_PAGE_KINDS = ("html", "json")
_OK = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved answer."""

    url: str
    """Where it was asked for."""
    read: Callable[[], bytes]
    """Its bytes, decoded as a browser sees them; read when they are asked for."""
    kind: str = ""
    """Its media type, such as "text/html"; empty where it is not known."""
    status: int = _OK
    headers: dict[str, str] = field(default_factory=dict)
    """What of its headers still holds for the decoded bytes."""
    size: int = 0
    """Bytes, for choosing among several of one picture; 0 where it is not known."""

    @property
    def is_page(self) -> bool:
        return self.status == _OK and any(word in self.kind for word in _PAGE_KINDS)

    @property
    def is_picture(self) -> bool:
        return self.status == _OK and self.kind.startswith("image/")


# These describe bytes as they were sent; an archive gives them decoded. A colon begins what HTTP/2 adds.
_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding", "content-type", "connection", ":")


def still_true(headers: dict[str, str]) -> dict[str, str]:
    """The headers (names in lower case) that hold for the decoded bytes too."""
    return {name: value for name, value in headers.items() if not name.startswith(_OF_THE_WIRE)}


class Archive:
    """Saved answers by address."""

    def __init__(self, saved: Iterable[Saved]) -> None:
        self._by_url: dict[str, Saved] = {}
        self._pictures: dict[str, Saved] = {}
        self._files: dict[str, Saved] = {}
        for one in saved:
            if one.is_picture:
                self._keep_largest(one)
            if one.url.startswith("file:"):
                continue
            known = self._by_url.get(_plain(one.url))
            # A browser asks twice for some pages; the answer that worked is the one to keep.
            if known is None or (known.status != _OK and one.status == _OK):
                self._by_url[_plain(one.url)] = one
        self.pages: tuple[str, ...] = tuple(one.url for one in self._by_url.values() if one.is_page)
        """Addresses of the pages and JSON answers that were saved, in their order."""

    def find(self, url: str) -> Saved | None:
        """The answer for an address; for a picture also one saved at another width or beside a saved page."""
        found = self._by_url.get(_plain(url))
        if found is not None:
            return found
        return self._pictures.get(cdn.key(url)) or self._files.get(_file_name(url))

    def _keep_largest(self, one: Saved) -> None:
        beside_a_page = one.url.startswith("file:")
        kept, name = (self._files, _file_name(one.url)) if beside_a_page else (self._pictures, cdn.key(one.url))
        if name and (name not in kept or one.size > kept[name].size):
            kept[name] = one


def _plain(url: str) -> str:
    """An address for comparing: without fragment and last slash."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


_TELLING = 12


def _file_name(url: str) -> str:
    """The last part of a path where it is long enough to name one picture and no other; else empty."""
    name = urlsplit(url).path.rpartition("/")[2].casefold()
    return name if sum(letter.isalnum() for letter in name.partition(".")[0]) >= _TELLING else ""
