"""Crawl any shop that describes its products in the words of schema.org: sitemaps first, then listings.

`-a site=https://www.laden.example`, or `-a site=laden` where WORKSPACE/stores/laden.toml describes the shop.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from curation.errors import CrawlError, UnknownNameError
from curation.schema import RawImage
from scrapers import cdn
from scrapers.pages import definition, schemaorg
from scrapers.pages.definition import Definition
from scrapers.pages.item import Listing, ProductItem, with_photos
from scrapers.pages.storename import store_name
from scrapers.spiders import arguments
from scrapers.spiders.sitemaps import SitemapSpider

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Ordinary:
    """The pages of one shop, read as its definition says."""

    def __init__(self, shop: Definition) -> None:
        self.shop = shop
        self.PARSER = f"{schemaorg.PARSER} {hashlib.sha256(repr(shop).encode()).hexdigest()[:8]}"

    def products(self, body: bytes, url: str) -> list[ProductItem]:
        return schemaorg.products(body, url, self.shop)

    def listing(self, body: bytes, url: str) -> Listing:
        return schemaorg.listing(body, url, self.shop)


class SchemaOrgSpider(SitemapSpider):
    name = "schemaorg"
    accepts: ClassVar[tuple[str, ...]] = ("site", "limit", "refresh", "part")
    listed = False
    """Whether the listings have been asked for."""

    def choose(self, given: Mapping[str, str]) -> None:
        self.wanted_site = given.get("site", "")
        if not _NAME.fullmatch(self.wanted_site):
            self.wanted_site = arguments.site("site", self.wanted_site)

    def prepare(self, workspace: Path) -> None:
        """Find the shop's definition; the store is called as its file, or as its host where it has none.

        Raises:
            UnknownNameError: no file has the name that was given for the site.
            SpecError: the file breaks its rules.
        """
        if "://" in self.wanted_site:
            shop = definition.for_url(self.wanted_site, workspace)
            shop = shop or Definition(store_name(self.wanted_site), self.wanted_site)
        else:
            path = definition.find(self.wanted_site, workspace)
            if path is None:
                known = definition.names(workspace)
                raise UnknownNameError("site", self.wanted_site, known, plural="sites with a file")
            shop = definition.read(path)
        if not store_name(shop.site):
            raise CrawlError(f"site must be the address of a shop, not '{shop.site}'")
        self.shop, self.name, self.pages = shop, shop.name, Ordinary(shop)
        self.site = arguments.site("site", shop.site)

    def named_sitemaps(self) -> tuple[str, ...]:
        return self.shop.sitemaps

    def is_product(self, url: str) -> bool:
        """By the definition's rule; without one every address of the shop is looked at."""
        own = store_name(url) == store_name(self.site)
        return own and (not self.shop.product or bool(re.search(self.shop.product, url)))

    def parse_product(
        self, response: Response, category: str = "", pictures: Sequence[str] = ()
    ) -> Iterator[ProductItem]:
        """As every store's; an address that no rule calls a product's may be any page, which is nothing to report."""
        found = super().parse_product(response, category) if self.shop.product else self.parse_saved(response)
        for item in found:
            yield item if item.images else _with(item, pictures)

    def told(self, pictures: list[str]) -> dict[str, Any]:
        return {"pictures": pictures} if pictures else {}

    def more_requests(self) -> Iterator[Request]:
        """Listings, where no sitemap led to a product."""
        # By the ledger: an earlier process of this crawl may have read the sitemaps.
        if not self.queue.listed() and not self.listed:
            self.listed = True
            yield from (self.ask(url, self.parse) for url in self.shop.listings or (f"{self.site}/",))
        yield from super().more_requests()

    def serves(self, url: str) -> bool:
        return store_name(url) == store_name(self.site)


def _with(item: ProductItem, pictures: Sequence[str]) -> ProductItem:
    """The item with the photos that a sitemap names for its page."""
    rows = [
        RawImage(item.product.store, item.product.id, position, role_source="sitemap:image", url=address, key=key)
        for position, (key, address) in enumerate(cdn.widest(pictures).items())
    ]
    return with_photos(item.product, rows, [one for one in item.unknown if one != "gallery:empty"])
