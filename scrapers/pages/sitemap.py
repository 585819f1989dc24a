"""Sitemaps as shops really serve them: XML indexes and page lists, plain text, either of them gzipped, with images.

Read as a stream of tags, not as a document: no entity is ever expanded, a broken file gives what stands before it.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from scrapers.pages.markup import absolute

LARGEST = 64 * 1024 * 1024
"""Bytes of a sitemap once unpacked; the protocol allows 50 MB, and a small gzip can unpack to anything."""
MOST = 50_000
"""Addresses of one sitemap, the protocol's own limit."""

_GZIP = b"\x1f\x8b"
_ENTRY = re.compile(r"<(?:[\w-]+:)?(sitemap|url)(?:\s[^<>]*)?>", re.IGNORECASE)
_LOC = re.compile(r"<(?:(?!image:)[\w-]+:)?loc\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]*)", re.IGNORECASE)
_IMAGE_LOC = re.compile(r"<image:loc\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]*)", re.IGNORECASE)


@dataclass(slots=True)
class Sitemap:
    """What a sitemap lists, absolute addresses without duplicates, in its order."""

    sitemaps: list[str] = field(default_factory=list)
    """Further sitemaps."""
    pages: list[str] = field(default_factory=list)
    images: dict[str, list[str]] = field(default_factory=dict)
    """The pictures that it names for a page."""
    cut: bool = False
    """Whether it held more than the limits allow, or was broken off."""


def read(body: bytes, url: str) -> Sitemap:
    """A sitemap from its bytes, packed or not; empty where they are none."""
    raw, cut = _unpacked(body)
    text = raw.decode("utf-8-sig", "replace")
    found = Sitemap(cut=cut)
    if text.lstrip()[:1] == "<":
        _xml(text, url, found)
    else:
        _listed(text, url, found)
    return found


def named_in_robots(body: bytes, url: str) -> list[str]:
    """The sitemaps that a robots.txt names."""
    lines = (line.partition(":") for line in body.decode("utf-8", "replace").splitlines())
    named = (absolute(value.partition("#")[0], url) for name, _, value in lines if name.strip().lower() == "sitemap")
    return list(dict.fromkeys(filter(None, named)))


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """The bytes, unpacked as often as they are packed but at most twice, and whether something was left out."""
    cut = False
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            body = stream.decompress(body, LARGEST)
        except zlib.error:
            return b"", True
        cut = cut or not stream.eof
    return body[:LARGEST], cut or len(body) > LARGEST


def _xml(text: str, url: str, found: Sitemap) -> None:
    for kind, entry in _entries(text):
        locs = _LOC.search(entry)
        address = absolute(unescape(locs[1]), url) if locs else ""
        if not address:
            continue
        if len(found.pages) + len(found.sitemaps) >= MOST:
            found.cut = True
            return
        if kind == "sitemap":
            found.sitemaps += [address] if address not in found.sitemaps else []
        elif address not in found.images:
            found.pages.append(address)
            pictures = (absolute(unescape(loc), url) for loc in _IMAGE_LOC.findall(entry))
            found.images[address] = list(dict.fromkeys(filter(None, pictures)))


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Each `<sitemap>` and `<url>` with what stands up to the next."""
    starts = list(_ENTRY.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends):
        yield start[1].lower(), text[start.end() : end]


def _listed(text: str, url: str, found: Sitemap) -> None:
    """A text sitemap: one address a line."""
    for line in text.splitlines():
        address = absolute(line, url) if line.strip().startswith(("http://", "https://")) else ""
        if not address or address in found.images:
            continue
        if len(found.pages) >= MOST:
            found.cut = True
            return
        found.pages.append(address)
        found.images[address] = []
