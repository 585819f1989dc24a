"""The schema.org blocks of the schema.org demo store, in four of the forms that shops write them.

Every block holds name, brand, colour, sizes, price and all photos; the forms differ as shops differ. Which form a
page has depends on the product's id alone.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from scrapers.demo.addresses import slug
from scrapers.demo.offer import offer
from scrapers.demo.product import DemoProduct
from scrapers.demo.schemaorg_urls import (
    CLOTHING,
    SHOP,
    category_path,
    listing_url,
    photo_url,
    product_path,
    product_url,
)
from scrapers.demo.seeds import number
from scrapers.demo.wording import WORDING

Node = dict[str, Any]


def form(product: DemoProduct) -> str:
    """The form of a product's page: plain, typed, group or graph."""
    return tuple(FORMS)[number("markup", product.id) % len(FORMS)]


def markup(product: DemoProduct, colourways: Sequence[DemoProduct]) -> list[Node]:
    """The blocks of a product page; `colourways` are all colours of the article, its own among them."""
    return FORMS[form(product)](product, colourways)


def _plain(product: DemoProduct, colourways: Sequence[DemoProduct]) -> list[Node]:
    """One product, an AggregateOffer, and attributes as additionalProperty."""
    asked = offer(product)
    said = WORDING["schemaorg"].lines(product)
    block = {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": product.id,
        "inProductGroupWithID": product.group_id,
        "name": product.name,
        "brand": {"@type": "Brand", "name": product.brand},
        "color": _colour(product),
        "size": list(product.sizes),
        "image": [photo_url(photo) for photo in product.photos],
        "url": product_url(product),
        "additionalProperty": [{"@type": "PropertyValue", "name": key, "value": value} for key, value in said],
        "offers": {
            "@type": "AggregateOffer",
            "lowPrice": asked.current / 100,
            "highPrice": asked.current / 100,
            "offerCount": len(product.sizes),
            "priceCurrency": product.currency,
            "availability": f"http://schema.org/{_availability(asked.in_stock)}",
        },
    }
    return [block, _breadcrumbs(product)]


def _typed(product: DemoProduct, colourways: Sequence[DemoProduct]) -> list[Node]:
    """A list of types, the brand as text with its entities encoded, URLs without scheme or host, an offer a size."""
    asked = offer(product)
    block = {
        "@context": "http://schema.org/",
        "@type": ["Product", "IndividualProduct"],
        "sku": product.id,
        "name": escape(product.name),
        "brand": escape(product.brand),
        "color": _colour(product),
        "size": list(product.sizes),
        "image": [photo_url(photo).removeprefix("https:") for photo in product.photos],
        "url": product_path(product),
        "description": f"<p>{escape(product.name)} von <b>{escape(product.brand)}</b></p>",
        "offers": [
            {
                "@type": "Offer",
                "sku": _sku(product, size),
                "price": f"{asked.current / 100:.2f}",
                "priceCurrency": product.currency,
                "availability": _availability(size in asked.left),
                "url": product_path(product),
            }
            for size in product.sizes
        ],
    }
    return [block, _breadcrumbs(product)]


def _group(product: DemoProduct, colourways: Sequence[DemoProduct]) -> list[Node]:
    """A ProductGroup with its own sizes as variants; of the other colours it names only the pages."""
    block = {
        "@context": "https://schema.org/",
        "@type": "ProductGroup",
        "productGroupID": product.group_id,
        "sku": product.id,
        "name": product.name,
        "brand": {"@type": "Brand", "name": product.brand},
        "color": _colour(product),
        "url": product_url(product),
        "image": photo_url(product.photos[0]),
        "variesBy": ["https://schema.org/size", "https://schema.org/color"],
        "hasVariant": [
            *({**_variant(product, size), "image": _pictures(product)} for size in product.sizes),
            *({"url": product_url(way)} for way in colourways if way.id != product.id),
        ],
    }
    return [block, _breadcrumbs(product)]


def _graph(product: DemoProduct, colourways: Sequence[DemoProduct]) -> list[Node]:
    """One @graph whose nodes refer to each other by @id; entities are encoded twice."""
    page = product_url(product)
    name, brand = escape(escape(product.name)), escape(escape(product.brand))
    photos = [{**node, "@id": f"{page}#foto-{at}"} for at, node in enumerate(_pictures(product))]
    shown = [{"@id": photo["@id"]} for photo in photos]
    variants = [
        {**_variant(product, size), "@id": f"{page}#{size}", "image": shown, "isVariantOf": {"@id": f"{page}#product"}}
        for size in product.sizes
    ]
    maker = {"@type": "Brand", "@id": f"https://{SHOP}/#{slug(product.brand)}", "name": brand}
    group: Node = {
        "@type": "ProductGroup",
        "@id": f"{page}#product",
        "productGroupID": product.group_id,
        "sku": product.id,
        "name": name,
        "brand": {"@id": maker["@id"]},
        "color": _colour(product),
        "url": page,
        "image": shown,
        "variesBy": "size",
        "hasVariant": [{"@id": variant["@id"]} for variant in variants],
        "mainEntityOfPage": {"@id": page},
    }
    site = {"@type": "WebPage", "@id": page, "url": page, "name": name, "inLanguage": "de-DE"}
    return [{
        "@context": "https://schema.org",
        "@graph": [site, _breadcrumbs(product), *photos, maker, group, *variants],
    }]  # fmt: skip


FORMS: Mapping[str, Callable[[DemoProduct, Sequence[DemoProduct]], list[Node]]] = {
    "plain": _plain,
    "typed": _typed,
    "group": _group,
    "graph": _graph,
}


def _variant(product: DemoProduct, size: str) -> Node:
    asked = offer(product)
    return {
        "@type": "Product",
        "sku": _sku(product, size),
        "name": f"{product.name} {size}",
        "color": _colour(product),
        "size": size,
        "offers": {
            "@type": "Offer",
            "price": asked.current / 100,
            "priceCurrency": product.currency,
            "availability": f"https://schema.org/{_availability(size in asked.left)}",
            "url": product_url(product),
        },
    }


def _pictures(product: DemoProduct) -> list[Node]:
    return [{"@type": "ImageObject", "url": photo_url(photo)} for photo in product.photos]


def _colour(product: DemoProduct) -> str:
    """The maker's word and the shop's."""
    return f"{product.color_name}/{product.color_label}"


def _sku(product: DemoProduct, size: str) -> str:
    return f"{product.id}-{size}"


def _availability(left: bool) -> str:
    return "InStock" if left else "OutOfStock"


def _breadcrumbs(product: DemoProduct) -> Node:
    women, clothing, category = product.category_path
    steps = [(women, CLOTHING), (clothing, CLOTHING), (category, category_path(product))]
    items = [
        {"@type": "ListItem", "position": place, "item": {"@id": listing_url(path), "name": label}}
        for place, (label, path) in enumerate(steps, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
