"""The baseline that every matcher must beat: the colours in the middle of a photo.

Three of PoshakNet's four named categories are a colour and a type, so plain colour comes far; what does not beat it
has learnt nothing about clothes.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from training.retrieval.embedders.base import NONE, Embedder

CELLS = 500_000_000
"""Bytes that one comparison of all queries with a slice of the gallery may take."""


class ColourHistogram(Embedder):
    """Square roots of the shares of 8x8x8 colours in the middle half of a photo, so that the vector has length 1.

    The inner product of two such vectors is the Bhattacharyya coefficient of the histograms.

    Args:
        bins: equal steps of each of red, green and blue.
        centre: part of height and of width that is looked at.
        size: long side in pixels to which photos are scaled first.
    """

    def __init__(self, bins: int = 8, centre: float = 0.5, size: int = 256) -> None:
        super().__init__("histogram", size, NONE)
        self.bins, self.centre = bins, centre

    def squares(self, images: Iterator[np.ndarray]) -> Iterator[np.ndarray]:  # type: ignore[override]
        """Each photo as it is: white padding would count as a colour."""
        return (shares(image, self.bins, self.centre)[None] for image in images)

    def _vectors(self, batch: np.ndarray) -> np.ndarray:
        roots: np.ndarray = np.sqrt(batch[:, 0])
        return roots

    def _parts(self) -> Iterator[bytes]:
        yield f"{self.bins} {self.centre}".encode()


class Intersection(ColourHistogram):
    """The same colours, compared by how much of them two photos share.

    Source: Swain and Ballard, Color indexing, IJCV 7, 1991.
    """

    def __init__(self, bins: int = 8, centre: float = 0.5, size: int = 256) -> None:
        super().__init__(bins, centre, size)
        self.name = "histogram-intersection"

    similarity = staticmethod(lambda queries, gallery: intersection(np.square(queries), np.square(gallery)))


def shares(image: np.ndarray, bins: int = 8, centre: float = 0.5) -> np.ndarray:
    """(bins ** 3,) float32 that sums to 1: the shares of colours in the middle of an (H, W, 3) uint8 RGB photo."""
    top, left = (round(side * (1 - centre) / 2) for side in image.shape[:2])
    crop = np.ascontiguousarray(image[top : image.shape[0] - top, left : image.shape[1] - left])
    counts = cv2.calcHist([crop], [0, 1, 2], None, [bins] * 3, [0, 256] * 3).ravel()
    return np.asarray(counts / counts.sum(), np.float32)


def intersection(queries: np.ndarray, gallery: np.ndarray) -> np.ndarray:
    """(q, g): the sum of the smaller share of each colour, in [0, 1]."""
    used = np.flatnonzero(gallery.any(axis=0) & queries.any(axis=0))
    queries, gallery = queries[:, used], gallery[:, used]
    return np.stack([np.minimum(query, gallery).sum(axis=1) for query in queries])
