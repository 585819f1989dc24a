"""The listings of the Peek & Cloppenburg demo store, e.g. /de/damen/bekleidung/kleider/farbe-blau-turkis?page=2."""

from collections.abc import Mapping
from html import escape

from scrapers.demo.fashionid_product_page import FRONT
from scrapers.demo.fashionid_urls import CLOTHING, COLOR_FILTERS, listing_url, photo_url, product_url, shown
from scrapers.demo.front import choice, crumbs, document, link, paging, picture, price_line
from scrapers.demo.offer import offer
from scrapers.demo.product import DemoProduct
from scrapers.demo.shelf import Shelf

TILES = 24


def listing_page(page: Shelf, *, path: str, title: str, color: str, categories: Mapping[str, str]) -> str:
    """HTML of one page of a listing; `categories` gives the title of each path that leads on."""
    urls = {n: listing_url(path, color, n) for n in range(1, page.pages + 1)}
    head = link("canonical", listing_url(path, color))
    if page.number < page.pages:
        head += "\n" + link("next", urls[page.number + 1])
    colors = [(name, listing_url(path, name)) for name in dict.fromkeys(COLOR_FILTERS.values())]
    body = "".join([
        crumbs([("Damen", listing_url(CLOTHING))], title), f"<h1>{escape(title)}</h1>",
        choice("Kategorien", [(label, listing_url(where)) for where, label in categories.items()], title),
        choice("Farbe", colors, color),
        f'<div class="tiles">{"".join(_tile(product) for product in page.shown)}</div>', paging(urls, page.number),
    ])  # fmt: skip
    return document(FRONT, title, head, body)


def _tile(product: DemoProduct) -> str:
    return (
        f'<article class="tile"><a href="{escape(product_url(product))}">'
        f'{picture(photo_url(shown(product)[0], 400), product.name)}<p class="brand">{escape(product.brand)}</p>'
        f"<p>{escape(product.name)}</p></a><p>{price_line(offer(product))}</p></article>"
    )
