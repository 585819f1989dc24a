"""The product page of the Peek & Cloppenburg demo store, e.g. /de/ilvarose/p/hilma-blusenkleid-dunkelblau-24200000."""

from collections.abc import Sequence
from html import escape
from typing import Any

from scrapers.demo.fashionid_urls import CLOTHING, SHOP, category_path, listing_url, photo_url, product_url, shown
from scrapers.demo.front import (
    Front,
    bullets,
    choice,
    crumbs,
    document,
    gallery,
    json_ld,
    link,
    meta,
    price_line,
    sizes,
)
from scrapers.demo.offer import offer
from scrapers.demo.product import DemoProduct
from scrapers.demo.wording import WORDING

FRONT = Front(SHOP, "Demo & Cie.", "#1f2a44", CLOTHING)


def product_page(product: DemoProduct, colourways: Sequence[DemoProduct]) -> str:
    """HTML of a product page; `colourways` are all colours of the article, its own among them."""
    title = f"{product.brand} {product.name} {product.color_label}"
    photos = shown(product)
    head = "\n".join([
        link("canonical", product_url(product)),
        meta({"description": f"{title} online kaufen", "og:type": "product", "og:title": title,
              "og:url": product_url(product), "og:image": photo_url(photos[0], 400)}),
        json_ld(_json_ld(product)),
    ])  # fmt: skip
    points = [f"{key}: {value}" if key else value for key, value in WORDING["fashionid"].lines(product)]
    steps = [("Damen", listing_url(CLOTHING)), ("Bekleidung", listing_url(CLOTHING))]
    steps.append((product.category_path[-1], listing_url(category_path(product))))
    colours = [(way.color_name, product_url(way)) for way in colourways]
    body = "".join([
        crumbs(steps, product.name), '<div class="product" itemscope itemtype="https://schema.org/Product">',
        gallery([photo_url(photo, 800) for photo in photos], title, ' data-qa="gallery"'), "<div>",
        f'<p class="brand" itemprop="brand">{escape(product.brand)}</p><h1 itemprop="name">{escape(product.name)}</h1>',
        f'<p class="price">{price_line(offer(product))}</p>', f"<h2>Farbe: {escape(product.color_name)}</h2>",
        choice("Weitere Farben", colours if len(colours) > 1 else [], product.color_name),
        sizes(offer(product), ' data-qa="sizes"'), "<h2>Produktdetails</h2>",
        bullets(points, " list-column qa-description-bullet-points-list"),
        f'<p><small>Artikel-Nr. <span itemprop="sku">{product.id}</span></small></p></div></div>',
    ])  # fmt: skip
    return document(FRONT, title, head, body)


def _json_ld(product: DemoProduct) -> dict[str, Any]:
    """The schema.org block: one product, one offer, its photos small."""
    asked = offer(product)
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": product.id,
        "name": product.name,
        "brand": {"@type": "Brand", "name": product.brand},
        "color": f"{product.color_name}/{product.color_label}",
        "size": list(product.sizes),
        "image": [photo_url(photo, 400) for photo in shown(product)],
        "url": product_url(product),
        "offers": {
            "@type": "Offer",
            "url": product_url(product),
            "price": f"{asked.current / 100:.2f}",
            "priceCurrency": product.currency,
            "availability": f"https://schema.org/{'InStock' if asked.in_stock else 'OutOfStock'}",
        },
    }
