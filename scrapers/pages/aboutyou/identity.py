"""Which product an About You page is about."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapers.pages import embedded
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute, canonical, metas
from scrapers.pages.shapes import at, said

NUMBER = re.compile(r"[0-9]{1,15}")
_IN_PATH = re.compile(r"/p/[^?#]*?-(\d{4,12})/?$")


def number_in(address: str) -> str:
    """The product number that a product page's address ends in; empty for every other address."""
    try:
        found = _IN_PATH.search(urlsplit(address).path)
    except ValueError:
        return ""
    return found[1] if found else ""


def details(states: Iterable[Any]) -> list[dict[str, Any]]:
    """The detail messages of a page's states: objects that hold a section of images about a product."""
    return [
        node.value for node in embedded.objects(states) if isinstance(at(node.value, "imagesSection", "product"), dict)
    ]


def number(detail: dict[str, Any]) -> str:
    """The number of a detail message's product; empty where it has none."""
    name = said(at(detail, "imagesSection", "product", "id"))
    return name if NUMBER.fullmatch(name) else ""


def id_of_page(page: str, url: str, graph: Graph, found: list[dict[str, Any]]) -> str:
    """The number of the product that the page is about; empty where it does not say.

    Asked in this order: its canonical address; the address it came from, whose number the page must know; its only
    detail message; the address of its only JSON-LD product.
    """
    stated = [metas(page).get("og:url", ""), *canonical(page)]
    if own := next((name for address in stated if (name := number_in(absolute(address, url)))), ""):
        return own
    if (asked := number_in(url)) and asked in page:
        return asked
    if asked:
        return ""
    numbers = {name for one in found if (name := number(one))}
    if not numbers:
        entities = graph.of_type("ProductGroup", "Product")
        numbers = {name for one in entities if (name := number_in(absolute(graph.text(one, "url"), url)))}
    return numbers.pop() if len(numbers) == 1 else ""
