"""Image hosts: what identifies a picture there, and at which address it is best.

A host is one entry of `RULES`; for every other host a picture is its address without size and quality, asked as given.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_SIZE = frozenset((
    "w", "h", "width", "height", "wid", "hei", "imwidth", "imheight", "maxwidth", "maxheight", "sw", "sh", "size",
    "q", "quality", "qlt", "dpr", "fit", "crop", "scale",
))  # fmt: skip
"""Query parameters that say how a picture is served, not which it is."""
_WIDTHS = frozenset(("w", "width", "wid", "imwidth", "maxwidth", "sw"))
# Whole path parts such as /800x600/ and /w_800,h_600,c_fill/, and the -300x450 before an ending.
_SIZE_IN_PATH = re.compile(
    r"/(?:\d{2,4}x\d{2,4}|(?:[whqcfg]|dpr|ar)_[\w.:]+(?:,(?:[whqcfg]|dpr|ar)_[\w.:]+)*)(?=/)|-\d{2,4}x\d{2,4}(?=\.\w+$)"
)
_WIDTH_IN_PATH = re.compile(r"(?:[/_-](\d{2,4})x\d*(?=[/.@_])|[/,=](?:w_|width=)(\d{2,4})(?=[,/]))")


@dataclass(frozen=True)
class Rule:
    """What is known of an image host."""

    key: Callable[[SplitResult], str]
    """The picture's identity, the same at every size and on every mirror of the host."""
    best: Callable[[SplitResult], SplitResult]
    """The address of the picture at its best size."""


@lru_cache(maxsize=1024)
def key(url: str) -> str:
    """The identity of the picture behind an http address, independent of width and query."""
    parts = urlsplit(url)
    return _rule(parts).key(parts)


def best(url: str) -> str:
    """The address of the same picture at the best size that its host is known to serve."""
    parts = urlsplit(url)
    return urlunsplit(_rule(parts).best(parts))


def widest(addresses: Iterable[str]) -> dict[str, str]:
    """By key, in the order of first appearance, the best address of each picture: that with the largest stated width.

    Of two that state none, or the same, the first stays.
    """
    found: dict[str, str] = {}
    for address in addresses:
        name = key(address)
        if name not in found or _width(address) > _width(found[name]):
            found[name] = address
    return {name: best(address) for name, address in found.items()}


def _width(url: str) -> int:
    """The width in pixels that an address states; 0 where it states none, which at most hosts is a small default."""
    parts = urlsplit(url)
    stated = [value for name, value in parse_qsl(parts.query) if name.lower() in _WIDTHS]
    stated += [found[1] or found[2] for found in _WIDTH_IN_PATH.finditer(parts.path)]
    return max((int(value) for value in stated if value.isascii() and value.isdigit() and len(value) < 6), default=0)


def _rule(parts: SplitResult) -> Rule:
    labels = (parts.hostname or "").split(".")
    known = next((RULES[name] for start in range(len(labels)) if (name := ".".join(labels[start:])) in RULES), None)
    return known or (_SHOPIFY if "/cdn/shop/" in parts.path else _ANY)


def _any_key(parts: SplitResult) -> str:
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _SIZE)
    path = _SIZE_IN_PATH.sub("", parts.path)
    return f"{parts.netloc.lower()}{path}" + (f"?{urlencode(kept)}" if kept else "")


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


_ABOUT_YOU_HEX = re.compile(r"/file/(?:images/)?([0-9a-f]{32})(?:\.\w+)?$", re.IGNORECASE)
_ABOUT_YOU_LARGEST = (("height", "1280"), ("width", "960"))


def _about_you_key(parts: SplitResult) -> str:
    """The 32 hex digits, which stayed when the path gained `images/` and an ending; else the path."""
    found = _ABOUT_YOU_HEX.search(parts.path)
    return found[1].lower() if found else f"aboutstatic.com{parts.path}"


def _about_you_best(parts: SplitResult) -> SplitResult:
    """The largest size seen in the store's own pages.

    `trim`, `bg` and `brightness` stay: a cut-out is never shown without them, so the address without is a guess.
    """
    given = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("height", "width", "quality")]
    query = urlencode([*given, ("quality", "75"), *_ABOUT_YOU_LARGEST])
    return parts._replace(query=query, fragment="")


_FID_RESIZED = re.compile(r"^/cdn-cgi/image/([^/]+)/(.+)$")
_FID_SIZED = re.compile(r"^(.*_\w+,[0-9a-f]{6}),\d+x\d+f?\.(\w+)$", re.IGNORECASE)
_FID_WIDEST = "1500"
_FID_BOX = "1200x1600f"


def _fid_key(parts: SplitResult) -> str:
    """The token behind the resizing prefix; before 2022 slug, id and version without the size."""
    if found := _FID_RESIZED.match(parts.path):
        return _without_ending(found[2])
    if found := _FID_SIZED.match(parts.path):
        return found[1].rpartition("/")[2]
    return _without_ending(parts.path.lstrip("/"))


def _without_ending(path: str) -> str:
    return re.sub(r"\.(?:jpe?g|png|webp|avif)$", "", path, flags=re.IGNORECASE)


def _fid_best(parts: SplitResult) -> SplitResult:
    if found := _FID_RESIZED.match(parts.path):
        path = f"/cdn-cgi/image/width={_FID_WIDEST},quality=90/{found[2]}"
    elif found := _FID_SIZED.match(parts.path):
        path = f"{found[1]},{_FID_BOX}.{found[2]}"
    else:
        path = parts.path
    return parts._replace(path=path, query="", fragment="")


# The size that old themes write before the ending: _800x, _320x320, _x600, _600x600_crop_center@2x, _large, _pico.
_SHOPIFY_SUFFIX = re.compile(
    r"_(?:\d+x\d*|x\d+|pico|icon|thumb|small|compact|medium|large|grande|original|master)"
    r"(?:_crop_(?:top|center|bottom|left|right))?(?:@[23]x)?(?:\.progressive)?(?=\.\w+$)"
)
_SHOPIFY_FOLDER = re.compile(r"^.*/cdn/shop/|^.*/s/files/(?:\d+/)+")


def _shopify_key(parts: SplitResult) -> str:
    """The file's place in its shop, without size, version and host: a shop serves its files under its own name too."""
    return _SHOPIFY_FOLDER.sub("", _SHOPIFY_SUFFIX.sub("", parts.path)).lstrip("/")


def _shopify_best(parts: SplitResult) -> SplitResult:
    """The original: no size, the version kept, because it says which upload of that name is meant."""
    version = [(name, value) for name, value in parse_qsl(parts.query) if name == "v"]
    return parts._replace(path=_SHOPIFY_SUFFIX.sub("", parts.path), query=urlencode(version), fragment="")


_HM_SOURCE = re.compile(r"source\[([^\]]+)\]")


def _hm_key(parts: SplitResult) -> str:
    """The source file that the picture is rendered from; the path where the address names none."""
    found = _HM_SOURCE.search(unquote(parts.query))
    return found[1].lstrip("/") if found else _any_key(parts)


_ANY = Rule(_any_key, _as_given)
RULES = {
    "ztat.net": Rule(_ztat_key, _ztat_best),
    "aboutstatic.com": Rule(_about_you_key, _about_you_best),
    "fidcdn.net": Rule(_fid_key, _fid_best),
    "cdn.shopify.com": Rule(_shopify_key, _shopify_best),
    "lp2.hm.com": Rule(_hm_key, _as_given),
}
"""By host name; its subdomains are mirrors of one another."""
_SHOPIFY = Rule(_shopify_key, _shopify_best)
