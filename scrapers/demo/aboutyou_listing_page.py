"""The listings of the About You demo store, e.g. /c/frauen/bekleidung/kleider-20236?color=38932&page=2."""

from html import escape

from scrapers.demo.aboutyou_photos import photo_url
from scrapers.demo.aboutyou_product_page import FRONT
from scrapers.demo.aboutyou_state import listing_message, state_script
from scrapers.demo.aboutyou_urls import CLOTHING, COLOR_IDS, SHOP, listing_url, product_url
from scrapers.demo.front import choice, crumbs, document, link, paging, picture, price_line
from scrapers.demo.offer import offer
from scrapers.demo.picks import worn
from scrapers.demo.product import DemoProduct
from scrapers.demo.shelf import Shelf

TILES = 30
GERMAN = {
    "black": "Schwarz", "white": "Weiß", "red": "Rot", "blue": "Blau", "green": "Grün", "yellow": "Gelb",
    "pink": "Pink", "gray": "Grau", "beige": "Beige",
}  # fmt: skip


def listing_page(page: Shelf, *, path: str, title: str, color: str, brand: str, categories: dict[str, str]) -> str:
    """HTML of one page of a listing; `color` and `brand` are the filters as in the query, `categories` lead on."""
    urls = {n: listing_url(path, color, brand, n) for n in range(1, page.pages + 1)}
    head = link("canonical", listing_url(path))
    if page.number < page.pages:
        head += "\n" + link("next", urls[page.number + 1])
    colors = [(GERMAN[value], listing_url(path, str(number), brand)) for value, number in COLOR_IDS.items()]
    chosen = next((GERMAN[value] for value, number in COLOR_IDS.items() if str(number) == color), "")
    body = "".join([
        crumbs([("Damen", f"https://{SHOP}{CLOTHING}")], title), f"<h1>{escape(title)}</h1>",
        choice("Kategorien", [(label, listing_url(where)) for where, label in categories.items()], title),
        choice("Farbe", colors, chosen),
        f'<div class="tiles">{"".join(_tile(product) for product in page.shown)}</div>',
        "" if page.total else "<p>Leider keine Treffer.</p>", paging(urls, page.number),
    ])  # fmt: skip
    messages = {"category_page.v1.stream.CategoryStreamService/GetProductStreamV2": listing_message(page, TILES)}
    return document(FRONT, title, head, body + state_script(messages))


def _tile(product: DemoProduct) -> str:
    shown = photo_url(worn(product.photos) or product.photos[0], "tile")
    return (
        f'<article class="tile"><a href="{escape(product_url(product))}" data-testid="productTile-{product.id}">'
        f'{picture(shown, product.name)}<p class="brand" data-testid="brandName">{escape(product.brand)}</p>'
        f'<p data-testid="productName">{escape(product.name)}</p></a>'
        f'<p data-testid="finalPrice">{price_line(offer(product))}</p></article>'
    )
