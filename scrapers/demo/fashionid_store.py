"""The Peek & Cloppenburg demo store: which URL of its two hosts gives what."""

import re
from collections.abc import Sequence

from scrapers.demo.answer import Answer, moved, not_found, page, text
from scrapers.demo.assortment import Assortment
from scrapers.demo.drawing import jpeg
from scrapers.demo.fashionid_listing_page import TILES, listing_page
from scrapers.demo.fashionid_product_page import product_page
from scrapers.demo.fashionid_urls import (
    CDN,
    CLOTHING,
    COLOR_FILTERS,
    SHOP,
    category_path,
    listing_url,
    product_path,
    token,
)
from scrapers.demo.photo_host import Draw, PhotoHost
from scrapers.demo.product import DemoProduct
from scrapers.demo.shelf import shelf

ROBOTS = """User-agent: *
Disallow: /de/checkout/
Disallow: /de/konto/
Disallow: /*?sortby=
"""

_SCALED = re.compile(r"/cdn-cgi/image/(?P<options>[a-z]+=[^/,]+(?:,[a-z]+=[^/,]+)*)(?P<path>/.+)")
_FILTERED = re.compile(r"(?P<path>/.+)/farbe-(?P<color>[a-z-]+)")


class FashionIdStore:
    """Pages on www.peek-cloppenburg.de, photos on product.fidcdn.net: as much of the shop as is known.

    Product pages with a schema.org block, listings of 24 tiles (`?page=N`) with colour filters (`/farbe-rot`),
    robots.txt, no sitemap. A colour filter that shows nothing redirects to the category; a page after the last is a
    404. The first photo of a gallery shows the article alone. `draw` gives the bytes of a photo at full size.

    Source: markup and colour filters of 2018, forms of pages and photos of 2022-2026; the rest is ordinary markup.
    """

    name = "fashionid"
    hosts = (SHOP, CDN)

    def __init__(self, products: Sequence[DemoProduct], draw: Draw = jpeg) -> None:
        self._goods = Assortment(products)
        self._pages = {product_path(product): product for product in products}
        self._categories = {category_path(product): product.category for product in products}
        self._photos = PhotoHost({f"/{token(photo)}.jpg": (p, photo) for p in products for photo in p.photos}, draw)

    def answer(self, host: str, path: str, query: str) -> Answer:
        """What `https://<host><path>?<query>` gives."""
        if host == CDN:
            return text("User-agent: *\nAllow: /\n") if path == "/robots.txt" else self._photo(path)
        if host != SHOP:
            return not_found()
        if path == "/robots.txt":
            return text(ROBOTS)
        if path in ("/", "/de", "/de/", "/de/damen"):
            return moved(listing_url(CLOTHING), 302)
        if product := self._pages.get(path):
            return page(product_page(product, self._goods.colourways(product)))
        match = _FILTERED.fullmatch(path)
        return self._listing(match["path"], match["color"], query) if match else self._listing(path, "", query)

    def _photo(self, path: str) -> Answer:
        """A photo scaled as its path says, or as it is where the path says nothing."""
        match = _SCALED.fullmatch(path)
        if not match:
            return self._photos.answer(path)
        options = dict(option.split("=", 1) for option in match["options"].split(","))
        width = options.get("width", "")
        if not re.fullmatch(r"[1-9]\d{0,3}|auto|", width):
            return not_found()
        return self._photos.answer(match["path"], int(width) if width.isdigit() else None)

    def _listing(self, path: str, color: str, query: str) -> Answer:
        if path not in {CLOTHING, *self._categories}:
            return not_found()
        listed = self._goods.of(self._categories.get(path, ""))
        if color:
            listed = [product for product in listed if COLOR_FILTERS[product.values["color"]] == color]
            if not listed:
                return moved(listing_url(path), 302)
        try:
            shown = shelf(listed, query, TILES)
        except ValueError:
            return not_found()
        titles = {where: self._goods.categories[category] for where, category in self._categories.items()}
        title = titles.get(path, "Bekleidung")
        return page(listing_page(shown, path=path, title=title, color=color, categories=titles))
