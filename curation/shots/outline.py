"""What a silhouette alone says of the shot: the last resort where neither person, store nor network has spoken.

It sees whether a figure is whole, never where it faces.
"""

import numpy as np

from curation.cluster.features import feature
from curation.cluster.naming import geometry
from curation.cluster.recipe import Recipe
from curation.schema import SHOTS

CANVAS = Recipe().canvas

FAINT = 0.35
"""A trunk filled less than this is hardly there: white clothes on white, a light photo."""
NO_BACKGROUND = 0.6
CUT_BELOW = 0.5
"""Shares of the trunk's ink, as in `curation.cluster.naming`."""

COUNTS = {
    "whole": (144, 28, 54, 16, 1, 3, 8, 2, 4),
    "cut": (12, 4, 4, 50, 4, 65, 27, 6, 5),
    "filled": (12, 1, 3, 6, 0, 51, 13, 56, 4),
    "faint": (19, 2, 12, 1, 0, 6, 6, 8, 4),
}
"""How many of 641 labelled shop photos of 2018 with such a silhouette were which shot, in the order of `SHOTS`."""


def kind(square: np.ndarray) -> str:
    """whole (the figure ends within the frame), cut (it leaves at the bottom), filled (no background) or faint.

    Args:
        square: (256, 256, 3) uint8 RGB, as `curation.pixels.pad_square` gives it.
    """
    recipe = Recipe()
    shape = geometry(feature(square, recipe).astype(np.float32), recipe)
    if shape.trunk < FAINT:
        return "faint"
    if shape.beside_head >= NO_BACKGROUND * shape.trunk:
        return "filled"
    return "cut" if shape.bottom >= CUT_BELOW * shape.trunk else "whole"


def probabilities(square: np.ndarray) -> np.ndarray:
    """(9,) float32, sum 1, in the order of `SHOTS`: how often such a silhouette was which shot."""
    counts = np.array(COUNTS[kind(square)], np.float64)
    shares: np.ndarray = (counts + 1) / (counts.sum() + len(SHOTS))
    return shares.astype(np.float32)
