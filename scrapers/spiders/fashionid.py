"""Crawl peek-cloppenburg.de by category and colour. EXPERIMENTAL: its listings are known by their form only."""

import re
from types import MappingProxyType
from typing import Any

from scrapers.pages import fashionid, page_for
from scrapers.spiders.navigation import NavigationSpider


class FashionIdSpider(NavigationSpider):
    name = "fashionid"
    pages = fashionid
    clothing = "https://www.peek-cloppenburg.de/de/damen/bekleidung"
    category_path = re.compile(r"^/de/damen/bekleidung/([a-z-]+)/?$")
    # The filters of 2018; two colours of ours share one of theirs.
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

    def filtered(self, path: str, color: str) -> str:
        return f"https://www.peek-cloppenburg.de{path.rstrip('/')}" + (f"/farbe-{color}" if color else "")

    def serves(self, url: str) -> bool:
        page: Any = page_for(url)
        return page is fashionid
