"""The product page of the About You demo store, e.g. /p/norrtal/malou-sommerkleid-17590000."""

from collections.abc import Sequence
from html import escape

from scrapers.demo.aboutyou_photos import photo_url
from scrapers.demo.aboutyou_state import Node, breadcrumbs, point, product_message, state_script
from scrapers.demo.aboutyou_urls import CLOTHING, SHOP, product_url, size_id
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
from scrapers.demo.picks import packshot
from scrapers.demo.product import DemoProduct
from scrapers.demo.wording import WORDING

FRONT = Front(SHOP, "Demo You", "#111", CLOTHING)


def product_page(product: DemoProduct, colourways: Sequence[DemoProduct]) -> str:
    """HTML of a product page; `colourways` are all colours of the article, its own among them."""
    title = f"{product.brand} {product.name} in {product.color_name}"
    steps = [(label, f"https://{SHOP}{url}") for label, url in breadcrumbs(product)]
    shown = photo_url(packshot(product.photos) or product.photos[0], "tile")
    head = "\n".join([
        link("canonical", product_url(product)),
        meta({"description": f"{title} online kaufen", "og:title": title, "og:url": product_url(product),
              "og:image": shown, "og:type": "product"}),
        json_ld(_product_group(product, colourways)), json_ld(_breadcrumb_list(steps)),
    ])  # fmt: skip
    zoom = [photo_url(photo, "gallery") for photo in product.photos]
    body = "".join([
        crumbs(steps, product.name), '<div class="product">',
        gallery(zoom, title, ' data-testid="productImageView"'),
        "<div>", _headline(product), _colours(product, colourways), sizes(offer(product), ' data-testid="sizes"'),
        *(f"<section><h2>{escape(heading)}</h2>{bullets([point(*row) for row in rows])}</section>"
          for _, heading, rows in WORDING["aboutyou"].sections(product)),
        "</div></div>",
    ])  # fmt: skip
    messages: dict[str, Node] = {
        "campaigns.v1.CampaignsService/GetDiscounts": {"campaigns": []},
        "article_detail_page.v1.meta.ArticleDetailMetaService/GetPageMetaData": {"title": title},
        "article_detail_page.v1.ArticleDetailService/GetProductBulk": product_message(product, colourways),
    }
    return document(FRONT, title, head, body + state_script(messages))


def _headline(product: DemoProduct) -> str:
    return (
        f'<p class="brand" data-testid="brandName">{escape(product.brand)}</p>'
        f'<h1 data-testid="productName">{escape(product.name)}</h1>'
        f'<p class="price" data-testid="finalPrice">{price_line(offer(product))}</p>'
    )


def _colours(product: DemoProduct, colourways: Sequence[DemoProduct]) -> str:
    links = [(way.color_name, product_url(way)) for way in colourways]
    return f'<h2>Farbe: <span data-testid="color">{escape(product.color_name)}</span></h2>' + choice(
        "Weitere Farben", links if len(links) > 1 else [], product.color_name
    )


def _product_group(product: DemoProduct, colourways: Sequence[DemoProduct]) -> Node:
    """The schema.org block. Its variants are those of every colourway; only the SKUs tell which are the page's own."""
    return {
        "@context": "https://schema.org/",
        "@type": "ProductGroup",
        "productGroupID": product.group_id,
        "name": product.name,
        "url": product_url(product),
        "brand": {"@type": "Brand", "name": product.brand},
        "image": [photo_url(photo, "zoom") for photo in product.photos],
        "variesBy": ["https://schema.org/size", "https://schema.org/color"],
        "hasVariant": [_variant(way, size) for way in colourways for size in way.sizes],
    }


def _variant(product: DemoProduct, size: str) -> Node:
    asked = offer(product)
    sku = str(size_id(product, size))
    return {
        "@type": "Product",
        "sku": sku,
        "name": f"{product.name} {product.color_name} {size}",
        "color": product.color_name,
        "size": size,
        "image": photo_url(product.photos[0], "zoom"),
        "offers": {
            "@type": "Offer",
            "sku": sku,
            "url": product_url(product),
            "price": asked.current / 100,
            "priceCurrency": product.currency,
            "availability": f"https://schema.org/{'InStock' if size in asked.left else 'OutOfStock'}",
        },
    }


def _breadcrumb_list(steps: Sequence[tuple[str, str]]) -> Node:
    items = [
        {"@type": "ListItem", "position": place, "name": label, "item": url}
        for place, (label, url) in enumerate(steps[:-1], start=1)
    ]
    return {"@context": "https://schema.org/", "@type": "BreadcrumbList", "itemListElement": items}
