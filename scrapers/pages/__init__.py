"""Where things stand on a page: bytes and address in, products and links out; no network."""

from typing import Protocol
from urllib.parse import urlsplit

from scrapers.pages import schemaorg, zalando
from scrapers.pages.item import Listing, ProductItem


class Page(Protocol):
    """What the page module of a store offers."""

    def product(self, body: bytes, url: str) -> ProductItem: ...

    def listing(self, body: bytes, url: str) -> Listing: ...


STORES: dict[str, Page] = {
    "zalando": zalando,
}
"""By the name that stands before the ending of a store's domains: www.zalando.de, fr.zalando.ch, zalando.co.uk."""


def page_for(url: str) -> Page:
    """The page module for an address, by its host; plain schema.org where the host is no known store's."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        labels = []
    return next((STORES[label] for label in _names(labels) if label in STORES), schemaorg)


def _names(labels: list[str]) -> list[str]:
    """The labels that can be the store's own: the last before the ending, or before an ending like co.uk."""
    return [*labels[-2:-1], *(labels[-3:-2] if labels[-2:-1] in (["co"], ["com"]) else [])]
