"""Where things of the Zalando demo store lie: hosts, paths, names of photos and sizes."""

from scrapers.demo.addresses import slug
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.seeds import digits

SHOP = "www.zalando.de"
CDN = "img01.ztat.net"

# The store's colour filters; every family word of a colour falls under one of them.
COLOR_FILTERS = {
    "beige": "beige", "black": "schwarz", "blue": "blau", "gray": "grau", "green": "gruen", "pink": "pink",
    "red": "rot", "white": "weiss", "yellow": "gelb",
}  # fmt: skip
_FILTERS_OF_A_FAMILY_WORD = {"oliv": "oliv", "rosa": "rosa"}


def product_path(product: DemoProduct) -> str:
    """Path of a product page: one a colourway."""
    return f"/{product_slug(product)}.html"


def product_slug(product: DemoProduct) -> str:
    """Brand, name, colour and config SKU, as they stand in the page's path."""
    return f"{slug(f'{product.brand} {product.name} {product.color_name}')}-{product.id.lower()}"


def product_url(product: DemoProduct) -> str:
    """Absolute URL of a product page."""
    return f"https://{SHOP}{product_path(product)}"


def listing_path(category: str, color: str = "") -> str:
    """Path of a category listing, or of its colour filter."""
    return f"/{category}/_{color}/" if color else f"/{category}/"


def color_filter(product: DemoProduct) -> str:
    """The filter that shows the product, such as `schwarz`."""
    return _FILTERS_OF_A_FAMILY_WORD.get(product.color_label) or COLOR_FILTERS[product.values["color"]]


def photo_path(photo: DemoPhoto) -> str:
    """Path of a photo on the image host: two names of 32 hexadecimal digits."""
    return f"/article/spp-media-p1/{digits('folder', photo.key)}/{photo.key}.jpg"


def photo_uri(photo: DemoPhoto, width: int) -> str:
    """Absolute URL of a photo at a width; only the packshot carries the filter."""
    packshot = "&filter=packshot" if photo.role == "product" else ""
    return f"https://{CDN}{photo_path(photo)}?imwidth={width}{packshot}"


def size_sku(product: DemoProduct, size: str) -> str:
    """SKU of one size, such as AR322O0BC-C110XXL000."""
    return f"{product.id}{size.rjust(4, '0')}000"
