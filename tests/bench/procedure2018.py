"""The pairing of 2018 as one would write it down from its description: one process, everything in memory.

Source: DESIGN.md, section 5, after the thesis: white-padded square of 256, gray, blur, threshold 200, contours filled,
blur and Otsu, dilate, columns 70 to 186, 64x64; K-Means with three clusters and ten starts; for each product the photo
nearest to the full-body centre. The centre was chosen by eye; here it is the one with the least ink.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits


def mask(path: Path) -> np.ndarray:
    """(4096,) 0 or 255."""
    photo = cv2.imread(str(path))
    height, width = photo.shape[:2]
    side = max(height, width)
    square = np.full((side, side, 3), 255, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = photo
    gray = cv2.cvtColor(cv2.resize(square, (256, 256)), cv2.COLOR_BGR2GRAY)
    _, dark = cv2.threshold(cv2.GaussianBlur(gray, (5, 5), 0), 200, 255, cv2.THRESH_BINARY_INV)
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = cv2.drawContours(np.zeros_like(dark), contours, -1, 255, cv2.FILLED)
    _, sharp = cv2.threshold(cv2.GaussianBlur(filled, (9, 9), 0), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    grown = cv2.dilate(sharp, np.ones((2, 2), np.uint8), iterations=1)
    return cv2.resize(grown[:, 70:186], (64, 64), interpolation=cv2.INTER_NEAREST).reshape(-1)


def pairs(products: Mapping[str, Sequence[Path]]) -> dict[str, Path]:
    """For each product the photo nearest to the full-body centre.

    Args:
        products: photos of a person by product.
    """
    paths = [path for photos in products.values() for path in photos]
    masks = np.array([mask(path) for path in paths], np.float64)
    # One thread: with more, two busy cores made it nine times slower.
    with threadpool_limits(limits=1):
        model = KMeans(3, n_init=10, random_state=2018).fit(masks)
    centre = model.cluster_centers_[model.cluster_centers_.mean(axis=1).argmin()]
    distance = dict(zip(paths, np.linalg.norm(masks - centre, axis=1)))
    return {name: min(photos, key=lambda photo: distance[photo]) for name, photos in products.items()}
