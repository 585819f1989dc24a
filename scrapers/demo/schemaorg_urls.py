"""Where things of the schema.org demo store lie: hosts, paths, names of photos."""

from scrapers.demo.addresses import slug
from scrapers.demo.product import DemoPhoto, DemoProduct

SHOP = "www.hanna-moden.example"
CDN = "bilder.hanna-moden.example"
CLOTHING = "/damen/"


def product_path(product: DemoProduct) -> str:
    """Path of a product page: one a colourway."""
    return f"/artikel/{slug(f'{product.brand} {product.name} {product.color_name}')}-{product.id}.html"


def product_url(product: DemoProduct) -> str:
    return f"https://{SHOP}{product_path(product)}"


def category_path(product: DemoProduct) -> str:
    """Path of the listing of a product's category."""
    return f"{CLOTHING}{slug(product.category_path[-1])}/"


def listing_url(path: str, color: str = "", page: int = 1) -> str:
    """A listing, or one of its colour filters."""
    chosen = [f"farbe={color}"] if color else []
    chosen += [f"page={page}"] if page > 1 else []
    return f"https://{SHOP}{path}{'?' if chosen else ''}{'&'.join(chosen)}"


def photo_path(photo: DemoPhoto) -> str:
    return f"/katalog/{photo.key[:2]}/{photo.key}.jpg"


def photo_url(photo: DemoPhoto, width: int | None = None) -> str:
    """A photo as it is, or scaled."""
    return f"https://{CDN}{photo_path(photo)}{f'?width={width}' if width else ''}"
