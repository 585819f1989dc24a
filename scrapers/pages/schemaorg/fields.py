"""Id, category, price, gender and attributes of a product described in schema.org's words."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy import Selector

from curation.schema import Attribute
from scrapers.pages import money
from scrapers.pages.definition import Definition
from scrapers.pages.genders import GENDERS
from scrapers.pages.jsonld import Graph, text
from scrapers.pages.lists import attribute_lists, described
from scrapers.pages.markup import absolute, crumbs
from scrapers.pages.schemaorg.choice import Described
from scrapers.pages.wording import collapse

_IDS = ("sku", "productID", "productGroupID", "mpn", "gtin13", "gtin")
_STATED = ("material", "pattern")
_COLORS = frozenset(("farbe", "color", "colour", "couleur", "kleur", "colore"))


@dataclass(slots=True)
class Lists:
    """The attribute lists of the page, read once for all its products."""

    lines: list[Attribute] = field(default_factory=list)


def lists(page: str, definition: Definition | None) -> Lists:
    """The lines of the boxes that the definition names, else of every list that looks like attributes."""
    if definition is None or not definition.attributes:
        return Lists(attribute_lists(page))
    tree = Selector(text=page)
    boxes = [box for css in definition.attributes for box in tree.css(css).getall()]
    return Lists(list(dict.fromkeys(line for box in boxes for line in described(box))))


def id_of(graph: Graph, one: Described, url: str) -> str:
    """What the shop calls the product; with the colour where one id stands for several colours; else its address."""
    name = next((said for key in _IDS if (said := graph.text(one.entity, key))), "") or last_part(url) or url
    return name if one.only else f"{name}-{'-'.join(one.color.casefold().split())}"


def group(graph: Graph, one: Described) -> str:
    """What colourways share, whichever side of the relation states it."""
    of = graph.objects(one.entity, "isVariantOf")
    stated = graph.text(one.entity, "productGroupID", "inProductGroupWithID")
    return stated or next((said for group in of if (said := graph.text(group, "productGroupID", "@id"))), "")


def last_part(url: str) -> str:
    """What a page is called in its own address; empty for a host's first page."""
    return collapse(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))


def trail(graph: Graph, page: str, name: str, url: str) -> list[tuple[str, str]]:
    """Name and address of each breadcrumb, without the shop's first page and the product itself."""
    shown = graph.breadcrumbs(url) or [(collapse(crumb), absolute(address, url)) for crumb, address in crumbs(page)]
    found = [(crumb, address) for crumb, address in shown if crumb != name]
    return found[1:] if found and _is_home(found[0][1]) else found


def _is_home(address: str) -> bool:
    path = urlsplit(address).path
    return bool(address) and (path in ("", "/") or path.rpartition("/")[2].startswith("index."))


def category_words(graph: Graph, entity: dict[str, Any]) -> list[str]:
    """The category property, which some shops write as a path."""
    return [part for part in map(collapse, graph.text(entity, "category").replace("/", ">").split(">")) if part]


def gender(graph: Graph, entity: dict[str, Any], path: list[str]) -> str:
    """The suggested gender; else what a breadcrumb says in one word."""
    audience = [graph.text(one, "suggestedGender") for one in graph.objects(entity, "audience")]
    said = [*audience, graph.text(entity, "gender"), *path]
    return next((GENDERS[word] for one in said if (word := one.rpartition("/")[2].casefold()) in GENDERS), "")


def color(graph: Graph, one: Described, found: Lists) -> str:
    """The colour by schema.org; else the line of the attribute list that is called so."""
    stated = next((said for holder in one.holders if (said := graph.text(holder, "color"))), "")
    return stated or next((line.value for line in found.lines if line.key.casefold() in _COLORS), "")


def price(graph: Graph, one: Described) -> tuple[float | None, str]:
    """The lowest offer of the product's own variants, and its currency; the group's offer speaks for every colour."""
    priced = [variant for variant in one.variants if graph.get(variant, "offers")]
    holders = priced if one.color and priced else one.holders
    offers = [part for holder in holders for offer in graph.objects(holder, "offers") for part in _parts(graph, offer)]
    asked = [(amount, name) for offer in offers for amount, name in [_asked(graph, offer)] if amount is not None]
    return min(asked, key=lambda part: part[0] or 0.0, default=(None, ""))


def _parts(graph: Graph, offer: dict[str, Any]) -> list[dict[str, Any]]:
    """An offer and, where it is an aggregate without a price of its own, the offers in it."""
    shared = {"priceCurrency": offer.get("priceCurrency")}
    return [offer, *({**shared, **part} for part in graph.objects(offer, "offers"))]


def _asked(graph: Graph, offer: dict[str, Any]) -> tuple[float | None, str]:
    for holder in (offer, *graph.objects(offer, "priceSpecification")):
        amount = money.spelled(graph.text(holder, "lowPrice", "price"))
        if amount is not None:
            return amount, money.currency(graph.text(holder, "priceCurrency") or graph.text(offer, "priceCurrency"))
    return None, ""


def attributes(graph: Graph, entity: dict[str, Any], found: Lists) -> list[Attribute]:
    """What schema.org states, then the page's lists; a line that stands in both is the list's, with its heading."""
    lines = [Attribute(name, said, "") for name in _STATED for said in graph.texts(entity, name)]
    for one in graph.objects(entity, "additionalProperty"):
        name, values = graph.text(one, "name"), [said for part in graph.get(one, "value") if (said := text(part))]
        lines += [Attribute(name, value, "additionalProperty") for value in values]
    listed = {(line.key.casefold(), line.value) for line in found.lines}
    return [*(line for line in lines if (line.key.casefold(), line.value) not in listed), *found.lines]
