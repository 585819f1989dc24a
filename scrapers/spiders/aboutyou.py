"""Crawl aboutyou.de: women's clothing, its category listings where asked, its sitemaps for everything.

Listings show their first tiles only and robots.txt allows three pages of each, so a crawl that is not narrowed to a
category or colour reads the sitemaps.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from scrapy import Request

from scrapers.pages import aboutyou, page_for
from scrapers.spiders.navigation import NavigationSpider
from scrapers.spiders.sitemaps import SitemapSpider


class AboutYouSpider(NavigationSpider, SitemapSpider):
    name = "aboutyou"
    pages = aboutyou
    site = "https://www.aboutyou.de"
    clothing = "https://www.aboutyou.de/c/frauen/bekleidung-20204"
    # The store numbers its categories; the page of all clothing links to each with its number.
    category_path = re.compile(r"^/c/frauen/bekleidung/([a-z-]+)-[0-9]+/?$")
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

    def first_requests(self) -> Iterator[Request]:
        return NavigationSpider.first_requests(self) if self.narrowed else SitemapSpider.first_requests(self)

    def filtered(self, path: str, color: str) -> str:
        return f"{self.site}{path}" + (f"?color={color}" if color else "")

    def is_product(self, url: str) -> bool:
        return bool(re.search(r"/p/[^?#]*-[0-9]{4,12}/?$", url))

    def serves(self, url: str) -> bool:
        page: Any = page_for(url)
        return page is aboutyou
