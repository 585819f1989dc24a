"""Where things of the About You demo store lie: hosts, paths, filters."""

from urllib.parse import parse_qs, urlencode

from scrapers.demo.addresses import slug
from scrapers.demo.product import DemoProduct
from scrapers.demo.seeds import number

SHOP = "www.aboutyou.de"
CDN = "cdn.aboutstatic.com"

WOMEN = "/c/frauen-20201"
CLOTHING = "/c/frauen/bekleidung-20204"

# Slugs and ids of the shop's own categories, from its former API; the last two joined its tree later.
CATEGORIES = {
    "blouses": "blusen-und-tuniken-22798", "dresses": "kleider-20236", "pants": "hosen-20257", "skirts": "roecke-20259",
    "tops": "shirts-20250", "jackets": "jacken-20290201", "knitwear": "pullover-und-strick-20290202",
}  # fmt: skip
COLOR_IDS = {
    "black": 38932, "white": 38935, "red": 38931, "blue": 38920, "green": 38926, "yellow": 38923, "pink": 38930,
    "gray": 38925, "beige": 38919,
}  # fmt: skip


def product_path(product: DemoProduct) -> str:
    """Path of a product page: one a colourway."""
    return f"/p/{slug(product.brand)}/{slug(product.name)}-{product.id}"


def product_url(product: DemoProduct) -> str:
    return f"https://{SHOP}{product_path(product)}"


def category_path(category: str) -> str:
    """Path of the listing of a category, of everything for ""."""
    return f"/c/frauen/bekleidung/{CATEGORIES[category]}" if category else CLOTHING


def brand_key(brand: str) -> str:
    """The brand as the filter names it, such as norrtal-1874."""
    return f"{slug(brand)}-{1000 + number('brand', brand) % 9000}"


def listing_url(path: str, color: str = "", brand: str = "", page: int = 1) -> str:
    """A listing with its filters; the page comes last, as the shop's robots.txt expects."""
    chosen = {"color": color, "brand": brand, "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in chosen.items() if value}, safe=",")
    return f"https://{SHOP}{path}{'?' if query else ''}{query}"


def filter_values(query: str, name: str) -> list[str]:
    """The comma-joined values of a filter, none where the query does not name it."""
    return [value for given in parse_qs(query).get(name, []) for value in given.split(",")]


def size_id(product: DemoProduct, size: str) -> int:
    """The id of one size, which is also the SKU of its offer."""
    return int(product.id) * 100 + product.sizes.index(size)
