"""Where things of the Peek & Cloppenburg demo store lie: hosts, paths, names of photos."""

import base64
from collections.abc import Sequence

from scrapers.demo.addresses import slug
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.seeds import digits

SHOP = "www.peek-cloppenburg.de"
CDN = "product.fidcdn.net"
CLOTHING = "/de/damen/bekleidung"

# The colour filters of 2018; every vocabulary colour falls under one of them.
COLOR_FILTERS = {
    "beige": "braun", "black": "grau-schwarz", "blue": "blau-turkis", "gray": "grau-schwarz", "green": "grun",
    "pink": "rose", "red": "rot", "white": "weiss", "yellow": "gelb",
}  # fmt: skip


def product_path(product: DemoProduct) -> str:
    """Path of a product page: one a colourway, its number at the end."""
    return f"/de/{slug(product.brand)}/p/{slug(f'{product.name} {product.color_label}')}-{product.id}"


def product_url(product: DemoProduct) -> str:
    return f"https://{SHOP}{product_path(product)}"


def category_path(product: DemoProduct) -> str:
    """Path of the listing of a product's category."""
    return f"{CLOTHING}/{slug(product.category_path[-1])}"


def listing_url(path: str, color: str = "", page: int = 1) -> str:
    """A listing, or one of its colour filters."""
    color = f"/farbe-{color}" if color else ""
    return f"https://{SHOP}{path}{color}{f'?page={page}' if page > 1 else ''}"


def token(photo: DemoPhoto) -> str:
    """Base32hex of 84 characters, 52 of them upper-case, the rest hexadecimal: it says nothing of the picture."""
    letters = "".join(chr(65 + int(pair, 16)) for name in "abcd" for pair in digits(name, photo.key)[:13])
    return base64.b32hexencode(f"{letters}{photo.key}".encode()).decode().rstrip("=")


def photo_url(photo: DemoPhoto, width: int) -> str:
    """A photo scaled by the image host."""
    return f"https://{CDN}/cdn-cgi/image/f=auto,width={width},quality=90/{token(photo)}.jpg"


def shown(product: DemoProduct) -> Sequence[DemoPhoto]:
    """The gallery in the shop's order: the article alone first, then the rest as they come."""
    return sorted(product.photos, key=lambda photo: photo.role != "product")
