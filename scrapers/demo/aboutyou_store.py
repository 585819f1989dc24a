"""The About You demo store: which URL of its two hosts gives what."""

from collections.abc import Sequence

from scrapers.demo.aboutyou_listing_page import TILES, listing_page
from scrapers.demo.aboutyou_photos import AboutYouPhotos, cut_out, photo_path
from scrapers.demo.aboutyou_product_page import product_page
from scrapers.demo.aboutyou_urls import (
    CDN,
    CLOTHING,
    COLOR_IDS,
    SHOP,
    WOMEN,
    brand_key,
    category_path,
    filter_values,
    product_path,
    product_url,
)
from scrapers.demo.answer import Answer, moved, not_found, page, text
from scrapers.demo.assortment import Assortment
from scrapers.demo.drawing import jpeg
from scrapers.demo.photo_host import Draw
from scrapers.demo.product import DemoProduct
from scrapers.demo.shelf import shelf
from scrapers.demo.sitemaps import index, xml

URLS_A_SITEMAP = 200
"""The live shop's files hold 50,000; smaller, so that a demo has several."""
# The live shop lets robots see three pages of a listing; the sitemap names every product.
ROBOTS = f"""User-agent: *
Disallow: /__/legacy_state
Disallow: /c/*sort=
Disallow: /c/*prices=
Disallow: /c/*page=
Allow: /c/*page=1$
Allow: /c/*page=2$
Allow: /c/*page=3$

Sitemap: https://{SHOP}/sitemap-index.xml
"""


class AboutYouStore:
    """Pages on www.aboutyou.de in the shape of 2026, photos on cdn.aboutstatic.com.

    Product pages with their state and schema.org blocks, category listings (30 tiles a page, `?page=N`) with filters
    `?color=<ids>` and `?brand=<keys>`, robots.txt, text sitemaps. A filter that shows nothing gives an empty page; a
    page after the last is a 404. `draw` gives the bytes of a photo at full size, `cut_out` those of a packshot.

    Source: forms and key names in use 2018-2026; type, view and focus of images in the words of the API of 2019.
    """

    name = "aboutyou"
    hosts = (SHOP, CDN)

    def __init__(self, products: Sequence[DemoProduct], draw: Draw = jpeg, cut_out: Draw = cut_out) -> None:
        self._goods = Assortment(products)
        self._pages = {product_path(product): product for product in products}
        self._listings = {CLOTHING: ""} | {category_path(category): category for category in self._goods.categories}
        photos = {photo_path(photo): (product, photo) for product in products for photo in product.photos}
        self._photos = AboutYouPhotos(photos, draw, cut_out)

    def answer(self, host: str, path: str, query: str) -> Answer:
        """What `https://<host><path>?<query>` gives."""
        if host == CDN:
            return text("User-agent: *\nAllow: /\n") if path == "/robots.txt" else self._photos.answer(path, query)
        if host != SHOP:
            return not_found()
        if path == "/robots.txt":
            return text(ROBOTS)
        if path in ("/", WOMEN):
            return moved(f"https://{SHOP}{CLOTHING}", 302)
        if product := self._pages.get(path):
            return page(product_page(product, self._goods.colourways(product)))
        if path in self._listings:
            return self._listing(path, query)
        return self._sitemap(path)

    def _listing(self, path: str, query: str) -> Answer:
        colors, brands = filter_values(query, "color"), filter_values(query, "brand")
        listed = self._goods.of(self._listings[path])
        if colors:
            listed = [product for product in listed if str(COLOR_IDS[product.values["color"]]) in colors]
        if brands:
            listed = [product for product in listed if brand_key(product.brand) in brands]
        try:
            shown = shelf(listed, query, TILES)
        except ValueError:
            return not_found()
        titles = {category_path(category): title for category, title in self._goods.categories.items()}
        title = titles.get(path, "Bekleidung")
        words = {"color": ",".join(colors), "brand": ",".join(brands)}
        return page(listing_page(shown, path=path, title=title, categories=titles, **words))

    def _sitemap(self, path: str) -> Answer:
        """The index, and plain lists of URLs as the live shop has them."""
        urls = [product_url(product) for product in self._goods.products]
        files = {
            f"/sitemap-product-{at // URLS_A_SITEMAP + 1}.txt": urls[at : at + URLS_A_SITEMAP]
            for at in range(0, len(urls), URLS_A_SITEMAP)
        }
        if path == "/sitemap-index.xml":
            return xml(index(f"https://{SHOP}{file}" for file in files))
        return text("".join(f"{url}\n" for url in files[path])) if path in files else not_found()
