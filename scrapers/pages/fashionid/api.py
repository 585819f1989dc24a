"""The answers of fashionid.de's interface of 2018, which people saved: a list of products with two photos each.

Source: 48 products in a public repository. `description` is the article's name, `priceR` the reduced price.
"""

import json
import re
from typing import Any

from curation.schema import RawImage, RawProduct
from scrapers import cdn
from scrapers.pages import money
from scrapers.pages.fashionid.names import PARSER, STORE
from scrapers.pages.item import ProductItem, with_photos
from scrapers.pages.markup import absolute
from scrapers.pages.shapes import at, objects, said, unique

_NUMBER = re.compile(r"[0-9]{5,9}")
_GENDERS = {"damen": "female", "herren": "male", "kinder": "kids", "maedchen": "kids", "jungen": "kids"}
# /<brand>/<gender>-<words of the name and the colour>-<number>_<n>/
_SLUG = re.compile(r"/([a-z]+)-[^/]*-[0-9]+_[0-9]+/?$")


def products(text: str, url: str) -> list[ProductItem]:
    """Every product of an answer, in its order; none where the text is no such answer."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return []
    listed = answer if isinstance(answer, list) else at(answer, "products") or at(answer, "items")
    return [item for one in objects(listed) if (item := _product(one, url)).product.id and item.product.name]


def _product(one: dict[str, Any], url: str) -> ProductItem:
    name = said(one.get("id"))
    row = RawProduct(STORE, name if _NUMBER.fullmatch(name) else "", parser=PARSER)
    row.product_url = absolute(one.get("url"), url) or url
    row.name, row.brand = said(one.get("description")) or said(one.get("name")), said(one.get("brand"))
    prices = (money.usable(one.get(key)) for key in ("priceR", "priceO", "price"))
    row.price = next((price for price in prices if price is not None), None)
    slug = _SLUG.search(row.product_url)
    row.gender = _GENDERS.get(slug[1], "") if slug else ""
    sizes = one.get("sizes")
    row.sizes = unique(map(said, sizes)) if isinstance(sizes, list) else []
    images = one.get("images")
    addresses = (absolute(address, url) for address in images) if isinstance(images, list) else ()
    pictures = cdn.widest(filter(None, addresses))
    return with_photos(
        row,
        [
            RawImage(STORE, row.id, position, role_source="fashionid:images", url=address, key=key)
            for position, (key, address) in enumerate(pictures.items())
        ],
        [],
    )
