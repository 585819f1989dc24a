"""What a page gives: one product and the photos of its gallery."""

from dataclasses import asdict, dataclass
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

    def to_json(self) -> dict[str, Any]:
        """The product's columns, and under `images` the rows of its photos."""
        return {**asdict(self.product), "images": [asdict(image) for image in self.images]}


@dataclass(slots=True)
class Listing:
    """What a category or colour page leads to, absolute URLs without duplicates, in page order."""

    product_urls: list[str]
    next_urls: list[str]
