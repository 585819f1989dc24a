"""The pages of the Shopify demo store for people: products, and collections with a filter by tag."""

from collections.abc import Mapping, Sequence
from html import escape

from scrapers.demo.front import (
    Front,
    choice,
    crumbs,
    document,
    gallery,
    json_ld,
    link,
    meta,
    paging,
    picture,
    price_line,
    sizes,
)
from scrapers.demo.offer import offer
from scrapers.demo.product import DemoProduct
from scrapers.demo.shopify_article import Article, Node
from scrapers.demo.shopify_urls import (
    SHOP,
    collection_handle,
    collection_url,
    photo_url,
    product_url,
    variant_id,
)

FRONT = Front(SHOP, "Nordlicht Mode", "#2f5d57", "/collections/all")
TILES = 24


def product_page(article: Article, chosen: DemoProduct) -> str:
    """HTML of a product page with one of its colours chosen, as `?variant=` does."""
    url = product_url(article.handle)
    title = f"{chosen.name} von {chosen.brand}"
    photos = [photo_url(way, photo, 800) for way, photo in article.photos]
    head = "\n".join([
        link("canonical", url),
        meta({"description": title, "og:site_name": FRONT.title, "og:url": url, "og:title": chosen.name,
              "og:type": "product", "og:image": photo_url(chosen, chosen.photos[0], 1200),
              "og:price:amount": f"{chosen.price:.2f}".replace(".", ","), "og:price:currency": chosen.currency}),
        json_ld(_product_group(article)),
    ])  # fmt: skip
    category = chosen.category_path[-1]
    colours = [(way.color_name, f"{url}?variant={variant_id(way, way.sizes[0])}") for way in article.colourways]
    body = "".join([
        crumbs([(category, collection_url(collection_handle(category)))], chosen.name), '<div class="product">',
        gallery(photos), "<div>", f'<p class="brand">{escape(chosen.brand)}</p><h1>{escape(chosen.name)}</h1>',
        f'<p class="price">{price_line(offer(chosen))}</p>',
        "<h2>Farbe</h2>", choice("Farbe", colours, chosen.color_name), sizes(offer(chosen)),
        f'<div class="rte">{article.body_html.replace("<ul>", "<ul class=bullets>")}</div></div></div>',
    ])  # fmt: skip
    return document(FRONT, chosen.name, head, body)


def collection_page(
    shown: Sequence[Article],
    *,
    handle: str,
    title: str,
    tag: str,
    number: int,
    pages: int,
    collections: Mapping[str, str],
    tags: Mapping[str, str],
) -> str:
    """HTML of one page of a collection; `collections` and `tags` lead on, titles by handle."""
    urls = {n: collection_url(handle, tag, n) for n in range(1, pages + 1)}
    head = link("canonical", collection_url(handle, tag))
    body = "".join([
        crumbs([(FRONT.title, collection_url("all"))], title), f"<h1>{escape(title)}</h1>",
        choice("Kategorien", [(label, collection_url(where)) for where, label in collections.items()], title),
        choice("Farbe", [(label, collection_url(handle, name)) for name, label in tags.items()], tags.get(tag, "")),
        f'<div class="tiles">{"".join(_tile(article) for article in shown)}</div>', paging(urls, number),
    ])  # fmt: skip
    return document(FRONT, title, head, body)


def _tile(article: Article) -> str:
    first = article.first
    return (
        f'<article class="tile"><a href="{escape(product_url(article.handle))}">'
        f'{picture(photo_url(first, first.photos[0], 400))}<p class="brand">{escape(first.brand)}</p>'
        f"<p>{escape(first.name)}</p></a><p>{price_line(offer(first))}</p></article>"
    )


def _product_group(article: Article) -> Node:
    """The schema.org block that themes write: one variant for each colour and size, one image each."""
    first = article.first
    return {
        "@context": "http://schema.org/",
        "@id": f"/products/{article.handle}#product",
        "@type": "ProductGroup",
        "brand": {"@type": "Brand", "name": first.brand},
        "category": first.category_path[-1],
        "name": first.name,
        "productGroupID": str(article.id),
        "url": product_url(article.handle),
        "hasVariant": [_variant(article, way, size) for way in article.colourways for size in way.sizes],
    }


def _variant(article: Article, way: DemoProduct, size: str) -> Node:
    asked, number = offer(way), variant_id(way, size)
    url = f"{product_url(article.handle)}?variant={number}"
    return {
        "@id": f"/products/{article.handle}?variant={number}#variant",
        "@type": "Product",
        "image": photo_url(way, way.photos[0], 1920),
        "name": f"{way.name} - {way.color_name} / {size}",
        "sku": f"{way.id}-{size}",
        "offers": {
            "@id": f"/products/{article.handle}?variant={number}#offer",
            "@type": "Offer",
            "availability": f"http://schema.org/{'InStock' if size in asked.left else 'OutOfStock'}",
            "price": f"{asked.current / 100:.2f}",
            "priceCurrency": way.currency,
            "url": url,
        },
    }
