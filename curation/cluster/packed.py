"""What K-Means sees of a photo in as few bytes as it takes: a silhouette or its edges are bits."""

import numpy as np

from curation.cluster.recipe import Recipe

FILLED = 255


def pack(feature: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(m,) uint8 of a (size * size,) feature: one bit a pixel, or the gray levels as they are."""
    return feature if recipe.method == "grayscale" else np.packbits(feature > FILLED // 2)


def unpack(packed: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(n, size * size) uint8 of (n, m) packed features."""
    if recipe.method == "grayscale":
        return packed
    return np.unpackbits(packed, axis=1, count=recipe.size**2) * np.uint8(FILLED)


def width(recipe: Recipe) -> int:
    """m: bytes a photo."""
    return recipe.size**2 if recipe.method == "grayscale" else (recipe.size**2 + 7) // 8
