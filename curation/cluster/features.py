"""A photo as the numbers that are clustered: its gray levels, its edges or its silhouette.

The 2018 thesis compared these three; the silhouette won, since it does not see what colour a dress has.
"""

from collections.abc import Callable

import cv2
import numpy as np

from curation import pixels
from curation.cluster.recipe import Recipe

FILLED = 255

SMOOTH = 9
"""Side in pixels of the Gaussian kernel that rounds a silhouette off before Otsu's threshold."""
GROW = np.ones((2, 2), np.uint8)
CANNY = (100, 200)
"""Lower and upper gradient of Canny's hysteresis. The thesis names none; OpenCV's manual uses these."""


def grayscale(square: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(size, size) uint8, 0 black to 255 white: the photo itself, shrunk by averaging areas."""
    return _shrink(_crop(pixels.gray(square), recipe), recipe)


def edges(square: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(size, size) uint8, 0 or 255: where Canny finds an edge in the shrunken photo.

    Shrunk first: of 641 labelled shop photos the full-body ones then fall into one cluster far more often than when
    the edges of the large photo are shrunk, which smears them.
    """
    return cv2.Canny(grayscale(square, recipe), *CANNY)


def threshold(square: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(size, size) uint8, 0 or 255: the silhouette of whatever is darker than the background, without holes."""
    blurred = cv2.GaussianBlur(pixels.gray(square), (recipe.blur, recipe.blur), 0)
    _, dark = cv2.threshold(blurred, recipe.threshold, FILLED, cv2.THRESH_BINARY_INV)
    # All other contours lie inside the outer ones: filling these fills every one.
    outlines, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    silhouette = cv2.drawContours(np.zeros_like(dark), outlines, -1, FILLED, cv2.FILLED)
    if silhouette.any() and not silhouette.all():
        # Otsu needs two levels to choose between.
        smooth = cv2.GaussianBlur(silhouette, (SMOOTH, SMOOTH), 0)
        _, silhouette = cv2.threshold(smooth, 0, FILLED, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    covered = _shrink(_crop(cv2.dilate(silhouette, GROW), recipe), recipe)
    # A cell is filled where more than half of its area is.
    return np.where(covered > FILLED // 2, FILLED, 0).astype(np.uint8)


FEATURES: dict[str, Callable[[np.ndarray, Recipe], np.ndarray]] = {
    "threshold": threshold,
    "grayscale": grayscale,
    "edges": edges,
}


def feature(square: np.ndarray, recipe: Recipe) -> np.ndarray:
    """The photo as K-Means sees it.

    Args:
        square: (canvas, canvas, 3) uint8 RGB, as `curation.pixels.pad_square` gives it.
        recipe: names the method and its numbers.

    Returns:
        (size * size,) uint8, row by row from the top; 0 or 255 for threshold and edges.

    Raises:
        ValueError: the photo has another shape than the canvas.
    """
    wanted = (recipe.canvas, recipe.canvas, 3)
    if square.shape != wanted:
        raise ValueError(f"the photo is {square.shape}, the recipe's canvas {wanted}; pad it with pixels.pad_square")
    return FEATURES[recipe.method](square, recipe).reshape(-1)


def _crop(image: np.ndarray, recipe: Recipe) -> np.ndarray:
    left, right = recipe.crop
    return image[:, left:right]


def _shrink(image: np.ndarray, recipe: Recipe) -> np.ndarray:
    return cv2.resize(image, (recipe.size, recipe.size), interpolation=cv2.INTER_AREA)
