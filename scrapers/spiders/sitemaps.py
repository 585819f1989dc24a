"""A crawl that begins with sitemaps: those that robots.txt names, or /sitemap.xml, and what they lead to."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from scrapers.pages import sitemap
from scrapers.spiders.store import StoreSpider

DEEPEST = 3
"""Indexes of indexes of sitemaps; deeper ones are somebody's mistake or trap."""

_PRODUCTS = re.compile(r"produ|artikel|article|item|pdp", re.IGNORECASE)


class SitemapSpider(StoreSpider):
    """Walks the sitemaps of a site. A subclass says which addresses are product pages."""

    site: str
    """The shop's address without path."""
    sitemaps: ClassVar[tuple[str, ...]] = ()

    def is_product(self, url: str) -> bool:
        """Whether an address of a sitemap is a product page."""
        raise NotImplementedError(f"{type(self).__name__} must say which addresses are product pages")

    def first_requests(self) -> Iterator[Request]:
        if self.named_sitemaps():
            yield from (self.ask(url, self.parse_sitemap, depth=0) for url in self.named_sitemaps())
        else:
            # Not filtered: the robots middleware has asked for the same address for itself.
            request = self.ask(f"{self.site}/robots.txt", self.parse_robots)
            yield request.replace(dont_filter=True, meta={"handle_httpstatus_all": True})

    def named_sitemaps(self) -> tuple[str, ...]:
        """Sitemaps that are known without asking robots.txt."""
        return self.sitemaps

    def parse_robots(self, response: Response) -> Iterator[Request]:
        named = sitemap.named_in_robots(response.body, response.url) if response.status == 200 else []
        for url in named or [f"{self.site}/sitemap.xml"]:
            yield self.ask(url, self.parse_sitemap, depth=0)

    def parse_sitemap(self, response: Response, depth: int) -> Iterator[Any]:
        """Further sitemaps first, then product pages as far as they are wanted."""
        found = sitemap.read(response.body, response.url)
        if found.cut:
            self.count("schema_errors/sitemap:cut")
            self.logger.warning("%s is broken off or holds more than a sitemap may", response.url)
        if depth < DEEPEST:
            # Shops name their files by what is in them; where some are called after products, the others hold none.
            for url in [url for url in found.sitemaps if _PRODUCTS.search(url)] or found.sitemaps:
                yield self.ask(url, self.parse_sitemap, depth=depth + 1)
        for url in found.pages:
            if self.enough():
                return
            if self.is_product(url) and self.wants(url):
                self.count("pages/from_sitemap")
                yield self.ask(url, self.parse_product, **self.told(found.images.get(url, [])))

    def told(self, pictures: list[str]) -> dict[str, Any]:
        """What a sitemap tells the product page that it leads to; nothing, unless a subclass has a use for it."""
        return {}
