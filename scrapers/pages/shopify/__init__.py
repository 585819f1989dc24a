"""What stands in the public JSON of a Shopify shop, and on its product pages.

For example https://shop.example/products.json?limit=250&page=1. A Shopify product holds several colourways; each
becomes one product of ours. Product pages that are HTML are read by their schema.org data.
"""

import json
import re
from typing import Any

from curation.schema import RawProduct
from scrapers.pages import money, schemaorg
from scrapers.pages.genders import GENDERS
from scrapers.pages.item import Listing, PageError, ProductItem, with_photos
from scrapers.pages.lists import described
from scrapers.pages.markup import absolute, decode
from scrapers.pages.shapes import at, objects, said
from scrapers.pages.shopify.colourways import Colourway, colourways
from scrapers.pages.shopify.gallery import galleries
from scrapers.pages.storename import store_name

__all__ = ["PARSER", "count", "currency", "listing", "product", "products"]

PARSER = "shopify/1"
_KEYS = ("products", "product_listings")


def products(body: bytes, url: str, currency: str = "") -> list[ProductItem]:
    """Every colourway of every product of an answer, in its order; the store is the shop's host.

    Args:
        body: an answer of products.json (or of one product, or of the listings interface), or a product page.
        url: where it came from.
        currency: ISO 4217, what the shop's meta.json says; the products themselves name none.

    Raises:
        PageError: there is no product with a name.
    """
    text = decode(body)
    if text.lstrip()[:1] not in ("{", "["):
        return [schemaorg.product(body, url)]
    found = [item for one in _products(text) for item in _colourways(one, url, currency)]
    if not found:
        raise PageError(
            f"{store_name(url)}: no product on {url}; it holds no list `products` with titles; "
            "save the shop's /products.json and try again"
        )
    return found


def product(body: bytes, url: str) -> ProductItem:
    """The first colourway of an answer.

    Raises:
        PageError: there is no product with a name.
    """
    return products(body, url)[0]


def listing(body: bytes, url: str) -> Listing:
    """The product pages that a page of products.json names, or those that a collection page links to."""
    text = decode(body)
    if text.lstrip()[:1] not in ("{", "["):
        return schemaorg.listing(body, url)
    handles = (said(one.get("handle")) for one in _products(text))
    found = [absolute(f"/products/{handle}", url) for handle in handles if handle]
    return Listing(list(dict.fromkeys(filter(None, found))), [])


def count(body: bytes) -> int:
    """How many products an answer holds: fewer than were asked for means that it is the last page."""
    return len(_products(decode(body)))


def currency(body: bytes) -> str:
    """The shop's currency by its meta.json or cart.js; empty where that says none."""
    return money.currency(at(_value(decode(body)), "currency"))


def handles(body: bytes) -> list[str]:
    """The handles of the collections that an answer of collections.json lists."""
    return [name for one in objects(at(_value(decode(body)), "collections")) if (name := said(one.get("handle")))]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _products(text: str) -> list[dict[str, Any]]:
    value = _value(text)
    listed = [one for key in _KEYS for one in objects(at(value, key))]
    single = [one for one in (at(value, "product"), value) if isinstance(one, dict) and "variants" in one]
    return listed or objects(value) or single[:1]


def _colourways(one: dict[str, Any], url: str, currency: str) -> list[ProductItem]:
    number = said(one.get("id")) or said(one.get("product_id"))
    if not said(one.get("title")) or not number:
        return []
    unknown: list[str] = []
    ways = colourways(one, cents=url.partition("?")[0].endswith(".js"))
    pictures = galleries(one, ways, url, unknown)
    attributes = described(str(one.get("body_html") or one.get("description") or ""))
    items = []
    for way in ways:
        row = RawProduct(store_name(url), way.id, number, _address(one, way, url), parser=PARSER)
        row.name, row.brand = said(one.get("title")), said(one.get("vendor"))
        row.category = said(one.get("product_type")) or said(one.get("type"))
        row.category_path = [row.category] if row.category else []
        row.gender = _gender(one)
        row.color, row.sizes = way.color, way.sizes
        row.price, row.currency = way.price, (way.currency or currency) if way.price is not None else ""
        row.attributes = [*attributes, *way.attributes]
        items.append(with_photos(row, pictures[way.id], list(unknown)))
    return items


def _gender(one: dict[str, Any]) -> str:
    """The gender that tags and product type name in a word, where they name one only."""
    tags = one.get("tags")
    listed = list(map(said, tags)) if isinstance(tags, list) else said(tags).split(",")
    words = " ".join([*listed, said(one.get("product_type")), said(one.get("type"))]).casefold().replace("'", "")
    found = {GENDERS[word] for word in re.findall(r"[^\W\d_]+", words) if word in GENDERS}
    return found.pop() if len(found) == 1 else ""


def _address(one: dict[str, Any], way: Colourway, url: str) -> str:
    handle = said(one.get("handle"))
    variant = f"?variant={way.variants[0]}" if way.color and way.variants else ""
    return (absolute(f"/products/{handle}{variant}", url) if handle else "") or url
