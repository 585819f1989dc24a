"""The embedded state of the About You demo store: a list of [method, message] as the shop's pages carry since 2021.

Messages keep the shape of a page of 2026: a choice is an object whose `$case` names the one key that is filled.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from scrapers.demo.aboutyou_photos import photo_url, stated
from scrapers.demo.aboutyou_urls import (
    CLOTHING,
    COLOR_IDS,
    WOMEN,
    brand_key,
    category_path,
    product_path,
    size_id,
)
from scrapers.demo.front import json_script
from scrapers.demo.offer import Offer, offer
from scrapers.demo.product import DemoProduct
from scrapers.demo.seeds import digits
from scrapers.demo.shelf import Shelf
from scrapers.demo.wording import WORDING

Node = dict[str, Any]

LANES = {"details": "bulletPointLane", "size_fit": "sizeLane", "material_care": "materialLane"}
SERVICES = "aysa_api.services"


def state_script(messages: Mapping[str, Node]) -> str:
    """The block of embedded state, from messages by their gRPC method."""
    pairs = [[f"{SERVICES}.{method}:{digits(method)[:8]}", {"data": data}] for method, data in messages.items()]
    return json_script('data-tadarida-initial-state="true" type="application/json"', pairs)


def product_message(product: DemoProduct, colourways: Sequence[DemoProduct]) -> Node:
    """What ArticleDetailService/GetProductBulk says of a product."""
    asked = offer(product)
    return {
        "imagesSection": {"images": _images(product), "product": _product(product), "badges": []},
        "sizesSection": {"sizeSelection": {"type": _size_selection(product, asked)}},
        "productSelectionSection": {"type": _product_selection(colourways)},
        "linksSection": {"breadcrumbs": [_breadcrumb(label, url) for label, url in breadcrumbs(product)]},
        "productDetailsSection": {"articleDetails": {"lanes": _lanes(product)}},
        "trailers": {"grpc-status": ["0"]},
    }


def listing_message(page: Shelf, per_page: int) -> Node:
    """What CategoryStreamService/GetProductStreamV2 says of one page of a listing."""
    last = page.number == page.pages
    return {
        "items": [{"type": {"$case": "productSection", "productSection": _section(shown)}} for shown in page.shown],
        "pagination": {"total": page.total, "page": page.number, "perPage": per_page},
        "nextState": None if last else digits("next", page.number, page.total),
        "preferredProductImageType": "model",
    }


def breadcrumbs(product: DemoProduct) -> list[tuple[str, str]]:
    """Label and URL of each step. The last is no category but the category under a brand filter, as on the live page."""
    women, clothing, category = product.category_path
    path = category_path(product.category)
    return [
        (women, WOMEN),
        (clothing, CLOTHING),
        (category, path),
        (f"{product.brand} {category}", f"{path}?brand={brand_key(product.brand)}"),
    ]


def point(key: str, value: str) -> str:
    """An attribute as one bullet."""
    return f"{key}: {value}" if key else value


def _images(product: DemoProduct) -> list[Node]:
    return [{"image": {"src": photo_url(photo, "zoom"), **stated(photo)}} for photo in product.photos]


def _product(product: DemoProduct) -> Node:
    return {
        "id": int(product.id),
        "name": product.name,
        "colorLabel": product.color_name,
        "colors": [{"id": COLOR_IDS[product.values["color"]], "name": product.color_label}],
        "sizes": [
            {
                "id": size_id(product, size),
                "shopSize": {"size": {"$case": "oneDimension", "oneDimension": {"label": size}}},
            }
            for size in product.sizes
        ],
    }


def _size_selection(product: DemoProduct, asked: Offer) -> Node:
    listed = [
        {"sizeId": size_id(product, size), "label": size, "availability": _left(asked, size)} for size in asked.stock
    ]
    if len(listed) == 1:
        return {"$case": "oneSize", "oneSize": listed[0]}
    return {"$case": "sizes", "sizes": {"sizes": listed}}


def _left(asked: Offer, size: str) -> Node:
    quantity = asked.stock[size]
    if quantity == "OUT_OF_STOCK":
        return {"$case": "soldOut", "soldOut": {"label": "Erinnere mich"}}
    return {"$case": "inStock", "inStock": {"quantity": 1 if quantity == "ONE" else 12}}


def _product_selection(colourways: Sequence[DemoProduct]) -> Node:
    if len(colourways) == 1:
        return {"$case": "noSiblings", "noSiblings": {}}
    items = [{"id": int(way.id), "path": product_path(way), "colorLabel": way.color_name} for way in colourways]
    return {"$case": "productSelection", "productSelection": {"items": items}}


def _breadcrumb(label: str, url: str) -> Node:
    return {"url": {"url": url}, "label": label}


def _lanes(product: DemoProduct) -> list[Node]:
    return [
        {
            "label": heading,
            "type": {"$case": LANES[section], LANES[section]: {"bulletPoints": [point(*row) for row in rows]}},
        }
        for section, heading, rows in WORDING["aboutyou"].sections(product)
    ]


def _section(product: DemoProduct) -> Node:
    asked = offer(product)
    price: Node = {"currentPrice": {"amount": asked.current, "currencyCode": product.currency}}
    if asked.on_sale:
        price["originalPrice"] = {"amount": asked.original, "currencyCode": product.currency}
    return {
        "productTile": {
            "productId": int(product.id),
            "link": {"url": product_path(product)},
            "brandName": product.brand,
            "name": product.name,
            "priceV2": price,
            "availableSizes": list(asked.left),
            "colorLabel": product.color_name,
        }
    }
