"""The Shopify demo store: which URL of its two hosts gives what."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from scrapers.demo.addresses import slug
from scrapers.demo.answer import Answer, moved, not_found, page, text
from scrapers.demo.assortment import Assortment
from scrapers.demo.drawing import jpeg
from scrapers.demo.photo_host import Draw, PhotoHost
from scrapers.demo.product import DemoProduct
from scrapers.demo.shopify_article import Article
from scrapers.demo.shopify_data import COLLECTION, PRODUCT, ShopifyData, whole
from scrapers.demo.shopify_pages import TILES, collection_page, product_page
from scrapers.demo.shopify_urls import (
    CDN,
    SHOP,
    collection_handle,
    collection_url,
    photo_path,
    photo_url,
    product_url,
    variant_id,
)
from scrapers.demo.sitemaps import index, pages, with_images, xml

# The platform's own file for every shop, shortened.
ROBOTS = f"""User-agent: *
Disallow: /admin
Disallow: /cart
Disallow: /orders
Disallow: /checkouts/
Disallow: /checkout
Disallow: /account
Disallow: /collections/*sort_by*
Disallow: /collections/*+*
Disallow: /*/collections/*filter*&*filter*
Disallow: /search
Sitemap: https://{SHOP}/sitemap.xml
"""

_SUFFIX = re.compile(r"(?P<name>.+?)_(?P<width>[1-9]\d{0,3})x\d{0,4}(?:_crop_[a-z]+)?(?P<twice>@2x)?(?P<ending>\.jpg)")


class ShopifyStore:
    """An own shop on nordlicht-mode.example, photos on cdn.shopify.com.

    `/products.json`, `/collections.json` and `/collections/<handle>/products.json` with the platform's limits: 30
    entries a page, at most 250 however many are asked for, 400 beyond entry 25,000, an empty list at the end.
    `/products/<handle>` as page, `.json` and `.js`, `/meta.json` and `/cart.js` with the currency, collections with
    a filter by tag, XML sitemaps with images. All colours of an article are one product. `draw` gives the bytes of a
    photo at full size.

    Source: the platform's public forms of 2026.
    """

    name = "shopify"
    hosts = (SHOP, CDN)

    def __init__(self, products: Sequence[DemoProduct], draw: Draw = jpeg) -> None:
        goods = Assortment(products)
        self._articles = _numbered(goods.articles)
        self._collections = {collection_handle(title): title for title in goods.categories.values()}
        self._data = ShopifyData(self._articles, self._collections)
        self._tags = {slug(product.color_label): product.color_label for product in products}
        self._photos = PhotoHost({photo_path(p, photo): (p, photo) for p in products for photo in p.photos}, draw)

    def answer(self, host: str, path: str, query: str) -> Answer:
        """What `https://<host><path>?<query>` gives."""
        if host == CDN:
            return text("User-agent: *\nAllow: /\n") if path == "/robots.txt" else self._photo(path, query)
        if host != SHOP:
            return not_found()
        if path == "/robots.txt":
            return text(ROBOTS)
        if path == "/":
            return moved(collection_url("all"), 302)
        if path.endswith((".json", ".js")):
            return self._data.answer(path, query)
        if match := PRODUCT.fullmatch(path):
            return self._product(match["handle"], query)
        if match := COLLECTION.fullmatch(path):
            return self._collection(match["handle"], match["tag"] or "", query)
        return self._sitemap(path)

    def _photo(self, path: str, query: str) -> Answer:
        """A photo, scaled by the query or, as shops did for long, by the end of its name."""
        wishes = parse_qs(query).get("width", [])
        if match := _SUFFIX.fullmatch(path):
            path = match["name"] + match["ending"]
            wishes = [str(int(match["width"]) * (2 if match["twice"] else 1))]
        if any(not re.fullmatch(r"[1-9]\d{0,3}", wish) for wish in wishes):
            return not_found()
        return self._photos.answer(path, int(wishes[-1]) if wishes else None)

    def _product(self, handle: str, query: str) -> Answer:
        article = self._data.by_handle.get(handle)
        if article is None:
            return not_found()
        asked = parse_qs(query).get("variant", [""])[0]
        ways = {str(variant_id(way, size)): way for way in article.colourways for size in way.sizes}
        return page(product_page(article, ways.get(asked, article.first)))

    def _collection(self, handle: str, tag: str, query: str) -> Answer:
        held = self._data.collection(handle)
        if held is None or (tag and tag not in self._tags):
            return not_found()
        listed = [article for article in held if not tag or self._tags[tag] in article.tags]
        number = max(1, whole(query, "page", 1))
        last = max(1, -(-len(listed) // TILES))
        return page(
            collection_page(
                listed[TILES * (number - 1) : TILES * number],
                handle=handle,
                title=self._collections.get(handle, "Alles"),
                tag=tag,
                number=number,
                pages=last,
                collections=self._collections,
                tags=self._tags,
            )
        )

    def _sitemap(self, path: str) -> Answer:
        shop = f"https://{SHOP}/"
        if path == "/sitemap.xml":
            ids = [article.id for article in self._articles]
            products = f"{shop}sitemap_products_1.xml?from={min(ids, default=0)}&to={max(ids, default=0)}"
            return xml(index([products, f"{shop}sitemap_collections_1.xml"]))
        if path == "/sitemap_products_1.xml":
            articles = {product_url(article.handle): article for article in self._articles}
            first = {url: [photo_url(*article.photos[0])] for url, article in articles.items()}
            return xml(with_images(first))
        if path == "/sitemap_collections_1.xml":
            return xml(pages(collection_url(handle) for handle in self._collections))
        return not_found()


def _numbered(articles: Sequence[Sequence[DemoProduct]]) -> list[Article]:
    """Articles with their numbers: the group's, or the colourway's where another article has that."""
    taken: dict[int, Article] = {}
    for colourways in articles:
        group = int(colourways[0].group_id)
        article = Article(int(colourways[0].id) if group in taken else group, colourways)
        taken[article.id] = article
    return list(taken.values())
