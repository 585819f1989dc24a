"""Image hosts: what identifies a picture there, and at which address it is best.

A host is one entry of `RULES`; for every other host a picture is its address without size and quality, asked as given.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_SIZE = frozenset((
    "w", "h", "width", "height", "wid", "hei", "imwidth", "imheight", "maxwidth", "maxheight", "sw", "sh", "size",
    "q", "quality", "qlt", "dpr", "fit", "crop", "scale",
))  # fmt: skip
"""Query parameters that say how a picture is served, not which it is."""


@dataclass(frozen=True)
class Rule:
    """What is known of an image host."""

    key: Callable[[SplitResult], str]
    """The picture's identity, the same at every size and on every mirror of the host."""
    best: Callable[[SplitResult], SplitResult]
    """The address of the picture at its best size."""


def key(url: str) -> str:
    """The identity of the picture behind an http address, independent of width and query."""
    parts = urlsplit(url)
    return _rule(parts).key(parts)


def best(url: str) -> str:
    """The address of the same picture at the best size that its host is known to serve."""
    parts = urlsplit(url)
    return urlunsplit(_rule(parts).best(parts))


def _rule(parts: SplitResult) -> Rule:
    labels = (parts.hostname or "").split(".")
    return next((RULES[name] for start in range(len(labels)) if (name := ".".join(labels[start:])) in RULES), _ANY)


def _any_key(parts: SplitResult) -> str:
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _SIZE)
    return f"{parts.netloc.lower()}{parts.path}" + (f"?{urlencode(kept)}" if kept else "")


def _as_given(parts: SplitResult) -> SplitResult:
    return parts._replace(fragment="")


_ZTAT_HEX = re.compile(r"/([0-9a-f]{32})/([0-9a-f]{32})(?:\.\w+)?$", re.IGNORECASE)
_ZTAT_SIZE = re.compile(r"(?<=[/-])(?:thumb|gallery|detail|large|zoom)(?=/)")
_ZTAT_WIDEST = "1800"


def _ztat_key(parts: SplitResult) -> str:
    """The two hex parts; before 2021 the path that holds the SKU, without the size that the oldest ones name."""
    if found := _ZTAT_HEX.search(parts.path):
        return f"{found[1]}/{found[2]}".lower()
    path = unquote(parts.path).strip("/").removeprefix("article/")
    return re.sub(r"\.(?:jpe?g|png|webp)$", "", _ZTAT_SIZE.sub("zoom", path))


def _ztat_best(parts: SplitResult) -> SplitResult:
    """The address that the store's own zoom view asks for.

    `filter=packshot` stays: the store never serves a packshot without it, not in its zoom view either, so the address
    without it is a guess and may be another rendering.
    """
    packshot = "packshot" in (value for name, value in parse_qsl(parts.query) if name == "filter")
    query = f"imwidth={_ZTAT_WIDEST}" + ("&filter=packshot" if packshot else "")
    return parts._replace(path=_ZTAT_SIZE.sub("zoom", parts.path), query=query, fragment="")


_ANY = Rule(_any_key, _as_given)
RULES = {
    "ztat.net": Rule(_ztat_key, _ztat_best),
}
"""By host name; its subdomains are mirrors of one another."""
