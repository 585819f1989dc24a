"""The pages of the schema.org demo store, e.g. /artikel/velmonde-inka-top-navy-55690010.html, /damen/shirts-tops/."""

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
from scrapers.demo.schemaorg_markup import form, markup
from scrapers.demo.schemaorg_urls import CLOTHING, SHOP, category_path, listing_url, photo_url, product_url
from scrapers.demo.shelf import Shelf
from scrapers.demo.wording import WORDING, Line

FRONT = Front(SHOP, "Hanna Moden", "#7a2e43", CLOTHING)
TILES = 20


def product_page(product: DemoProduct, colourways: Sequence[DemoProduct]) -> str:
    """HTML of a product page; `colourways` are all colours of the article, its own among them."""
    title = f"{product.brand} {product.name} in {product.color_name}"
    photos = [photo_url(photo, 800) for photo in product.photos]
    head = "\n".join([
        link("canonical", product_url(product)),
        meta({"description": f"{title} bei {FRONT.title}", "og:type": "product", "og:title": product.name,
              "og:url": product_url(product), "og:image": photo_url(product.photos[0]),
              "product:brand": product.brand, "product:retailer_item_id": product.id,
              "product:color": f"{product.color_name}/{product.color_label}",
              "product:price:amount": f"{product.price:.2f}", "product:price:currency": product.currency}),
        *map(json_ld, markup(product, colourways)),
    ])  # fmt: skip
    colours = [(way.color_name, product_url(way)) for way in colourways]
    wider = [("Damen", listing_url(CLOTHING)), (product.category_path[-1], listing_url(category_path(product)))]
    body = "".join([
        crumbs(wider, product.name), '<div class="product">', gallery(photos, title), "<div>",
        f'<p class="brand">{escape(product.brand)}</p><h1>{escape(product.name)}</h1>',
        f'<p class="price">{price_line(offer(product))}</p>',
        f"<h2>Farbe: {escape(product.color_name)} ({escape(product.color_label)})</h2>",
        choice("Weitere Farben", colours if len(colours) > 1 else [], product.color_name), sizes(offer(product)),
        _attributes(product), "</div></div>",
    ])  # fmt: skip
    return document(FRONT, title, head, body)


def listing_page(
    page: Shelf, *, path: str, title: str, color: str, categories: Mapping[str, str], colors: Mapping[str, str]
) -> str:
    """HTML of one page of a listing; `categories` gives titles by path, `colors` words by filter."""
    urls = {n: listing_url(path, color, n) for n in range(1, page.pages + 1)}
    head = link("canonical", urls[page.number])
    if page.number > 1:
        head += "\n" + link("prev", urls[page.number - 1])
    if page.number < page.pages:
        head += "\n" + link("next", urls[page.number + 1])
    body = "".join([
        crumbs([(FRONT.title, listing_url(CLOTHING))], title), f"<h1>{escape(title)}</h1>",
        choice("Kategorien", [(label, listing_url(where)) for where, label in categories.items()], title),
        choice("Farbe", [(word, listing_url(path, name)) for name, word in colors.items()], colors.get(color, "")),
        f'<div class="tiles">{"".join(_tile(product) for product in page.shown)}</div>',
        "" if page.total else "<p>Leider keine Treffer.</p>", paging(urls, page.number),
    ])  # fmt: skip
    return document(FRONT, title, head, body)


def _attributes(product: DemoProduct) -> str:
    """What the shop says of a product: a table on some pages, a list of definitions on the others."""
    write = _table if form(product) in ("typed", "graph") else _definitions
    return "".join(
        f"<section><h2>{escape(heading)}</h2>{write(lines)}</section>"
        for _, heading, lines in WORDING["schemaorg"].sections(product)
    )


def _table(lines: Sequence[Line]) -> str:
    rows = "".join(f"<tr><td>{escape(key)}</td><td>{escape(value)}</td></tr>" for key, value in lines)
    return f"<table>{rows}</table>"


def _definitions(lines: Sequence[Line]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(key)}</dt><dd>{escape(value)}</dd>' for key, value in lines)}</dl>"


def _tile(product: DemoProduct) -> str:
    return (
        f'<article class="tile"><a href="{escape(product_url(product))}">'
        f'{picture(photo_url(product.photos[0], 400), product.name)}<p class="brand">{escape(product.brand)}</p>'
        f"<p>{escape(product.name)}</p></a><p>{price_line(offer(product))}</p></article>"
    )
