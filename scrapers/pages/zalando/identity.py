"""Which product a Zalando page is about, and which of its hundreds of nodes are that product's own."""

import re
from collections.abc import Iterable
from typing import Any

from scrapers.pages.embedded import Node
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import links, metas

_SKU = r"[A-Z0-9]{8,13}-[A-Z][0-9]{2}"
_EXACTLY = re.compile(rf"(?:ern:product::)?({_SKU})", re.IGNORECASE)
_IN_ADDRESS = re.compile(rf"(?<![A-Z0-9])({_SKU})(?:\.html|(?=[?#&]|$))", re.IGNORECASE)
_IN_ENTITY = re.compile(rf"ern:product:(?:[a-z]*:)+(?:[^\s\"]*-)?({_SKU})(?![A-Z0-9-])", re.IGNORECASE)
_ROOTS = ("enrichedRootEntity", "rootEntityData", "enrichedEntity", "articleInfo")
_PRODUCTS = frozenset(("product", "entity", "node", "rootEntityData", "articleInfo"))


def sku_in(address: str) -> str:
    """The config SKU that a product page's address ends with, such as "AR322O0BC-C11"; empty where it has none."""
    found = _IN_ADDRESS.search(address)
    return found[1].upper() if found else ""


def sku_of_page(page: str, url: str, graph: Graph, nodes: Iterable[Node]) -> str:
    """The SKU that the page itself says it is about; empty where it says none.

    Asked in this order: its canonical address; the address it came from, which must be a SKU that the page knows; where
    that address names none (a saved file), the page's only JSON-LD product, or the entity its state was rendered for.
    """
    if stated := _stated(page):
        return stated
    if asked := sku_in(url):
        return asked if asked in page or asked.lower() in page else ""
    return _only(name for entity in products(graph) if (name := ld_sku(graph, entity))) or _only(
        name for node in nodes if node.key in _ROOTS and (name := sku_of(node.value))
    )


def _stated(page: str) -> str:
    tags = metas(page)
    stated = [tags.get("og:url", ""), *(link.href for link in links(page) if link.rel == "canonical")]
    stated.append(tags.get("al:ios:url", "").partition("sku=")[2])
    return next((sku for address in stated if (sku := sku_in(address))), "")


def _only(skus: Iterable[str]) -> str:
    different = set(skus)
    return different.pop() if len(different) == 1 else ""


def sku_of(value: dict[str, Any]) -> str:
    """The config SKU by which an object names itself; empty where it names none."""
    for key in ("sku", "configSku", "id"):
        name = value.get(key)
        if isinstance(name, str) and (found := _EXACTLY.fullmatch(name) or _IN_ENTITY.fullmatch(name)):
            return found[1].upper()
    return ""


def own(nodes: Iterable[Node], sku: str) -> list[dict[str, Any]]:
    """The nodes of one product, in page order.

    A node is its own when it names the SKU, or names none and is the product that a cache entry for the SKU holds.
    Objects that only mention the SKU (an event, a size, a review) are not the product: a node must be called a product,
    carry the store's product id or a brand.
    """
    return [node.value for node in nodes if sku and _is_product(node) and _named(node) == sku]


def _is_product(node: Node) -> bool:
    name = node.value.get("id")
    return (
        node.key in _PRODUCTS
        or (isinstance(name, str) and name.startswith("ern:product:"))
        or isinstance(node.value.get("brand"), dict)
    )


def _named(node: Node) -> str:
    if name := sku_of(node.value):
        return name
    if "id" in node.value or "sku" in node.value or node.key not in ("product", "entity"):
        return ""
    found = _IN_ENTITY.search(node.origin)
    return found[1].upper() if found else ""


def products(graph: Graph) -> list[dict[str, Any]]:
    """The products that JSON-LD describes, of one size or of all."""
    return graph.of_type("Product", "ProductGroup")


def with_sizes(graph: Graph, entity: dict[str, Any], sku: str) -> list[dict[str, Any]]:
    """A JSON-LD product followed by its variants, without those that name another product's SKU."""
    return [entity, *(one for one in graph.objects(entity, "hasVariant") if ld_sku(graph, one) in ("", sku))]


def ld_sku(graph: Graph, entity: dict[str, Any]) -> str:
    """The config SKU of a JSON-LD product; that of a size counts as its product's."""
    for name in ("productGroupID", "sku", "url", "@id"):
        said = graph.text(entity, name)
        if found := _EXACTLY.match(said) or _IN_ADDRESS.search(said):
            return found[1].upper()
    return ""
