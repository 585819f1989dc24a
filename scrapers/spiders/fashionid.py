"""Crawl peek-cloppenburg.de by category and colour. EXPERIMENTAL: its listings are known by their form only."""

from types import MappingProxyType
from typing import Any

from scrapers.pages import fashionid, page_for
from scrapers.spiders.store import StoreSpider


class FashionIdSpider(StoreSpider):
    name = "fashionid"
    pages = fashionid
    categories = MappingProxyType(
        {
            "blouses": "blusen-tuniken",
            "dresses": "kleider",
            "jackets": "jacken",
            "knitwear": "pullover-strickjacken",
            "pants": "hosen",
            "skirts": "roecke",
            "tops": "shirts-tops",
        }
    )
    colors = MappingProxyType(
        {
            "beige": "braun",
            "black": "grau-schwarz",
            "blue": "blau-turkis",
            "gray": "grau-schwarz",
            "green": "grun",
            "pink": "rose",
            "red": "rot",
            "white": "weiss",
            "yellow": "gelb",
        }
    )

    def listing_url(self, category: str, color: str) -> str:
        filtered = f"/farbe-{color}" if color else ""
        return f"https://www.peek-cloppenburg.de/de/damen/bekleidung/{category}{filtered}"

    def serves(self, url: str) -> bool:
        page: Any = page_for(url)
        return page is fashionid
