"""The schema.org demo store: which URL of its two hosts gives what."""

import gzip
import io
from collections.abc import Sequence
from urllib.parse import parse_qs

from scrapers.demo.addresses import slug, whole_number
from scrapers.demo.answer import Answer, moved, not_found, page, text
from scrapers.demo.assortment import Assortment
from scrapers.demo.drawing import jpeg
from scrapers.demo.photo_host import Draw, PhotoHost
from scrapers.demo.product import DemoProduct
from scrapers.demo.schemaorg_pages import TILES, listing_page, product_page
from scrapers.demo.schemaorg_urls import (
    CDN,
    CLOTHING,
    SHOP,
    category_path,
    listing_url,
    photo_path,
    photo_url,
    product_path,
    product_url,
)
from scrapers.demo.shelf import shelf
from scrapers.demo.sitemaps import index, pages, with_images, xml

ROBOTS = f"""User-agent: *
Disallow: /warenkorb/
Disallow: /konto/
Disallow: /*?sort=

Sitemap: https://{SHOP}/sitemap.xml
Sitemap: https://{SHOP}/sitemap/bilder.xml
"""
SITEMAPS = ("/sitemap/artikel-1.xml", "/sitemap/artikel-2.xml.gz", "/sitemap/artikel-3.txt", "/sitemap/kategorien.xml")


class SchemaOrgStore:
    """Pages on www.hanna-moden.example, photos on bilder.hanna-moden.example: any shop with ordinary markup.

    Product pages whose schema.org blocks come in four forms, listings of 20 tiles (`?page=N`, `?farbe=rot`) with
    rel=next, robots.txt with two sitemaps: an index of sitemaps as XML, gzip and text, which share the products among
    them, and one with all images. A page after the last is a 404. `draw` gives the bytes of a photo at full size.
    """

    name = "schemaorg"
    hosts = (SHOP, CDN)

    def __init__(self, products: Sequence[DemoProduct], draw: Draw = jpeg) -> None:
        self._goods = Assortment(products)
        self._pages = {product_path(product): product for product in products}
        self._categories = {category_path(product): product.category for product in products}
        self._colors = {slug(product.color_label): product.color_label for product in products}
        self._photos = PhotoHost({photo_path(photo): (p, photo) for p in products for photo in p.photos}, draw)

    def answer(self, host: str, path: str, query: str) -> Answer:
        """What `https://<host><path>?<query>` gives."""
        if host == CDN:
            return text("User-agent: *\nAllow: /\n") if path == "/robots.txt" else self._photo(path, query)
        if host != SHOP:
            return not_found()
        if path == "/robots.txt":
            return text(ROBOTS)
        if path == "/":
            return moved(listing_url(CLOTHING), 302)
        if product := self._pages.get(path):
            return page(product_page(product, self._goods.colourways(product)))
        if path == CLOTHING or path in self._categories:
            return self._listing(path, query)
        return self._sitemap(path)

    def _photo(self, path: str, query: str) -> Answer:
        try:
            return self._photos.answer(path, whole_number(query, "width"))
        except ValueError:
            return not_found()

    def _listing(self, path: str, query: str) -> Answer:
        color = parse_qs(query).get("farbe", [""])[0]
        listed = self._goods.of(self._categories.get(path, ""))
        if color:
            listed = [product for product in listed if slug(product.color_label) == color]
        try:
            shown = shelf(listed, query, TILES)
        except ValueError:
            return not_found()
        titles = {where: self._goods.categories[category] for where, category in self._categories.items()}
        title = titles.get(path, "Damen")
        return page(listing_page(shown, path=path, title=title, color=color, categories=titles, colors=self._colors))

    def _sitemap(self, path: str) -> Answer:
        """Each product stands in one of three files, by turns."""
        listed = self._goods.products
        if path == "/sitemap.xml":
            return xml(index(f"https://{SHOP}{file}" for file in SITEMAPS))
        if path == "/sitemap/bilder.xml":
            return xml(with_images({product_url(p): [photo_url(photo) for photo in p.photos] for p in listed}))
        if path not in SITEMAPS:
            return not_found()
        place = SITEMAPS.index(path)
        if path.endswith("kategorien.xml"):
            return xml(pages(listing_url(where) for where in self._categories))
        urls = [product_url(product) for product in listed[place::3]]
        if path.endswith(".txt"):
            return text("".join(f"{url}\n" for url in urls))
        if path.endswith(".gz"):
            return Answer(body=_gzipped(pages(urls)), headers={"Content-Type": "application/gzip"})
        return xml(pages(urls))


def _gzipped(document: str) -> bytes:
    """The same bytes at any time and on any Python: `gzip.compress` leaves a byte of its head to the library."""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", mtime=0, fileobj=packed) as file:
        file.write(document.encode())
    return packed.getvalue()
