"""The listings of the Zalando demo store, e.g. /damenbekleidung-kleider/_schwarz/?p=2, and its entrance."""

from collections.abc import Mapping, Sequence
from html import escape

from scrapers.demo.product import DemoProduct
from scrapers.demo.zalando_frame import data_block, document, tiles, wrapper
from scrapers.demo.zalando_nodes import Node
from scrapers.demo.zalando_state import block, collection_cache, root_state, tile_cache
from scrapers.demo.zalando_urls import SHOP, listing_path

TILES = 24
UMLAUTS = {"gruen": "grün", "weiss": "weiß"}  # paths are ASCII, pages are German


def page_count(products: int) -> int:
    """How many pages a listing has; an empty one has none."""
    return -(-products // TILES)


def listing_page(
    products: Sequence[DemoProduct],
    *,
    category: str,
    color: str,
    title: str,
    number: int,
    filters: Sequence[str],
) -> str:
    """HTML of page `number` (from 1) of a listing of `products`; `filters` are the colours that lead on."""
    shown = products[TILES * (number - 1) : TILES * number]
    path, pages = listing_path(category, color), page_count(len(products))
    identity = f"ern:collection:cat:categ:{category}"
    root: Node = {"id": identity, "type": "collection", "hints": []}
    state = collection_cache(identity, title, f"https://{SHOP}{path}", shown) | tile_cache(shown)
    head = (
        f"<title>{escape(title)} online kaufen - Demo</title>\n"
        f'<link rel="canonical" href="https://{SHOP}{_numbered(path, number)}"/>'
    )
    if number < pages:
        head += f'\n<link rel="next" href="https://{SHOP}{_numbered(path, number + 1)}"/>'
    body = "".join([
        f'<main><nav class="crumbs"><a href="https://{SHOP}/">Damen</a>{escape(title)}</nav>',
        f"<h1>{escape(title)}</h1>", _filters(category, color, filters),
        wrapper("1-2", tiles(shown) + _pages(path, number, pages)), "</main>",
        data_block("re-1-2", block(root, root, "1.2", state)),
    ])  # fmt: skip
    return document(head, body, root_state(root, {"id": identity, "title": title}))


def entrance_page(categories: Mapping[str, str]) -> str:
    """HTML of the start page; `categories` gives the title of each slug."""
    root = {"id": "ern:home::women", "type": "home", "hints": []}
    links = "".join(f'<a href="{listing_path(category)}">{escape(title)}</a>' for category, title in categories.items())
    body = f'<main><h1>Damen</h1><nav class="filters">{links}</nav></main>'
    return document("<title>Damenmode - Demo</title>", body, root_state(root, {"id": root["id"]}))


def _numbered(path: str, number: int) -> str:
    return f"{path}?p={number}" if number > 1 else path


def _filters(category: str, chosen: str, filters: Sequence[str]) -> str:
    links = "".join(
        f'<a href="{listing_path(category, color)}"{" aria-current=true" if color == chosen else ""}>'
        f"{UMLAUTS.get(color, color)}</a>"
        for color in filters
    )
    return f'<nav class="filters" aria-label="Farbe">{links}</nav>'


def _pages(path: str, number: int, pages: int) -> str:
    back = f'<a title="vorherige Seite" href="{_numbered(path, number - 1)}">zurück</a>' if number > 1 else ""
    on = f'<a title="nächste Seite" href="{_numbered(path, number + 1)}">weiter</a>' if number < pages else ""
    return f'<nav class="pages">{back}<span>Seite {number} von {pages}</span>{on}</nav>'
