"""What a page gives: one product and the photos of its gallery."""

from dataclasses import asdict, dataclass, field
from typing import Any

from curation.errors import PairwearError
from curation.schema import RawImage, RawProduct


class PageError(PairwearError):
    """A page in which no product was found. The message names the store, the URL and what was looked for."""


@dataclass(slots=True)
class ProductItem:
    """One product with its photos in gallery order; paths and download results are still empty."""

    product: RawProduct
    images: list[RawImage]
    unknown: list[str] = field(default_factory=list)
    """Shapes of the page that no rule reads, such as "lane:videoLane": what the crawl counts as schema errors."""
    page: str = ""
    """The address that was asked for; the crawl fills it in."""

    def to_json(self) -> dict[str, Any]:
        """The product's columns, under `images` its photos, under `unknown` the shapes that no rule reads."""
        images = [asdict(image) for image in self.images]
        return {**asdict(self.product), "images": images, "unknown": self.unknown}


@dataclass(slots=True)
class Listing:
    """What a category or colour page leads to, absolute URLs without duplicates, in page order."""

    product_urls: list[str]
    next_urls: list[str]


def with_photos(product: RawProduct, images: list[RawImage], unknown: list[str]) -> ProductItem:
    """The item of a product and its photos: the first that shows the article alone is its product photo.

    A gallery without a photo is one of the shapes that no rule reads.
    """
    front = next((image for image in images if image.role == "product"), None)
    product.img_url = front.url if front else ""
    product.model_img_urls = [image.url for image in images if image is not front]
    return ProductItem(product, images, unknown if images else [*unknown, "gallery:empty"])
