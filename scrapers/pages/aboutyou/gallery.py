"""The photos of an About You product: what the store says of each is kept, and how it said it.

The store names type (bust: the article alone; model: worn), view (front, back, side) and focus (product, combination,
detail) where it answers in full. Where it does not, the address of a cut-out tells: `trim=1` or `bg=` paint a
background, which the store does to photos of the article alone. That is likely, not certain; `role_source` says so.
"""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from curation.schema import RawImage
from scrapers import cdn
from scrapers.pages.aboutyou.names import STORE
from scrapers.pages.markup import absolute
from scrapers.pages.shapes import at, objects, said

_ROLES = {"bust": "product", "packshot": "product", "model": "model"}
_VIEWS = ("front", "back", "side")
_HASH = re.compile(r"(?:images/)?[0-9a-f]{32}(?:\.\w{3,4})?", re.IGNORECASE)


def photos(found: Any, name: str, url: str) -> list[RawImage]:
    """One row a picture in gallery order, at the best size; a picture that stands twice keeps its first place."""
    rows: dict[str, RawImage] = {}
    for item in objects(found):
        picture = item.get("image") if isinstance(item.get("image"), dict) else item
        address = _address(picture, url)
        if address and cdn.key(address) not in rows:
            rows[cdn.key(address)] = _row(address, [picture, item], name, len(rows))
    return list(rows.values())


def _row(address: str, holders: list[Any], name: str, position: int) -> RawImage:
    kind, view, focus = (_stated(holders, word) for word in ("type", "view", "focus"))
    role, source = _ROLES.get(kind, ""), f"aboutyou:type={kind}"
    if focus == "detail":
        role, source = "detail", f"{source},focus=detail" if kind else "aboutyou:focus=detail"
    if not role:
        role, source = _by_address(address)
    view = view if view in _VIEWS else ""
    return RawImage(STORE, name, position, role, view, focus, source, cdn.best(address), cdn.key(address))


def _stated(holders: list[Any], word: str) -> str:
    """What the store says of a picture, in lower case: "model" for type "model" and for imageType IMAGE_TYPE_MODEL."""
    names = (word, f"image{word.capitalize()}")
    for holder in holders:
        for place in (holder, at(holder, "attributes"), at(holder, "metadata")):
            for name in names:
                value = at(place, name)
                values = at(value, "values")
                text = said(value) or said(at(values, "value")) or said(at(values, "label"))
                if text:
                    return text.lower().removeprefix(f"image_{word}_")
    return ""


def _by_address(address: str) -> tuple[str, str]:
    named = dict(parse_qsl(urlsplit(address).query))
    if named.get("trim") == "1":
        return "product", "aboutyou:trim=1 (likely)"
    return ("product", "aboutyou:bg (likely)") if named.get("bg") else ("unknown", "aboutyou:gallery")


def _address(picture: Any, url: str) -> str:
    """Where the picture lies: its address, or that of its hash with the paint that the answer names."""
    if address := absolute(unescape(said(at(picture, "src")) or said(at(picture, "url"))), url):
        return address
    name = said(at(picture, "hash"))
    if not _HASH.fullmatch(name):
        return ""
    paint = [("brightness", said(at(picture, "brightness"))), ("bg", said(at(picture, "background")))]
    paint.append(("trim", "1" if at(picture, "trim") is True else ""))
    query = urlencode([(key, value) for key, value in paint if value])
    return f"https://cdn.aboutstatic.com/file/{name}" + (f"?{query}" if query else "")
