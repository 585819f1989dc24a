"""The product page of the Zalando demo store, e.g. /ilvarose-pia-festliches-kleid-lemon-il000040c-e46.html."""

import json
from collections.abc import Sequence
from html import escape

from scrapers.demo.addresses import slug
from scrapers.demo.offer import Offer, euros, offer
from scrapers.demo.picks import packshot
from scrapers.demo.product import DemoProduct
from scrapers.demo.zalando_frame import asset, data_block, document, picture, price_line, tiles, wrapper
from scrapers.demo.zalando_nodes import NAVIGATION_GROUP, SECTIONS, Node, entity, full_name
from scrapers.demo.zalando_product_cache import product_cache
from scrapers.demo.zalando_state import Cache, block, collection_cache, page_entity, root_state, tile_cache
from scrapers.demo.zalando_urls import SHOP, listing_path, photo_uri, product_path, product_url, size_sku

SEEN_ON = "05.09.2023"  # the day the pages that this one is shaped after were saved


def product_page(product: DemoProduct, siblings: Sequence[DemoProduct], similar: Sequence[DemoProduct]) -> str:
    """HTML of a product page; `siblings` are its other colours, `similar` fill the carousel."""
    root = page_entity(product)
    own = block(root, {"type": "app-download-banner", "id": "", "hints": []}, "1.15", product_cache(product, siblings))
    carousel = {"enrichedEntity": root, "graphqlCache": _carousel(product, similar), "additionalRendererContext": {}}
    body = "".join([
        data_block("re-1-15", own), asset("app-download-banner", "re-1-15"),
        "<main>", _crumbs(product), '<div class="product">',
        wrapper("1-3", _gallery(product)), data_block("re-1-3", block(root, root, "1.3", {})),
        asset("gallery", "re-1-3"),
        "<div>", wrapper("1-4", _headline(product, siblings)), data_block("re-1-4", block(root, root, "1.4", {})),
        wrapper("1-7", _size_picker(offer(product))), data_block("re-1-7", block(root, root, "1.7", {})),
        _attributes(product), "</div></div>",
        f"<section><h2>Das könnte dir auch gefallen</h2>{tiles(similar)}</section>" if similar else "", "</main>",
        f'<script type="application/ld+json">{_json_ld(product)}</script>',
        data_block("re-data-el-hydrate", carousel, extra=""),
    ])  # fmt: skip
    return document(_head(product), body, root_state(root, entity(product)))


def _carousel(product: DemoProduct, similar: Sequence[DemoProduct]) -> Cache:
    identity = f"ern:collection:rec:res-reco-products-similar-to-product:{product.id}"
    uri = f"https://{SHOP}/reco-catalog/{product.id}/"
    return collection_cache(identity, "Das könnte dir auch gefallen", uri, similar) | tile_cache(similar)


def _description(product: DemoProduct, day: str) -> str:
    price = euros(offer(product).current)
    return f" {product.brand} {full_name(product)} für {price} ({day}) Gratisversand für viele Bestellungen"


def _head(product: DemoProduct) -> str:
    title = f"{product.brand} {full_name(product)}/{product.color_label} - Demo"
    shown = photo_uri(packshot(product.photos) or product.photos[0], 103)
    named = {
        "description": _description(product, SEEN_ON),
        "gender": NAVIGATION_GROUP[product.gender].lower(),
        "twitter:card": "product",
        "twitter:title": title,
        "twitter:image": shown,
        "twitter:data1": euros(offer(product).current),
        "twitter:label1": "Preis",
        "twitter:data2": product.color_name,
        "twitter:label2": "Farbe",
    }
    described = {
        "og:site": f"https://{SHOP}",
        "og:title": title,
        "og:description": _description(product, SEEN_ON),
        "og:image": shown,
        "og:type": "zalando_sharing:product",
        "og:url": product_path(product),
    }
    lines = [f"<title>{escape(title)}</title>"]
    lines += [f'<link rel="alternate" hrefLang="de-DE" href="{escape(product_url(product))}"/>']
    lines += [f'<meta name="{name}" content="{escape(content)}"/>' for name, content in named.items()]
    lines += [f'<meta property="{name}" content="{escape(content)}"/>' for name, content in described.items()]
    return "\n".join(lines)


