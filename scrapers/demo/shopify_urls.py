"""Where things of the Shopify demo store lie: hosts, handles, numbers, names of photos."""

from scrapers.demo.addresses import slug
from scrapers.demo.product import DemoPhoto, DemoProduct

SHOP = "nordlicht-mode.example"
CDN = "cdn.shopify.com"
MYSHOPIFY = "nordlicht-mode.myshopify.com"
FILES = "/s/files/1/0612/8018/4411/files"
VERSION = 1693910359
"""When all photos were uploaded, as their `v` says."""


def photo_path(product: DemoProduct, photo: DemoPhoto) -> str:
    """Path on the image host: words of the shop's choice, and the picture's name."""
    return f"{FILES}/{slug(f'{product.name} {product.color_name}')}-{photo.key}.jpg"


def photo_url(product: DemoProduct, photo: DemoPhoto, width: int | None = None) -> str:
    """A photo as `products.json` names it, or scaled as pages ask for it."""
    scaled = f"&width={width}" if width else ""
    return f"https://{CDN}{photo_path(product, photo)}?v={VERSION}{scaled}"


def product_url(handle: str) -> str:
    return f"https://{SHOP}/products/{handle}"


def collection_handle(title: str) -> str:
    """Such as pullover-strickjacken."""
    return slug(title)


def collection_url(handle: str, tag: str = "", page: int = 1) -> str:
    """A collection, or what of it carries a tag."""
    below = f"/{tag}" if tag else ""
    return f"https://{SHOP}/collections/{handle}{below}{f'?page={page}' if page > 1 else ''}"


def variant_id(product: DemoProduct, size: str) -> int:
    """Number of one size in one colour."""
    return 40_000_000_000_000 + int(product.id) * 100 + product.sizes.index(size)


def image_id(product: DemoProduct, photo: DemoPhoto) -> int:
    return 30_000_000_000_000 + int(product.id) * 100 + photo.position
