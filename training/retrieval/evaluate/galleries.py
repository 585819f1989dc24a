"""Three galleries of the same photos: every photo, each product by its nearest photo, each product by its mean vector.

A gallery of near-copies flatters P@k, since one product can fill the first ranks, and a gallery of means is an easier
task than one of photos: the three stand beside each other, never in one figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curation.errors import DataError
from training.retrieval.evaluate.photos import Photos

PHOTOS, PRODUCTS, CENTROIDS = "photos", "products", "centroids"


@dataclass(frozen=True)
class Gallery:
    """What is ranked: the rows, and how their similarities come from those of the photos."""

    name: str
    products: np.ndarray
    """(g,) of each row."""
    categories: np.ndarray | None
    """(g,) of each row, or None."""
    order: np.ndarray
    """Photos, so that those of a row stand together."""
    starts: np.ndarray
    """Where in `order` each row starts."""
    vectors: np.ndarray | None = None
    """(g, d) of each row, where rows have a vector of their own."""

    def __len__(self) -> int:
        return len(self.products)

    def scores(self, photos: np.ndarray, queries: np.ndarray) -> np.ndarray:
        """(q, g) from the similarities (q, photos), or from the queries' vectors where the rows have their own."""
        if self.vectors is not None:
            means: np.ndarray = queries @ self.vectors.T
            return means
        best: np.ndarray = np.maximum.reduceat(photos[:, self.order], self.starts, axis=1)
        return best


def galleries(photos: Photos, *, centroids: bool) -> list[Gallery]:
    """All galleries of these photos, which stand in the order of their names.

    Args:
        photos: the gallery's photos.
        centroids: also products by their mean vector; only the inner product makes sense of it.

    Raises:
        DataError: a product has two categories.
    """
    products = np.asarray(photos.products)
    categories = np.asarray(photos.categories) if photos.categories else None
    every = np.arange(len(photos))
    order = np.argsort(products, kind="stable")
    starts = np.flatnonzero(np.r_[True, products[order][1:] != products[order][:-1]])
    firsts = order[starts]
    _one_category_each(photos.products, photos.categories)
    own = None if categories is None else categories[firsts]
    made = [
        Gallery(PHOTOS, products, categories, every, every),
        Gallery(PRODUCTS, products[firsts], own, order, starts),
    ]
    if centroids:
        sums = np.add.reduceat(photos.vectors[order], starts, axis=0)
        means = sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-12)
        made.append(Gallery(CENTROIDS, products[firsts], own, order, starts, means))
    return made


def _one_category_each(products: Sequence[str], categories: Sequence[str]) -> None:
    known: dict[str, str] = {}
    for product, category in zip(products, categories):
        if known.setdefault(product, category) != category:
            raise DataError(
                f"gallery: product {product} has the categories {known[product]} and {category}; give it one"
            )
