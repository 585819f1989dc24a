"""The parts of a page that carry data, without building a tree of it: scripts, meta tags, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import urljoin, urlsplit

from w3lib.encoding import html_to_unicode

# A tag ends at the next bracket of either kind, so that a page of nothing but "<a <a <a" is read once, not squared.
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-][\w:.-]{0,80})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_META = re.compile(r"<meta\b([^<>]*)>", re.IGNORECASE)
_CANONICAL = re.compile(r"<link\b([^<>]*canonical[^<>]*)>", re.IGNORECASE)
_LINK = re.compile(r"<(?:a|link)\b([^<>]*)>", re.IGNORECASE)
_CRUMBS = re.compile(r"<(nav|ol|ul|div)\b[^<>]*crumb[^<>]*>(.{0,6000}?)</\1", re.IGNORECASE | re.DOTALL)
_ANCHOR = re.compile(r"<a\b([^<>]*)>(.*?)</a", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|template|svg|noscript)\b[^<>]*>|<!--", re.IGNORECASE)
_HIDDEN_END = {
    "": re.compile("-->"),
    **{name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template", "svg", "noscript")},
}
_WRAPPING = re.compile(r"\s*(?:(?:<!--|<!\[CDATA\[|/\*.*?\*/|//\s*<!\[CDATA\[)\s*)*", re.DOTALL)
_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff\"<>\\]")


@dataclass(frozen=True, slots=True)
class Script:
    """One script element."""

    type: str
    """Its type in lower case without parameters; empty where it has none."""
    text: str
    """What stands in it, untouched."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page, to click or for machines."""

    href: str
    """As written, entities undone."""
    rel: str
    """Its rel attribute in lower case, such as "next"."""


def decode(body: bytes) -> str:
    """The page as text: UTF-8 where the bytes are UTF-8, whatever the page claims; else as the page claims."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return html_to_unicode(None, body, default_encoding="utf-8")[1]


def scripts(page: str) -> Iterator[Script]:
    """Every script in page order; one that is cut off by the end of the page is left out."""
    place = 0
    while start := _SCRIPT.search(page, place):
        end = _SCRIPT_END.search(page, start.end())
        if end is None:
            return
        kind = attributes(start[1]).get("type", "").lower().partition(";")[0].strip()
        yield Script(kind, page[start.end() : end.start()])
        place = end.end()


def visible(page: str) -> str:
    """The page without scripts, noscripts, styles, templates, drawings, comments; one without end takes the rest."""
    parts, place = [], 0
    while start := _HIDDEN.search(page, place):
        parts.append(page[place : start.start()])
        end = _HIDDEN_END[(start[1] or "").lower()].search(page, start.end())
        if end is None:
            return "".join(parts)
        place = end.end()
    return "".join([*parts, page[place:]])


def unwrapped(script: str) -> str:
    """A script's text without white space, comments and CDATA marks before its first word."""
    return script[_WRAPPING.match(script).end() :]  # type: ignore[union-attr]


def metas(page: str) -> dict[str, str]:
    """Meta tags by property or name, the first of each."""
    found: dict[str, str] = {}
    for tag in _META.finditer(page):
        parts = attributes(tag[1])
        name = parts.get("property") or parts.get("name")
        if name and "content" in parts:
            found.setdefault(name.lower(), parts["content"])
    return found


def links(page: str) -> Iterator[Link]:
    """Every link in page order."""
    for tag in _LINK.finditer(page):
        parts = attributes(tag[1])
        if parts.get("href"):
            yield Link(parts["href"], parts.get("rel", "").lower())


def canonical(page: str) -> list[str]:
    """The addresses that the page calls its canonical ones, as written; one, where it is made with care."""
    tags = (attributes(found[1]) for found in _CANONICAL.finditer(page))
    return [tag["href"] for tag in tags if tag.get("rel", "").lower() == "canonical" and tag.get("href")]


def crumbs(page: str) -> list[tuple[str, str]]:
    """Words and address of each link in the element that calls itself breadcrumbs; nothing where none does."""
    for trail in _CRUMBS.finditer(page):
        found = [
            (unescape(_TAG.sub("", anchor[2])).strip(), attributes(anchor[1]).get("href", ""))
            for anchor in _ANCHOR.finditer(trail[2])
        ]
        if any(name for name, _ in found):
            return [(name, address) for name, address in found if name]
    return []


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, entities undone."""
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "").strip() for found in _ATTRIBUTE.finditer(tag)
    }


def absolute(address: object, base: str) -> str:
    """The address made absolute; empty where it is no text or no http address."""
    if not isinstance(address, str) or not address.strip():
        return ""
    return _absolute(address, base)


# The galleries of a page name the same pictures several times.
@lru_cache(maxsize=1024)
def _absolute(address: str, base: str) -> str:
    try:
        full = urljoin(base, address.strip())
        parts = urlsplit(full)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or _NOT_IN_AN_ADDRESS.search(full):
        return ""
    return full
