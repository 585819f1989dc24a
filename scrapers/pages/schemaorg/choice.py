"""Which of the products that a page describes it is about, and which variants are its own.

Groups list the variants of other colours too; pages describe recommended products beside their own.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute, canonical, metas


@dataclass(slots=True)
class Described:
    """A product of a page, in schema.org's words."""

    entity: dict[str, Any]
    """The product or the group."""
    variants: list[dict[str, Any]]
    """Those of its variants that are of this product's colour."""
    color: str = ""
    """The colour of these variants where it tells them from others of the group."""
    only: bool = True
    """Whether the page is about this colour alone; otherwise each of its colours is a product."""

    @property
    def holders(self) -> list[dict[str, Any]]:
        return [self.entity, *self.variants]

    @property
    def stated(self) -> list[dict[str, Any]]:
        """Where a property of this colour is looked for first: a group that has several colours speaks for none."""
        return [*self.variants, self.entity] if self.color else self.holders


def described(graph: Graph, page: str, url: str) -> list[Described]:
    """What the page is about: one product, or each colour of a group of which no colour is the page's own."""
    named = [one for one in graph.of_type("ProductGroup", "Product") if graph.text(one, "name")]
    if not named:
        return []
    addresses = _addresses(page, url)
    here = [one for one in named if _is_at(graph, one, addresses, url)]
    groups = [one for one in (here or named) if graph.objects(one, "hasVariant")]
    entity = (groups or here or named)[0]
    variants = graph.objects(entity, "hasVariant")
    colors = list(dict.fromkeys(color for one in variants if (color := graph.text(one, "color"))))
    if len(colors) <= 1:
        return [Described(entity, variants)]
    own = next((graph.text(one, "color") for one in variants if _is_at(graph, one, addresses, url)), "")
    own = own or graph.text(entity, "color")
    if own in colors:
        return [Described(entity, _of_color(graph, variants, own), own)]
    return [Described(entity, _of_color(graph, variants, color), color, only=False) for color in colors]


def _of_color(graph: Graph, variants: list[dict[str, Any]], color: str) -> list[dict[str, Any]]:
    return [one for one in variants if graph.text(one, "color") == color]


def _addresses(page: str, url: str) -> set[str]:
    """Under which addresses the page goes: where it came from, its canonical one, and what it calls itself."""
    given = [url, metas(page).get("og:url", ""), *canonical(page)]
    return {_plain(address) for one in given if (address := absolute(one, url))}


def _is_at(graph: Graph, one: dict[str, Any], addresses: set[str], base: str) -> bool:
    offers = [graph.text(offer, "url") for offer in graph.objects(one, "offers")]
    given = [graph.text(one, "url"), one.get("@id"), *offers]
    return any(_plain(full) in addresses for part in given if part and (full := absolute(part, base)))


def _plain(address: str) -> str:
    """An address for comparing: without scheme, fragment and last slash; the query may tell variants apart."""
    parts = urlsplit(address)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{parts.query}"
