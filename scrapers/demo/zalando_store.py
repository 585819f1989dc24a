"""The Zalando demo store: which URL of its two hosts gives what."""

import re
from collections.abc import Sequence

from scrapers.demo.addresses import slug, whole_number
from scrapers.demo.answer import Answer, moved, not_found, page, text
from scrapers.demo.drawing import jpeg
from scrapers.demo.photo_host import Draw, PhotoHost
from scrapers.demo.product import DemoProduct
from scrapers.demo.zalando_listing_page import entrance_page, listing_page, page_count
from scrapers.demo.zalando_product_page import product_page
from scrapers.demo.zalando_urls import CDN, SHOP, color_filter, listing_path, photo_path, product_path

EVERYTHING = "damenbekleidung"
SIMILAR = 8

_LISTING = re.compile(r"/(?P<category>[a-z-]+)(?:/_(?P<colors>[a-z.]+))?(?P<slash>/?)")


class ZalandoStore:
    """Pages on www.zalando.de, photos on img01.ztat.net, both in the shape of 2023.

    Product pages, category and brand listings (24 tiles a page, `?p=N`), colour listings (`/_schwarz/`,
    `/_gruen.oliv/`), robots.txt. A colour filter that shows nothing redirects to the category, and a page after the
    last is a 404.
    Photos are drawn when asked for; `draw` gives their bytes at full size.

    Source: reference pages of 2023 and the listing forms of 2018-2026; query hashes and texts are invented.
    """

    name = "zalando"
    hosts = (SHOP, CDN)

    def __init__(
        self,
        products: Sequence[DemoProduct],
        draw: Draw = jpeg,
    ) -> None:
        self._products = tuple(products)
        self._pages = {product_path(product): product for product in products}
        photos = {photo_path(shot): (product, shot) for product in products for shot in product.photos}
        self._photos = PhotoHost(photos, draw)
        self._titles = {EVERYTHING: "Damenbekleidung"}
        self._titles |= {product.store_category: product.category_path[-1] for product in products}
        self._brands = {slug(product.brand): product.brand for product in products}

    def answer(self, host: str, path: str, query: str) -> Answer:
        """What `https://<host><path>?<query>` gives."""
        if path == "/robots.txt" and host in self.hosts:
            return text("User-agent: *\nAllow: /\n")
        if host == CDN:
            return self._photo(path, query)
        if host == SHOP:
            return self._page(path, query)
        return not_found()

    def _photo(self, path: str, query: str) -> Answer:
        try:
            width = whole_number(query, "imwidth")
        except ValueError:
            return not_found()
        return self._photos.answer(path, width)

    def _page(self, path: str, query: str) -> Answer:
        if path == "/":
            return page(entrance_page(self._titles))
        if product := self._pages.get(path):
            return page(product_page(product, self._siblings(product), self._similar(product)))
        if (match := _LISTING.fullmatch(path)) and match["category"] in self._titles | self._brands:
            if not match["slash"]:
                return moved(f"https://{SHOP}{path}/")
            return self._listing(match["category"], match["colors"] or "", query)
        return not_found()

    def _listing(self, category: str, colors: str, query: str) -> Answer:
        listed = [product for product in self._products if category in _listings_of(product)]
        filters = sorted({color_filter(product) for product in listed})
        if colors:
            listed = [product for product in listed if color_filter(product) in colors.split(".")]
            if not listed:
                return moved(f"https://{SHOP}{listing_path(category)}", 302)
        try:
            number = whole_number(query, "p") or 1
        except ValueError:
            return not_found()
        if number > page_count(len(listed)):
            return not_found()
        title = (self._titles | self._brands)[category]
        return page(listing_page(listed, category=category, color=colors, title=title, number=number, filters=filters))

    def _siblings(self, product: DemoProduct) -> list[DemoProduct]:
        same = [other for other in self._products if other.group_id == product.group_id]
        return [other for other in same if other.id != product.id]

    def _similar(self, product: DemoProduct) -> list[DemoProduct]:
        """The next products of the same category, from the product on and round the corner."""
        place = self._products.index(product)
        others = self._products[place + 1 :] + self._products[:place]
        return [other for other in others if other.category == product.category][:SIMILAR]


def _listings_of(product: DemoProduct) -> tuple[str, str, str]:
    """Where a product is listed: under its category, its brand, and among everything."""
    return product.store_category, slug(product.brand), EVERYTHING
