"""Crawl zalando.de: women's category listings, narrowed by colour where asked, then product pages."""

from types import MappingProxyType
from typing import Any

from scrapers.pages import page_for, zalando
from scrapers.spiders.store import StoreSpider


class ZalandoSpider(StoreSpider):
    name = "zalando"
    pages = zalando
    categories = MappingProxyType(
        {
            "blouses": "damenbekleidung-blusen-tuniken",
            "dresses": "damenbekleidung-kleider",
            "jackets": "damenbekleidung-jacken",
            "knitwear": "damenbekleidung-pullover-und-strickjacken",
            "pants": "damenbekleidung-hosen",
            "skirts": "damenbekleidung-roecke",
            "tops": "damenbekleidung-shirts",
        }
    )
    colors = MappingProxyType(
        {
            "beige": "beige",
            "black": "schwarz",
            "blue": "blau",
            "gray": "grau",
            "green": "gruen.oliv",
            "pink": "lila.pink",
            "red": "rot",
            "white": "weiss",
            "yellow": "gelb",
        }
    )

    def listing_url(self, category: str, color: str) -> str:
        return f"https://www.zalando.de/{category}/" + (f"_{color}/" if color else "")

    def serves(self, url: str) -> bool:
        page: Any = page_for(url)
        return page is zalando
