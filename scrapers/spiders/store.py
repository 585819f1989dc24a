"""What every store's spider does: check the arguments, walk listings, hand product pages to the store's page class."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from curation.errors import CrawlError, UnknownNameError
from scrapers.pages.item import Listing, PageError, ProductItem

REFUSALS = (401, 403, 429)
"""Answers by which a store says that it does not want this visitor."""


class Pages(Protocol):
    """The page module of a store: pure functions from bytes and URL."""

    def product(self, body: bytes, url: str) -> ProductItem: ...

    def listing(self, body: bytes, url: str) -> Listing: ...


class StoreSpider(scrapy.Spider):
    """Crawls a store by category and colour. A subclass says where listings are; its pages say what stands on them."""

    pages: Pages
    categories: Mapping[str, str]
    """Our category -> the store's slug."""
    colors: Mapping[str, str]
    """Our colour -> the store's word in a listing URL."""
    handle_httpstatus_list = REFUSALS

    def __init__(
        self,
        name: str | None = None,
        category: str | None = None,
        color: str | None = None,
        limit: str | None = None,
        **unknown: str,
    ) -> None:
        super().__init__(name)
        if unknown:
            raise UnknownNameError("argument", next(iter(unknown)), ["category", "color", "limit"])
        self.wanted_categories = _chosen("category", category, self.categories, "categories")
        self.wanted_colors = _chosen("color", color, self.colors, "colors") if color else []
        self.limit = _whole("limit", limit)
        self.asked: set[str] = set()

    def listing_url(self, category: str, color: str) -> str:
        """The first listing page of a category (store's slug), narrowed to a colour (store's word; empty = all)."""
        raise NotImplementedError(f"{type(self).__name__} must say where its listings are")

    async def start(self) -> AsyncIterator[Any]:
        for category in self.wanted_categories:
            for color in self.wanted_colors or [""]:
                yield scrapy.Request(self.listing_url(category, color), self.parse, cb_kwargs={"category": category})

    def parse(self, response: Response, category: str) -> Iterator[scrapy.Request]:
        self._stop_if_refused(response)
        listing = self.pages.listing(response.body, response.url)
        for url in listing.product_urls:
            if self.limit is not None and len(self.asked) >= self.limit:
                return
            if url not in self.asked:
                self.asked.add(url)
                yield scrapy.Request(url, self.parse_product, cb_kwargs={"category": category})
        yield from response.follow_all(listing.next_urls, self.parse, cb_kwargs={"category": category})

    def parse_product(self, response: Response, category: str) -> Iterator[ProductItem]:
        self._stop_if_refused(response)
        try:
            item = self.pages.product(response.body, response.url)
        except PageError as error:
            assert self.crawler.stats
            self.crawler.stats.inc_value("pages/without_product")
            self.logger.warning("%s", error)
            return
        # A product page names its kind of article; under which category the store sells it, the listing knows.
        item.product.category = category
        item.product.fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
        yield item

    def _stop_if_refused(self, response: Response) -> None:
        if response.status in REFUSALS:
            self.logger.warning("%s answered %d", response.url, response.status)
            raise CloseSpider("blocked")


def _chosen(argument: str, value: str | None, known: Mapping[str, str], plural: str) -> list[str]:
    """The store's words for a comma-separated argument; all of them where none is given."""
    if value is None:
        return list(known.values())
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise UnknownNameError(argument, name, sorted(known), plural=plural)
    return [known[name] for name in names]


def _whole(argument: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdecimal() or int(value) < 1:
        raise CrawlError(f"{argument} must be a whole number from 1, not '{value}'")
    return int(value)
