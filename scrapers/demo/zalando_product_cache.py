"""What a Zalando product page knows of its own product, scattered over several queries of its cache."""

import json
from collections.abc import Sequence

from scrapers.demo.addresses import slug
from scrapers.demo.offer import Offer, euros, offer
from scrapers.demo.picks import packshot
from scrapers.demo.product import DemoProduct
from scrapers.demo.zalando_nodes import (
    Node,
    attribute_super_clusters,
    colourways,
    display_price,
    entity,
    entity_id,
    full_name,
    images,
    kind,
    simples,
    simples_with_stock,
)
from scrapers.demo.zalando_state import Cache, cache_key, page_entity
from scrapers.demo.zalando_urls import SHOP, photo_uri, product_path, product_url


def product_cache(product: DemoProduct, siblings: Sequence[DemoProduct]) -> Cache:
    """All that a product page knows of its own product, scattered over several queries."""
    asked = offer(product)
    variables = {"id": page_entity(product)["id"]}
    words = ["product.pdp.close.text", "main.goToTop"]
    answers: list[tuple[str, Node, Node]] = [
        ("entity", variables, {"entity": entity(product)}),
        ("words", {"keys": words}, {"translations": dict(zip(words, ("Schließen", "Nach oben")))}),
        ("tracking", variables, {"context": _context(product, asked)}),
        ("seo", variables, {"product": _seo(product, asked)}),
        ("meta", variables, {"product": _meta(product, asked)}),
        ("gallery", variables, {"product": _gallery(product, asked, siblings)}),
        ("price", variables, {"product": _price(product, asked, siblings)}),
        ("details", {**variables, "isDesignerExperience": False}, {"product": _details(product)}),
        ("sizes", variables, {"product": _sizes(product, asked)}),
    ]
    header = json.dumps({"alias": "header-config", "static": True, "cacheRef": "header-config"}, separators=(",", ":"))
    cache: Cache = {header: {"data": {"data": {"block-bot-for-all-features": False}}}}
    return cache | {cache_key(query, variables): {"data": data} for query, variables, data in answers}


def _context(product: DemoProduct, asked: Offer) -> Node:
    return {
        "entity_id": entity_id(product),
        "availabilityStatus": "AVAILABLE",
        "flags": [],
        "brand": {"name": product.brand, "entity_id": f"ern:brand::{product.id[:3]}"},
        "color": {"name": product.color_name},
        "display_price": {
            "current": {"amount": asked.current},
            "original": {"amount": asked.original},
            "promotional": {"amount": asked.current} if asked.on_sale else None,
            "displayMode": "TWO_PRICES" if asked.on_sale else "BLACK_PRICE",
        },
        "navigationTargetGroup": entity(product)["navigationTargetGroup"],
        "name": full_name(product),
        "media": [{"__typename": "Image"} for _ in product.photos],
        "simples": simples(product, asked),
        "group": "CLOTHING",
        "category": kind(product),
        "experience": None,
    }


def _named(product: DemoProduct) -> Node:
    return {"id": entity_id(product), "name": full_name(product), "sku": product.id}


def _seo(product: DemoProduct, asked: Offer) -> Node:
    primary = packshot(product.photos) or product.photos[0]
    promotional = {"formatted": euros(asked.current)} if asked.on_sale else None
    return {
        **_named(product),
        "displayPrice": {"original": {"formatted": euros(asked.original)}, "promotional": promotional},
        "brand": {"name": product.brand},
        "color": {"name": product.color_name, "label": product.color_label},
        "urisInAllLocales": [{"locale": "de-DE", "uri": product_path(product)}],
        "category": kind(product),
        "primaryImage": {"uri": photo_uri(primary, 103)},
        "condition": None,
    }


def _meta(product: DemoProduct, asked: Offer) -> Node:
    return {
        **_named(product),
        "brand": {"name": product.brand},
        "color": {"name": product.color_name, "label": product.color_label},
        "simples": simples(product, asked),
        "uri": product_url(product),
        "media": [{"uri": photo_uri(photo, 103)} for photo in product.photos],
        "category": kind(product),
        "availabilityStatus": "AVAILABLE",
    }


def _gallery(product: DemoProduct, asked: Offer, siblings: Sequence[DemoProduct]) -> Node:
    return {
        **_named(product),
        "uri": product_url(product),
        "comingSoon": False,
        "brand": {"name": product.brand, "uri": f"https://{SHOP}/{slug(product.brand)}/"},
        "flags": [],
        "galleryThumbnails": images(product.photos, 156),
        "galleryMedia": images(product.photos, 762),
        "galleryMediaZoom": images(product.photos, 1800),
        "simples": [{"sku": row["sku"], "size": row["size"], "gallery": None} for row in simples(product, asked)],
        "simplesWithStock": simples_with_stock(product, asked),
        "family": colourways(siblings),
        "inWishlist": False,
    }


def _price(product: DemoProduct, asked: Offer, siblings: Sequence[DemoProduct]) -> Node:
    return {
        **_named(product),
        "uri": product_url(product),
        "simples": [{"sku": row["sku"], "size": row["size"]} for row in simples(product, asked)],
        "simplesWithStock": simples_with_stock(product, asked),
        "family": colourways(siblings),
        "brand": {"name": product.brand, "uri": f"https://{SHOP}/{slug(product.brand)}/"},
        "color": {"name": product.color_name},
        "displayPrice": display_price(asked, "pdpLabel"),
        "group": "CLOTHING",
        "supplierName": product.name.partition(" - ")[0],
    }


def _details(product: DemoProduct) -> Node:
    return {
        **_named(product),
        "sustainability": None,
        "attributeSuperClusters": attribute_super_clusters(product),
        "brand": {"name": product.brand, "id": f"ern:brand::{product.id[:3]}", "followStatus": None},
        "condition": None,
    }


def _sizes(product: DemoProduct, asked: Offer) -> Node:
    return {
        "inStock": asked.in_stock,
        "simples": [{"size": row["size"], "sku": row["sku"]} for row in simples(product, asked)],
        "simplesWithStock": simples_with_stock(product, asked),
    }