def _json_ld(product: DemoProduct) -> str:
    """The schema.org block: thumbnails only, one offer a size, relative links, no section and no attribute."""
    asked = offer(product)
    data: Node = {
        "@context": "http://schema.org",
        "@type": "Product",
        "brand": {"@type": "Brand", "name": product.brand},
        "color": f"{product.color_name}/{product.color_label}",
        "image": [photo_uri(photo, 103) for photo in product.photos],
        "itemCondition": "http://schema.org/NewCondition",
        "manufacturer": product.brand,
        "name": full_name(product),
        "offers": [
            {
                "@type": "Offer",
                "availability": f"http://schema.org/{'OutOfStock' if left == 'OUT_OF_STOCK' else 'InStock'}",
                "price": f"{asked.current / 100:.2f}",
                "priceCurrency": product.currency,
                "sku": size_sku(product, size),
                "url": product_path(product),
            }
            for size, left in asked.stock.items()
        ],
        "sku": product.id,
        "url": product_path(product),
        "description": _description(product, "2023-09-05"),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _crumbs(product: DemoProduct) -> str:
    *wider, last = product.category_path
    links = [f'<a href="https://{SHOP}/">{escape(name)}</a>' for name in wider]
    links.append(f'<a href="https://{SHOP}{listing_path(product.store_category)}">{escape(last)}</a>')
    return f'<nav class="crumbs">{"".join(links)}{escape(product.name)}</nav>'


def _gallery(product: DemoProduct) -> str:
    alt = f"{product.brand} - {full_name(product)}"
    shown = [picture(photo_uri(photo, 762), f"{alt} - {photo.position}", eager=True) for photo in product.photos]
    items = "".join(f"<li>{image}</li>" for image in shown)
    listed = f'<ul class="gallery" aria-label="Produktgalerie">{items}</ul>'
    return f'<div data-testid="product_gallery_stale">{listed}</div>'


def _headline(product: DemoProduct, siblings: Sequence[DemoProduct]) -> str:
    brand = f'<a href="https://{SHOP}/{slug(product.brand)}/"><span><h3>{escape(product.brand)}</h3></span></a>'
    price = f'<p class="price">{price_line(offer(product))} <small>inkl. MwSt.</small></p>'
    color = f"<div><p>Farbe<!-- -->: <b>{escape(product.color_name)}</b></p>{_colors(siblings)}</div>"
    return f"{brand}<h1><span>{escape(product.name)}</span></h1>{price}{color}"


def _colors(siblings: Sequence[DemoProduct]) -> str:
    if not siblings:
        return ""
    links = "".join(
        f'<li><a href="{escape(product_url(other))}">'
        f"{picture(photo_uri(packshot(other.photos) or other.photos[0], 156), other.color_name)}</a></li>"
        for other in siblings
    )
    return f'<ul class="colors" aria-label="Verfügbare Farben">{links}</ul>'


def _size_picker(asked: Offer) -> str:
    sizes = "".join(
        f'<li class="{"gone" if left == "OUT_OF_STOCK" else "left"}">{escape(size)}</li>'
        for size, left in asked.stock.items()
    )
    note = "" if asked.in_stock else "<p>Leider ist der gewünschte Artikel nicht mehr verfügbar.</p>"
    return f'<h2>Größe</h2><ul class="sizes" data-testid="pdp-size-picker">{sizes}</ul>{note}'


def _attributes(product: DemoProduct) -> str:
    """One table a section. The live page leaves them to its scripts; a person without scripts wants to see them."""
    tables = []
    for section, label in SECTIONS.items():
        rows = [(key, value) for key, value, where in product.attributes if where == section]
        lines = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in rows)
        if rows:
            tables.append(f'<section data-testid="pdp-accordion-{section}"><h2>{label}</h2><dl>{lines}</dl></section>')
    return "".join(tables)
