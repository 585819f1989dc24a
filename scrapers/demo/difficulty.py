"""How far plain colour gets in the drawn world: a figure that says when the world is too easy or too hard.

A matcher that beats these figures has learnt something; a world where they are near 1 would teach nothing.
"""

from collections.abc import Iterable

import cv2
import numpy as np

from scrapers.demo.drawing import draw
from scrapers.demo.product import DemoPhoto, DemoProduct


def colour_histogram(image: np.ndarray, bins: int = 8, centre: float = 0.5) -> np.ndarray:
    """Shares of the colours in the middle of a photo.

    Args:
        image: (H, W, 3) uint8 RGB.
        bins: equal steps of each of red, green and blue.
        centre: part of height and of width that is looked at.

    Returns:
        (bins ** 3,) float32 that sums to 1.
    """
    top, left = (round(side * (1 - centre) / 2) for side in image.shape[:2])
    crop = image[top : image.shape[0] - top, left : image.shape[1] - left]
    counts = cv2.calcHist([np.ascontiguousarray(crop)], [0, 1, 2], None, [bins] * 3, [0, 256] * 3).ravel()
    return np.asarray(counts / counts.sum(), np.float32)


def query_and_packshot(products: Iterable[DemoProduct], most: int) -> list[tuple[DemoProduct, DemoPhoto, DemoPhoto]]:
    """The first `most` products listed once that have both photos: product, first full front, packshot."""
    found = []
    for product in products:
        shots = {photo.shot: photo for photo in reversed(product.photos)}
        if not product.planted and {"full_front", "packshot"} <= shots.keys():
            found.append((product, shots["full_front"], shots["packshot"]))
    return found[:most]


def recall_at_1(queries: np.ndarray, gallery: np.ndarray) -> float:
    """Share of the queries whose own row of the gallery has the largest histogram intersection with them.

    Args:
        queries: (n, d), gallery: (n, d); row i of both is the same product.

    Source: Swain and Ballard, Color indexing, IJCV 7, 1991.
    """
    best = [int(np.minimum(query, gallery).sum(axis=1).argmax()) for query in queries]
    return float(np.mean(np.array(best) == np.arange(len(gallery))))


def colour_recall(
    products: Iterable[DemoProduct], most: int = 400, height: int = 256, bins: int = 8, centre: float = 0.5
) -> float:
    """Recall@1 among the packshots of `most` products when each is looked for by the colours of its full front.

    Raises:
        ValueError: fewer products than that have both photos.
    """
    found = query_and_packshot(products, most)
    if len(found) < most:
        raise ValueError(f"only {len(found)} products have a full front and a packshot, not {most}; list more")
    rows = [
        [colour_histogram(draw(product, photo, height).image, bins, centre) for photo in (front, packshot)]
        for product, front, packshot in found
    ]
    queries, gallery = np.array(rows).swapaxes(0, 1)
    return recall_at_1(queries, gallery)
