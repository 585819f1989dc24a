"""What a Zalando category or colour page leads to: its products, and the page after it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapers.pages import embedded
from scrapers.pages.embedded import Node
from scrapers.pages.item import Listing
from scrapers.pages.markup import absolute, decode, links, scripts
from scrapers.pages.zalando.identity import sku_in, sku_of

_RECOMMENDED = "ern:collection:rec:"
_PAGE_COUNTS = ("pageCount", "page_count", "totalPages", "total_pages")


def listing(body: bytes, url: str) -> Listing:
    """Product pages, absolute and without query, in the order of the page's collection, and at most one next page.

    Products that the page only recommends beside its own collection are left out, outfits too. The next page is the
    one that the page links to or that its state says exists.
    """
    page = decode(body)
    nodes = list(embedded.objects(embedded.states(scripts(page))))
    linked = [absolute(link.href, url) for link in links(page)]
    recommended = set(_members(nodes, recommended=True)) - set(_members(nodes, recommended=False))
    addresses = {sku: address for address in (*_addresses(nodes, url), *linked) if (sku := _product(address, url))}
    order = dict.fromkeys([*_members(nodes, recommended=False), *addresses])
    products = [_plain(addresses[sku]) for sku in order if sku in addresses and sku not in recommended]
    return Listing(products, _next(url, nodes, page))


def _members(nodes: list[Node], *, recommended: bool) -> Iterator[str]:
    """SKUs of the products in the page's collections, in their order: those recommended, or all others."""
    for node in nodes:
        name, entities = node.value.get("id"), node.value.get("entities")
        if not (isinstance(name, str) and name.startswith("ern:collection:") and isinstance(entities, dict)):
            continue
        if name.startswith(_RECOMMENDED) == recommended:
            yield from (sku for member in _nodes(entities) if (sku := sku_of(member)))


def _nodes(entities: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for edge in entities.get("edges") or () if isinstance(entities.get("edges"), list) else ():
        node = edge.get("node") if isinstance(edge, dict) else None
        if isinstance(node, dict):
            yield node


def _addresses(nodes: list[Node], url: str) -> Iterator[str]:
    for node in nodes:
        if sku_of(node.value):
            yield absolute(node.value.get("uri"), url)


def _product(address: str, url: str) -> str:
    """The SKU of a product page of the same store; empty for every other address."""
    parts = urlsplit(address)
    if parts.hostname != urlsplit(url).hostname or "/outfits/" in parts.path or not parts.path.endswith(".html"):
        return ""
    return sku_in(parts.path)


def _plain(address: str) -> str:
    return urlsplit(address)._replace(query="", fragment="").geturl()


def _next(url: str, nodes: list[Node], page: str) -> list[str]:
    wanted = _page(url) + 1
    for link in links(page):
        address = absolute(link.href, url)
        if address and _same_listing(address, url) and (link.rel == "next" or _page(address) == wanted):
            return [_plain_fragment(address)]
    if any(_goes_on(node.value, wanted) for node in nodes):
        query = [(name, value) for name, value in parse_qsl(urlsplit(url).query) if name != "p"]
        return [urlsplit(url)._replace(query=urlencode([*query, ("p", str(wanted))], safe="."), fragment="").geturl()]
    return []


def _goes_on(value: dict[str, Any], wanted: int) -> bool:
    """Whether a node says that the page's own collection has another page."""
    name, entities = value.get("id"), value.get("entities")
    if isinstance(name, str) and name.startswith("ern:collection:") and not name.startswith(_RECOMMENDED):
        info = entities.get("pageInfo") if isinstance(entities, dict) else None
        return isinstance(info, dict) and info.get("hasNextPage") is True
    return any(isinstance(count := value.get(key), int) and count >= wanted for key in _PAGE_COUNTS)


def _same_listing(address: str, url: str) -> bool:
    theirs, ours = urlsplit(address), urlsplit(url)
    return (theirs.hostname, theirs.path.rstrip("/")) == (ours.hostname, ours.path.rstrip("/"))


def _plain_fragment(address: str) -> str:
    return urlsplit(address)._replace(fragment="").geturl()


def _page(url: str) -> int:
    """The page number of a listing address, from 1."""
    said = dict(parse_qsl(urlsplit(url).query)).get("p", "")
    return int(said) if said.isdecimal() and len(said) < len("1000000") else 1
