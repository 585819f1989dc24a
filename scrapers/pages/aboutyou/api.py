"""The answers of About You's public API of 2019 to 2023, which people saved: a product, a list of them, or a page.

Two generations: prices in `priceSummary` and galleries by preference (2019), or every value under
`attributes.<key>.values` (2020 to 2023). Amounts are cents. Source: an answer of 2019, request forms of public code.
"""

import json
from collections.abc import Iterator
from typing import Any

from curation.schema import Attribute, RawProduct
from scrapers.pages.aboutyou import gallery
from scrapers.pages.aboutyou.names import PARSER, STORE
from scrapers.pages.aboutyou.state import cents
from scrapers.pages.item import ProductItem, with_photos
from scrapers.pages.lists import keyed
from scrapers.pages.shapes import at, first, objects, said, unique

# The order in which the store shows a product alone before it shows it worn.
_GALLERIES = ("imagesBustFirst", "imagesModelFirst")
_GENDERS = {"frauen": "female", "maenner": "male", "kinder": "kids"}
_SPOKEN_ELSEWHERE = ("name", "brand", "color", "colorDetail")


def products(text: str, url: str) -> list[ProductItem]:
    """Every product of an answer, in its order; none where the text is no such answer."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return []
    listed = objects(answer if isinstance(answer, list) else at(answer, "entities")) or [answer]
    found = [_product(entity, url) for entity in listed if isinstance(entity, dict)]
    return [item for item in found if item.product.id and item.product.name]


def _product(entity: dict[str, Any], url: str) -> ProductItem:
    name = _value(entity, "id")
    row = RawProduct(STORE, name if name.isascii() and name.isdigit() else "", parser=PARSER)
    row.name, row.brand = _value(entity, "name"), _value(entity, "brand")
    row.product_url = url
    row.color = _value(entity, "colorDetail") or _value(entity, "color")
    row.color_family = _value(entity, "color") if row.color != _value(entity, "color") else ""
    trail = [one for one in objects(entity.get("categories")) if said(one.get("name"))]
    row.category_path = [said(one.get("name")) for one in trail]
    path = said(trail[-1].get("url")) if trail else ""
    row.category = path.rstrip("/").rpartition("/")[2]
    row.gender = _GENDERS.get(path.strip("/").partition("/")[0], "")
    variants = objects(entity.get("variants"))
    row.sizes = unique(first(_value(one, key) for key in ("shopSize", "vendorSize", "size")) for one in variants)
    row.price, row.currency = _price(entity, variants)
    row.attributes = list(_attributes(entity))
    images = entity.get("images")
    if isinstance(images, dict):
        images = next((images[key] for key in _GALLERIES if images.get(key)), [])
    unknown = [] if isinstance(images, list) else ["images:none"]
    return with_photos(row, gallery.photos(images, row.id, "https://cdn.aboutstatic.com/"), unknown)


def _price(entity: dict[str, Any], variants: list[dict[str, Any]]) -> tuple[float | None, str]:
    for price in (entity.get("priceSummary"), entity.get("priceRange"), *(one.get("price") for one in variants)):
        amount, currency = cents(price)
        if amount is not None:
            return amount, currency
    return None, ""


def _value(holder: dict[str, Any], key: str) -> str:
    """What a key says, directly, by name, or under `attributes` with its label or value."""
    for value in (holder.get(key), at(holder, "attributes", key)):
        values = at(value, "values")
        listed = ", ".join(said(at(one, "label")) for one in objects(values) if at(one, "label"))
        if text := first(
            [said(value), said(at(value, "name")), said(at(values, "label")), listed, said(at(values, "value"))]
        ):
            return text
    return ""


def _attributes(entity: dict[str, Any]) -> Iterator[Attribute]:
    """Labelled attributes of the second generation, and the bullets of its advanced ones."""
    stated = entity.get("attributes")
    for key, value in stated.items() if isinstance(stated, dict) else ():
        if key not in _SPOKEN_ELSEWHERE and isinstance(at(value, "values"), dict | list):
            label = said(at(value, "label")) or key
            if text := _value(entity, key):
                yield Attribute(label, text, "attributes")
    advanced = entity.get("advancedAttributes")
    for key, value in advanced.items() if isinstance(advanced, dict) else ():
        for text in _leaves(at(value, "values"), 0):
            yield keyed(text, key)


def _leaves(value: Any, depth: int) -> Iterator[str]:
    """The values of nested field sets."""
    if depth > 20:
        return
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item, depth + 1)
    elif isinstance(value, dict):
        if text := said(value.get("value")) or said(value.get("label")):
            yield text
        else:
            yield from (leaf for part in value.values() for leaf in _leaves(part, depth + 1))
