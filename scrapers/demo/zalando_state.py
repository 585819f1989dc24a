"""The embedded state of Zalando's pages: script blocks whose cache is keyed by JSON strings."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from scrapers.demo.offer import offer
from scrapers.demo.product import DemoProduct
from scrapers.demo.zalando_nodes import Node, entity_id, tile
from scrapers.demo.zalando_urls import SHOP, product_slug

Cache = dict[str, Node]


def embed(data: object) -> str:
    """JSON as it stands inside a script element, percent and less-than signs escaped as in a URL.

    That is why a value such as "100% Baumwolle" reads "100%25 Baumwolle" after `json.loads`.
    """
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return written.replace("%", "%25").replace("<", "%3C")


def cache_key(query: str, variables: Mapping[str, Any]) -> str:
    """The key under which a query's answer stands: a JSON string with the hash of the query's text."""
    asked = {"id": hashlib.sha256(query.encode()).hexdigest(), "variables": dict(variables)}
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))


def page_entity(product: DemoProduct) -> Node:
    return {"id": f"ern:product:uri:{product_slug(product)}", "type": "product", "hints": []}


def root_state(root: Node, about: Node) -> Node:
    """The block at the head of a body: what the page is about, and who looks at it."""
    return {
        "enrichedRootEntity": root,
        "locale": "de-DE",
        "additionalModules": [],
        "rendererCache": [{"name": "null", "queriesMeta": []}],
        "isWebView": False,
        "deviceInfo": {"isDesktop": True, "isTablet": False, "isMobile": False, "isTouch": False},
        "host": SHOP,
        "rootEntityData": about,
        "frontendType": "browser",
        "loginState": 0,
        "isBot": False,
        "appDomain": 1,
        "salesChannel": "zalando.de",
    }


def block(root: Node, renderer: Node, position: str, cache: Cache) -> Node:
    """One renderer's block. What it caches need not concern the renderer itself."""
    return {
        "enrichedEntity": renderer,
        "graphqlCache": cache,
        "positionIndex": position,
        "parentPath": [root],
        "context": {"experience": None, "intent": {"sizes": [], "sort": "POPULARITY"}},
        "additionalRendererContext": {},
    }


def tile_cache(products: Sequence[DemoProduct]) -> Cache:
    """The tiles of a listing or carousel."""
    return {
        cache_key("tile", {"id": entity_id(product), "fetchCatalogMedia": False}): {
            "data": {"product": tile(product, offer(product))}
        }
        for product in products
    }


def collection_cache(identity: str, title: str, uri: str, products: Sequence[DemoProduct]) -> Cache:
    """A collection's name and the ids of its products; an empty one answers with an error, as in the field."""
    key = cache_key("collection", {"id": identity})
    if not products:
        error = {"message": f"Received Status: 404: collection not found {identity}", "path": ["collection"]}
        return {key: {"data": {"collection": None}, "errors": [error]}}
    edges = [
        {"node": {"__typename": "Product", "id": entity_id(product), "inStock": offer(product).in_stock}}
        for product in products
    ]
    found = {"id": identity, "title": title, "subtitle": None, "uri": uri, "entities": {"edges": edges}}
    return {key: {"data": {"collection": found}}}
