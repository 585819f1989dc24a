"""Name, brand, colour, sizes, category and the like of a Zalando product, each from the first source that says it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapers.pages.embedded import Node
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute, crumbs
from scrapers.pages.wording import collapse, reading
from scrapers.pages.zalando.identity import sku_in

_CATEGORY = "ern:collection:cat:categ:"
_GENDERS = {
    **dict.fromkeys(("women", "female"), "female"),
    **dict.fromkeys(("men", "male"), "male"),
    **dict.fromkeys(("kid", "kids", "child", "children"), "kids"),
    "unisex": "unisex",
}


def first(said: Iterable[str]) -> str:
    """The first that says anything; empty where none does."""
    return next((text for text in said if text), "")


def said(nodes: list[dict[str, Any]], *path: str) -> str:
    """What the first own node that has a text at this path says there."""
    return first(reading(_at(node, path)) for node in nodes)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def ld(graph: Graph, entities: list[dict[str, Any]], *names: str) -> str:
    """What the product's JSON-LD says for the first of these properties."""
    return first(graph.text(entity, name) for name in names for entity in entities)


def colors(nodes: list[dict[str, Any]], stated: str) -> tuple[str, str]:
    """The maker's name of the colour and the store's family; JSON-LD joins them as "acid black/dunkelgrau"."""
    maker, slash, family = stated.rpartition("/")
    name = said(nodes, "color", "name") or (maker if slash else stated)
    return name.strip(), said(nodes, "color", "label") or (family.strip() if slash else "")


def sizes(nodes: list[dict[str, Any]], graph: Graph, holders: list[dict[str, Any]]) -> list[str]:
    """All sizes in page order, sold out or not: the longest list that a node or JSON-LD gives.

    Some nodes list only what is in stock.
    """
    lists = [_unique(_at(simple, ("size",)) for simple in _list(node.get("simples"))) for node in nodes]
    lists.append(_unique(graph.text(holder, "size") for holder in holders))
    return max(lists, key=len)


def gender(nodes: list[dict[str, Any]], *others: str) -> str:
    """female, male, unisex or kids, where the product's nodes or else other statements say one; empty where none."""
    groups = (said([node], "navigationTargetGroup") for node in nodes)
    return first(_GENDERS.get(group.lower(), "") for group in (*groups, *others))


def breadcrumbs(nodes: list[Node], graph: Graph, page: str, url: str) -> list[tuple[str, str]]:
    """Name and slug of each breadcrumb from the widest to the narrowest, without the product itself."""
    for node in nodes:
        for key, part in node.value.items():
            if _names_crumbs(key) and (trail := _trail(part, url)):
                return trail
    stated = [(name, slug(address)) for name, address in graph.breadcrumbs(url) if not sku_in(address)]
    return stated or [(collapse(name), slug(absolute(address, url))) for name, address in crumbs(page)]


# States have thousands of keys and a few hundred names for them.
@lru_cache(maxsize=4096)
def _names_crumbs(key: str) -> bool:
    return "breadcrumb" in key.lower()


def _trail(part: Any, url: str) -> list[tuple[str, str]]:
    crumbs = (crumb for crumb in _list(part) if isinstance(crumb, dict))
    found = [(first(reading(crumb.get(key)) for key in ("label", "name", "title")), crumb) for crumb in crumbs]
    return [(name, _slug(crumb, url)) for name, crumb in found if name]


def _slug(crumb: dict[str, Any], url: str) -> str:
    for name in ("id", "entityId", "uri", "url", "href"):
        part = crumb.get(name)
        if isinstance(part, str) and part.startswith(_CATEGORY):
            return reading(part.removeprefix(_CATEGORY))
        if name not in ("id", "entityId") and (address := absolute(part, url)):
            return slug(address)
    return ""


def slug(address: str) -> str:
    """The last part of a category's path, such as "damenbekleidung-kleider"; empty for any other address."""
    parts = [part for part in urlsplit(address).path.split("/") if part and not part.startswith("_")]
    return parts[-1] if parts and not parts[-1].endswith(".html") else ""


def _unique(values: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(text for value in values if (text := reading(value))))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
