"""What an About You category page leads to: its tiles, and the page after it where it links to one.

Only the first tiles stand in the page; the rest comes by a stream that no plain client is given.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scrapers.pages import embedded
from scrapers.pages.aboutyou.identity import number_in
from scrapers.pages.item import Listing
from scrapers.pages.markup import absolute, decode, links, scripts
from scrapers.pages.shapes import at, said, unique


def listing(body: bytes, url: str) -> Listing:
    """Product pages, absolute and without query, in page order, and at most one next page."""
    page = decode(body)
    tiles = [
        node.value.get("productTile")
        for node in embedded.objects(embedded.states(scripts(page)))
        if isinstance(node.value.get("productTile"), dict)
    ]
    linked = [absolute(link.href, url) for link in links(page)]
    found = [*(_address(tile, url) for tile in tiles), *linked]
    own = [address for address in found if number_in(address) and _host(address) == _host(url)]
    by_number = {number_in(address): address for address in reversed(own)}
    order = unique(number_in(address) for address in own)
    products = [urlsplit(by_number[number])._replace(query="", fragment="").geturl() for number in order]
    return Listing(products, _next(page, url))


def _address(tile: Any, url: str) -> str:
    return absolute(said(at(tile, "link", "url")), url)


def _next(page: str, url: str) -> list[str]:
    """The page that follows: linked as such, or linked with the next page number."""
    wanted = str(_page(url) + 1)
    for link in links(page):
        address = absolute(link.href, url)
        if not address or urlsplit(address).path != urlsplit(url).path or _host(address) != _host(url):
            continue
        if "next" in link.rel.split() or dict(parse_qsl(urlsplit(address).query)).get("page") == wanted:
            return [urlsplit(address)._replace(fragment="").geturl()]
    return []


def _page(url: str) -> int:
    said = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 1


def _host(url: str) -> str | None:
    return urlsplit(url).hostname
