"""The colour a product photo shows, to be compared with the colour the store says. It flags; it changes nothing.

The background is what the photo's border looks like; the largest groups of like pixels inside the rest's outline are
compared with the swatches of `vocabularies/swatches/color.csv` in CIELAB. Close neighbours are not told apart: a photo
that is nearly as near to the stated colour as to another agrees with it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from curation.errors import VocabularyError
from curation.translate.rows import read_rows
from curation.workspace import Workspace

SIDE = 96
"""Long side of the photo that is looked at, in pixels."""
BACKGROUND = 14.0
"""CIELAB distance to the border's colour up to which a pixel is background."""
SECOND = 0.4
"""Share of the largest colour's area from which another is the article's own, too."""
CELLS = 32
"""Steps of the coarse grid along a and b; CIELAB of 8-bit colours lies within -128 to 127."""
TOLERANCE = 12.0
"""By how much, in CIELAB, another colour must be nearer than the stated one before they differ."""


@dataclass(frozen=True)
class Swatches:
    """What colours look like."""

    values: tuple[str, ...]
    lab: np.ndarray
    """(N, 3) float, CIELAB: lightness in [0, 100], a and b around 0."""

    def nearest(self, color: np.ndarray) -> str:
        """The value of the nearest swatch to a (3,) CIELAB colour."""
        return self.values[int(np.linalg.norm(self.lab - color, axis=1).argmin())]

    def distance(self, color: np.ndarray, value: str) -> float:
        """Distance of a (3,) CIELAB colour to the nearest swatch of a value; infinite where it has none."""
        own = np.array([name == value for name in self.values])
        return float(np.linalg.norm(self.lab[own] - color, axis=1).min()) if own.any() else float("inf")


def load_swatches(workspace: Workspace) -> Swatches:
    """Read the swatches.

    Raises:
        VocabularyError: a line's rgb is no six hex digits.
    """
    values, colors = [], []
    for where, row in read_rows(workspace.vocabulary("swatches/color"), ("value", "rgb")):
        try:
            colors.append(tuple(bytes.fromhex(row["rgb"])))
        except ValueError:
            raise VocabularyError(f"{where}: rgb must be six hex digits, not '{row['rgb']}'") from None
        if len(colors[-1]) != 3:
            raise VocabularyError(f"{where}: rgb must be six hex digits, not '{row['rgb']}'")
        values.append(row["value"])
    return Swatches(tuple(values), _lab(np.array(colors, np.uint8)[None])[0])


def verdict(colors: np.ndarray, stated: str, swatches: Swatches) -> tuple[str, str]:
    """What a photo's colours show and whether that agrees with the stated value: ("blue", "agrees").

    Two empty strings where the photo shows nothing but background; no verdict where no colour is stated, or one without
    swatches (multicolor).

    Args:
        colors: (N, 3) CIELAB, as `garment_colors` gives them.
    """
    if not len(colors):
        return "", ""
    found = swatches.nearest(colors[0])
    if not stated or stated not in swatches.values:
        return found, ""
    return found, "agrees" if any(_agrees(color, stated, swatches) for color in colors) else "differs"


def _agrees(color: np.ndarray, stated: str, swatches: Swatches) -> bool:
    nearest = float(np.linalg.norm(swatches.lab - color, axis=1).min())
    return swatches.distance(color, stated) <= nearest + TOLERANCE


def garment_colors(image: np.ndarray) -> np.ndarray:
    """(N, 3) CIELAB: the colours of an article in its (H, W, 3) uint8 photo, the largest first; none in a bare one.

    Stripes and prints have two; a further colour counts from `SECOND` of the largest one's area. What lies inside the
    article's outline belongs to it, so that a white one on white is more than its shadows; where nothing stands out at
    all, the middle of the photo is taken.
    """
    scale = SIDE / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = _lab(image)
    height, width = lab.shape[:2]
    rim = max(1, min(height, width) // 24)
    border = np.concatenate([lab[:rim].reshape(-1, 3), lab[:, :rim].reshape(-1, 3), lab[:, -rim:].reshape(-1, 3)])
    away = np.linalg.norm(lab - np.median(border, axis=0), axis=2) > BACKGROUND
    garment = lab[_filled(away)]
    if len(garment) < 0.03 * height * width:
        garment = lab[height // 4 : -height // 4, width // 3 : -width // 3].reshape(-1, 3)
    if not len(garment):
        return np.empty((0, 3))
    # The fullest cells of a coarse grid, and the middle of what lies in each: a print does not shift the cloth.
    cells = np.floor(garment / np.array([25.0, 16.0, 16.0])).astype(np.int64)
    # One number a cell, in the cells' order: a and b take fewer than 32 steps around 0.
    number = (cells[:, 0] * CELLS + cells[:, 1] + CELLS // 2) * CELLS + cells[:, 2] + CELLS // 2
    counts = np.bincount(number)
    large = np.flatnonzero(counts >= SECOND * counts.max())
    fullest = large[np.argsort(-counts[large], kind="stable")]
    return np.array([np.median(garment[number == cell], axis=0) for cell in fullest])


def _filled(mask: np.ndarray) -> np.ndarray:
    """(H, W) bool: the mask with everything inside its outlines."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros(mask.shape, np.uint8), outlines, -1, 1, cv2.FILLED)).astype(bool)


def _lab(rgb: np.ndarray) -> np.ndarray:
    """(..., 3) CIELAB float of (H, W, 3) uint8 RGB."""
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
