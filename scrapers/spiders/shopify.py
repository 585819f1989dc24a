"""Crawl any Shopify shop through its public products.json: no page of the shop is opened.

The interface ends at 25,000 products; a shop that has more is walked collection by collection.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from curation.errors import CrawlError
from scrapers.pages import shopify
from scrapers.pages.item import PageError, ProductItem
from scrapers.pages.storename import store_name
from scrapers.scheduler import UNREAD, waiting
from scrapers.spiders import arguments
from scrapers.spiders.store import StoreSpider

PAGE = 250
"""Products of an answer, the most that Shopify gives."""
LAST_PAGE = 100
"""25,000 products: the page after it is answered with an error."""
_HANDLE = re.compile(r"[a-z0-9][a-z0-9_-]*")


class ShopifySpider(StoreSpider):
    name = "shopify"
    pages = shopify
    accepts: ClassVar[tuple[str, ...]] = ("shop", "category", "limit", "refresh", "part")

    def choose(self, given: Mapping[str, str]) -> None:
        self.shop = arguments.site("shop", given.get("shop"))
        # Several shops lie side by side in raw/: each is a store under its own name.
        self.name = store_name(self.shop)
        self.collections = [part.strip() for part in given.get("category", "").split(",") if part.strip()]
        for handle in self.collections:
            if not _HANDLE.fullmatch(handle):
                raise CrawlError(f"category must name collections of the shop, such as dresses, not '{handle}'")

    def first_requests(self) -> Iterator[Request]:
        # Prices carry no currency; the shop says it here.
        yield self.ask(f"{self.shop}/meta.json", self.parse_meta).replace(meta={"handle_httpstatus_all": True})

    def parse_meta(self, response: Response) -> Iterator[Request]:
        currency = shopify.currency(response.body) if response.status == 200 else ""
        if not currency:
            self.count("schema_errors/meta:no_currency")
        for handle in self.collections or [""]:
            yield self.page(handle, 1, currency)

    def unanswered(self, failure: Any) -> Any:
        """Without an answer about the currency the crawl goes on; prices then have none."""
        if failure.request.callback == self.parse_meta:
            self.count("schema_errors/meta:no_currency")
            # Before the page counts as failed: a crawl that is killed in between would have nothing to go on with.
            self.queue.queue([waiting(self.page(handle, 1, "")) for handle in self.collections or [""]])
        super().unanswered(failure)

    def page(self, handle: str, number: int, currency: str) -> Request:
        """One page of all products, or of a collection; the currency goes along, so that it outlives the process."""
        path = f"/collections/{handle}" if handle else ""
        url = f"{self.shop}{path}/products.json?limit={PAGE}&page={number}"
        return self.ask(url, self.parse_products, category=handle, number=number, currency=currency)

    def parse_products(self, response: Response, category: str, number: int, currency: str) -> Iterator[Any]:
        held = shopify.count(response.body)
        if held:
            yield from self.products(response, category, currency)
        elif number == 1 and not category:
            self.count("schema_errors/no_product")
            self.logger.warning("%s lists no products; a shop may switch products.json off", response.url)
        if held < PAGE or self.enough():
            return
        if number < LAST_PAGE:
            yield self.page(category, number + 1, currency)
        elif not category:
            yield self.ask(
                f"{self.shop}/collections.json?limit={PAGE}&page=1", self.parse_collections, number=1, currency=currency
            )
        else:
            self.count("schema_errors/collection:too_large")
            self.logger.warning("%s: a collection of more than 25,000 products is cut there", response.url)

    def parse_collections(self, response: Response, number: int, currency: str) -> Iterator[Request]:
        handles = shopify.handles(response.body)
        yield from (self.page(handle, 1, currency) for handle in handles)
        if len(handles) == PAGE and number < LAST_PAGE:
            url = f"{self.shop}/collections.json?limit={PAGE}&page={number + 1}"
            yield self.ask(url, self.parse_collections, number=number + 1, currency=currency)

    def products(self, response: Response, category: str, currency: str) -> Iterator[ProductItem]:
        try:
            items = shopify.products(response.body, response.url, currency)
        except PageError as error:
            self.count("schema_errors/no_product")
            self.logger.warning("%s", error)
            response.meta[UNREAD] = "no_product"
            return
        for item in items:
            # Nothing is asked for once more, so what is known is read again: prices and galleries change.
            if self.wants_item(item):
                self.accept()
                yield self.finished(item, category)

    def wants_item(self, item: ProductItem) -> bool:
        """Whether to take a product: in this share, and not taken in this crawl from another collection."""
        product = item.product
        mine = self.part.holds(f"{product.group_id}/{product.id}")
        return mine and not self.enough() and not self.ledger.read_by(self.crawl, product.id)

    def accepted_before(self) -> int:
        return self.ledger.counts(self.crawl)["products"]

    def serves(self, url: str) -> bool:
        return store_name(url) == self.name and not urlsplit(url).path.endswith(("meta.json", "collections.json"))
