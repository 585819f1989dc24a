"""Products that a page describes in its markup: microdata, else OpenGraph; given in the shape of JSON-LD."""

import re
from html import unescape
from typing import Any

from scrapers.pages.markup import attributes, metas, visible
from scrapers.pages.wording import collapse

_TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^<>]*\bitem(?:prop|scope|type)\b[^<>]*)>([^<]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"schema\.org/(?:Product|ProductGroup)$")
_PLAIN = ("name", "sku", "productid", "mpn", "gtin13", "color", "material", "size", "url", "category")
_SPELLED = {"productid": "productID"}
_TELLING = frozenset(("sku", "productID", "mpn", "gtin13", "image"))
_OFFER = ("price", "pricecurrency", "lowprice")
_VALUES = ("content", "href", "src", "data-src", "value")


def entities(page: str) -> list[dict[str, Any]]:
    """The products of the page's microdata; where it has none, the one that its OpenGraph tags name."""
    return _items(visible(page)) or _open_graph(page)


def _items(page: str) -> list[dict[str, Any]]:
    """Products in page order; a property belongs to the product that began last, a name inside a brand to the brand."""
    found: list[dict[str, Any]] = []
    inside = ""
    for tag in _TAG.finditer(page):
        parts = attributes(tag[2])
        name, kind = parts.get("itemprop", "").lower(), parts.get("itemtype", "")
        if _PRODUCT.search(kind) and not name:
            found.append({"@type": "Product", "offers": {}})
            inside = ""
        elif found:
            value = collapse(next((parts[key] for key in _VALUES if parts.get(key)), "") or unescape(tag[3]))
            inside = _kept(found[-1], name, value, inside, scope=bool(kind))
    # A name alone is a tile of something recommended.
    return [one for one in found if one.get("name") and (one["offers"] or one.keys() & _TELLING)]


def _kept(product: dict[str, Any], name: str, value: str, inside: str, *, scope: bool) -> str:
    """Put a property where it belongs; the answer is the thing that later names belong to."""
    if scope:
        return name or "other"
    if name == "name" and inside:
        if inside in ("brand", "manufacturer"):
            product.setdefault("brand", value)
        return "" if inside == "brand" else inside
    if name in ("brand", "manufacturer") and value:
        product.setdefault("brand", value)
    elif name in _OFFER and value:
        key = {"pricecurrency": "priceCurrency", "lowprice": "lowPrice"}.get(name, name)
        product["offers"].setdefault(key, value)
    elif name == "image" and value:
        product.setdefault("image", []).append(value)
    elif name in _PLAIN and value and inside in ("", "offers"):
        product.setdefault(_SPELLED.get(name, name), value)
    return inside


def _open_graph(page: str) -> list[dict[str, Any]]:
    tags = metas(page)
    if not tags.get("og:type", "").startswith(("product", "og:product")) or not tags.get("og:title"):
        return []
    amount = tags.get("product:price:amount") or tags.get("og:price:amount", "")
    currency = tags.get("product:price:currency") or tags.get("og:price:currency", "")
    found = {
        "name": tags["og:title"],
        "url": tags.get("og:url", ""),
        "image": tags.get("og:image", ""),
        "brand": tags.get("product:brand", ""),
        "color": tags.get("product:color", ""),
        "sku": tags.get("product:retailer_item_id", ""),
        "category": tags.get("product:category", ""),
    }
    offers = {"price": amount, "priceCurrency": currency} if amount else {}
    return [{"@type": "Product", "offers": offers, **{name: value for name, value in found.items() if value}}]
