"""Crawl aboutyou.de: women's clothing, its category listings where asked, its sitemaps for everything.

Listings show their first tiles only and robots.txt allows three pages of each, so a crawl that is not narrowed to a
category or colour reads the sitemaps.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from scrapers.pages import aboutyou, page_for
from scrapers.pages.markup import absolute, decode, links
from scrapers.spiders import arguments
from scrapers.spiders.sitemaps import SitemapSpider

_CLOTHING = "https://www.aboutyou.de/c/frauen/bekleidung-20204"
_CATEGORY = re.compile(r"^/c/frauen/bekleidung/([a-z-]+)-[0-9]+/?$")


class AboutYouSpider(SitemapSpider):
    name = "aboutyou"
    pages = aboutyou
    site = "https://www.aboutyou.de"
    # The store numbers its categories; the page of all clothing links to each with its number.
    categories = MappingProxyType(
        {
            "blouses": "blusen-und-tuniken",
            "dresses": "kleider",
            "jackets": "jacken",
            "knitwear": "pullover-und-strick",
            "pants": "hosen",
            "skirts": "roecke",
            "tops": "shirts",
        }
    )
    colors = MappingProxyType(
        {
            "beige": "38919",
            "black": "38932",
            "blue": "38920",
            "gray": "38925",
            "green": "38926",
            "pink": "38930",
            "red": "38931",
            "white": "38935",
            "yellow": "38923",
        }
    )

    def choose(self, given: Mapping[str, str]) -> None:
        self.wanted_categories = arguments.chosen("category", given.get("category"), self.categories, "categories")
        color = given.get("color")
        self.wanted_colors = arguments.chosen("color", color, self.colors, "colors") if color is not None else []

    def first_requests(self) -> Iterator[Request]:
        if self.narrowed:
            yield self.ask(_CLOTHING, self.parse_clothing)
        else:
            yield from super().first_requests()

    def parse_clothing(self, response: Response) -> Iterator[Request]:
        """The listings of the wanted categories, as the page of all clothing links to them."""
        self.stop_if_refused(response)
        found = (absolute(link.href, response.url) for link in links(decode(response.body)))
        numbered = {match[1]: urlsplit(url).path for url in found if (match := _CATEGORY.match(urlsplit(url).path))}
        for slug in self.wanted_categories:
            if slug not in numbered:
                self.count(f"schema_errors/category:{slug}")
                self.logger.warning("%s links to no category '%s'", response.url, slug)
                continue
            path = numbered[slug].rstrip("/")
            for color in self.wanted_colors or [""]:
                url = f"{self.site}{path}" + (f"?color={color}" if color else "")
                yield self.ask(url, self.parse, category=path.rpartition("/")[2])

    def is_product(self, url: str) -> bool:
        return bool(re.search(r"/p/[^?#]*-[0-9]{4,12}/?$", url))

    def serves(self, url: str) -> bool:
        page: Any = page_for(url)
        return page is aboutyou
