"""Which photos of a Shopify product show which colourway.

A shop links a photo to variants (`variant_ids`). Shops that link only the first photo of each colour let the others of
that colour follow it; that is likely, not certain, and `role_source` says so. Whether a photo shows the article alone
is nothing Shopify says: every role is "unknown".
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from curation.schema import RawImage
from scrapers import cdn
from scrapers.pages.markup import absolute
from scrapers.pages.shapes import at, objects, said
from scrapers.pages.shopify.colourways import Colourway
from scrapers.pages.storename import store_name

_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST_WORD = 3


def galleries(one: dict[str, Any], ways: list[Colourway], url: str, unknown: list[str]) -> dict[str, list[RawImage]]:
    """The photos of each colourway by its id, in the shop's order.

    A photo of several colours belongs to each; one that belongs to none for certain is left out and noted in `unknown`.
    """
    found: dict[str, list[RawImage]] = {way.id: [] for way in ways}
    pictures = [picture for picture in _pictures(one) if _address(picture, url)]
    owners = [_linked(picture, one, ways) for picture in pictures]
    leading = _in_runs(owners)
    last: list[Colourway] = []
    for picture, linked in zip(pictures, owners):
        last = linked or last
        if len(ways) == 1:
            own, source = ways, "shopify:images"
        elif linked:
            own, source = linked, "shopify:variant_ids"
        elif named := _named(picture, ways):
            own, source = named, "shopify:colour in name"
        elif leading:
            own, source = last, "shopify:after variant image (likely)"
        else:
            unknown.append("image:of no variant")
            continue
        for way in own:
            _add(found[way.id], picture, way, source, url)
    return found


def _add(rows: list[RawImage], picture: Any, way: Colourway, source: str, url: str) -> None:
    address = _address(picture, url)
    key = cdn.key(address)
    if all(row.key != key for row in rows):
        # The address is the original already: cutting sizes from a name that a person chose would ask for another file.
        rows.append(RawImage(store_name(url), way.id, len(rows), role_source=source, url=address, key=key))


def _pictures(one: dict[str, Any]) -> list[Any]:
    """The gallery; answers that end in .js list bare addresses, and beside them media that can be linked."""
    images = one.get("images")
    media = [item for item in objects(one.get("media")) if item.get("media_type") == "image"]
    return objects(images) or media or (images if isinstance(images, list) else [])


def _address(picture: Any, url: str) -> str:
    return absolute(picture if isinstance(picture, str) else at(picture, "src"), url)


def _linked(picture: Any, one: dict[str, Any], ways: list[Colourway]) -> list[Colourway]:
    """The colourways whose variants the photo is linked to, from either side."""
    listed = at(picture, "variant_ids")
    ids = {said(name) for name in listed} if isinstance(listed, list) else set()
    name = said(at(picture, "id"))
    for variant in objects(one.get("variants")):
        shown = (variant.get("image_id"), at(variant, "featured_image", "id"), at(variant, "featured_media", "id"))
        if name and name in map(said, shown):
            ids.add(said(variant.get("id")))
    return [way for way in ways if ids & set(way.variants)]


def _in_runs(owners: list[list[Colourway]]) -> bool:
    """Whether the gallery reads as one run a colour: it begins with a linked photo, and no colour begins twice."""
    starts = [way.id for linked in owners for way in linked]
    return bool(owners and owners[0]) and all(len(linked) <= 1 for linked in owners) and len(starts) == len(set(starts))


def _named(picture: Any, ways: list[Colourway]) -> list[Colourway]:
    """The one colourway whose colour the photo's alternative text or file name spells."""
    file = unquote(urlsplit(picture if isinstance(picture, str) else said(at(picture, "src"))).path).rpartition("/")[2]
    words = set(map(str.casefold, _LETTERS.findall(f"{said(at(picture, 'alt'))} {file}")))
    hits = [way for way in ways if (color := _words(way.color)) and color <= words]
    return hits if len(hits) == 1 else []


def _words(color: str) -> set[str]:
    return {word.casefold() for word in _LETTERS.findall(color) if len(word) >= _SHORTEST_WORD}
