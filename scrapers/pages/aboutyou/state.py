"""The initial state of an About You product page: one message holds images, sizes, colourways, breadcrumbs and lanes.

Source: a sanitised page of 2026 and the parser notes that came with it; unions are matched by `$case`, never by label.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from curation.schema import RawProduct
from scrapers.pages import money
from scrapers.pages.aboutyou import gallery, stated
from scrapers.pages.aboutyou.identity import NUMBER
from scrapers.pages.aboutyou.lanes import lanes
from scrapers.pages.aboutyou.names import PARSER, STORE
from scrapers.pages.aboutyou.sizes import sizes
from scrapers.pages.item import ProductItem, with_photos
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute
from scrapers.pages.shapes import at, case, first, objects, said

_GENDERS = {"frauen": "female", "damen": "female", "maenner": "male", "herren": "male", "kinder": "kids"}
_PRICES = ("priceV2", "price", "priceSummary", "priceRange")


def product(detail: dict[str, Any], name: str, graph: Graph, url: str) -> ProductItem:
    """The product of a detail message; what the message lacks is taken from the page's JSON-LD."""
    unknown: list[str] = []
    shown = at(detail, "imagesSection", "product")
    entity = stated.entity(name, graph, url)
    ways, trail = _colourways(detail, unknown), _breadcrumbs(detail, url)
    row = RawProduct(STORE, name, stated.group(graph, entity), _address(ways, name, url), parser=PARSER)
    row.group_id = row.group_id or (min((way for way in ways), key=int) if len(ways) > 1 else "")
    row.name = said(shown.get("name")) or graph.text(entity, "name")
    row.category_path = [label for label, _ in trail]
    row.category = trail[-1][1].rpartition("/")[2] if trail else ""
    row.gender = (
        next((_GENDERS[part] for part in re.split(r"[/-]", trail[0][1]) if part in _GENDERS), "") if trail else ""
    )
    row.brand = _brand(detail, shown, trail) or graph.text(entity, "brand", "manufacturer")
    row.color = said(shown.get("colorLabel")) or graph.text(entity, "color")
    row.color_family = ", ".join(said(color.get("name")) for color in objects(shown.get("colors")) if color.get("name"))
    ids, row.sizes = sizes(detail, unknown)
    row.price, row.currency = _price(detail)
    if row.price is None or not row.currency:
        row.price, row.currency = stated.price(graph, entity, {*ids, name}, name, url)
    row.attributes = lanes(at(detail, "productDetailsSection", "articleDetails", "lanes"), unknown)
    images = gallery.photos(at(detail, "imagesSection", "images"), name, url)
    return with_photos(row, images, unknown)


def _colourways(detail: dict[str, Any], unknown: list[str]) -> dict[str, str]:
    """Path by number of every colourway that the page offers, itself among them."""
    kind, content = case(at(detail, "productSelectionSection", "type"))
    if kind and kind not in ("productSelection", "noSiblings"):
        unknown.append(f"productSelection:{kind}")
    found = {said(item.get("id")): said(item.get("path")) for item in objects(at(content, "items"))}
    return {name: path for name, path in found.items() if NUMBER.fullmatch(name)}


def _address(ways: dict[str, str], name: str, url: str) -> str:
    return absolute(ways.get(name), url) or url


def _breadcrumbs(detail: dict[str, Any], url: str) -> list[tuple[str, str]]:
    """Label and path of each category; the last crumb is often a brand filter, which is no category."""
    crumbs = ((said(one.get("label")), said(at(one, "url", "url"))) for one in _crumbs(detail))
    found = ((label, urlsplit(absolute(path, url))) for label, path in crumbs if label)
    return [
        (label, parts.path.rstrip("/")) for label, parts in found if parts.path.startswith("/c/") and not parts.query
    ]


def _crumbs(detail: dict[str, Any]) -> list[dict[str, Any]]:
    return objects(at(detail, "linksSection", "breadcrumbs"))


def _brand(detail: dict[str, Any], shown: dict[str, Any], trail: list[tuple[str, str]]) -> str:
    """The brand by name; else what the brand filter among the breadcrumbs is called before the category's name."""
    for part in (shown, at(detail, "brandSection"), at(detail, "infoSection"), at(detail, "headerSection")):
        if name := first([said(at(part, "brandName")), said(at(part, "brand", "name")), said(at(part, "brand"))]):
            return name
    for crumb in reversed(_crumbs(detail)):
        label = said(crumb.get("label"))
        if "brand=" in said(at(crumb, "url", "url")) and trail and label.endswith(f" {trail[-1][0]}"):
            return label.removesuffix(trail[-1][0]).strip()
    return ""


def _price(detail: dict[str, Any]) -> tuple[float | None, str]:
    """The price of the message's own sections; amounts without a fraction are cents, as in all the store's messages."""
    for section, content in detail.items():
        if not isinstance(content, dict) or "recommend" in section.lower() or section == "productSelectionSection":
            continue
        for node in (content, at(content, "product"), at(content, "price")):
            for name in _PRICES:
                amount, currency = cents(at(node, name))
                if amount is not None:
                    return amount, currency
    return None, ""


def cents(price: Any) -> tuple[float | None, str]:
    """Amount and currency of a price object of the store, in whatever of its forms: the one asked today."""
    for part in (at(price, "current"), at(price, "final"), at(price, "min"), price):
        currency = first(money.currency(at(part, key)) for key in ("currencyCode", "currency"))
        for key in ("withTax", "amount", "value"):
            amount = money.usable(at(part, key))
            if amount is not None:
                return (amount / 100 if amount.is_integer() else amount), currency
        written, sign = money.written(at(part, "formatted") or at(part, "label"))
        if written is not None:
            return written, currency or sign
    return None, ""
