"""Which cluster is full body, upper body or detail, read off its centre by geometry.

A figure that is whole in the frame stands free: filled in the middle, nothing leaves at the bottom (the feet end
above it) and little touches the sides. An upper-body shot is cut by the bottom edge but leaves the background beside
the head in sight; a detail fills that as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curation.cluster.recipe import Recipe

FIGURE = (70 / 256, 186 / 256)
"""Columns that are looked at, as shares of the canvas: the crop of 2018, whatever the recipe's own crop is."""
TRUNK_ROWS = (0.25, 0.56)
"""Shoulders to hips of a standing figure, as shares of the height."""
TRUNK_COLUMNS = (1 / 3, 2 / 3)
BOTTOM_ROWS = (7 / 8, 1.0)
SIDE = 1 / 6
"""Share of the columns that is counted as side, on the left and on the right."""
HEAD_ROWS = (0.0, 1 / 3)
CUT_BELOW = 0.5
"""From this part of the trunk's ink on, the bottom counts as crossed by the figure."""
NO_BACKGROUND = 0.6
"""From this part of the trunk's ink on, the places beside the head count as filled. Real upper-body centres have 0.1
to 0.5, real details 0.7 and more."""
FAIR_SHARE = 1 / 4
"""A cluster smaller than this part of an even share is not taken: the mean of two photos is sharp by accident."""
FAINT = 0.5
"""A trunk with less than this part of the strongest trunk's ink is hardly there: white clothes, light photos."""


@dataclass(frozen=True)
class Geometry:
    """How much of three regions of a centre is filled, each in [0, 1]."""

    trunk: float
    """The middle of the picture, shoulders to hips."""
    bottom: float
    """The lowest eighth, over the whole width."""
    sides: float
    """The outer sixth on the left and on the right, over the whole height."""
    beside_head: float
    """The same, in the upper third only."""

    @property
    def free(self) -> float:
        """How freely a figure stands in the frame: what fills the middle less what touches the bottom and the sides."""
        return self.trunk - self.bottom - self.sides


@dataclass(frozen=True)
class Naming:
    """What each cluster shows."""

    names: tuple[str, ...]
    """full_body, upper_body, detail or faint, by cluster number."""
    chosen: int
    """The full-body cluster that pairs are measured against."""
    why: str
    """The reason in one sentence, with the numbers."""


def name_clusters(centers: np.ndarray, sizes: Sequence[int], recipe: Recipe) -> Naming:
    """Name every cluster by what its centre shows.

    Chosen is the centre that stands most free, among clusters with at least a quarter of an even share of the photos.
    Of the others, one that is hardly filled is `faint`; else it is `detail` if even beside the head no background is
    left, `upper_body` if it is cut by the bottom edge, and `full_body` too if neither.

    Args:
        centers: (k, size * size), in [0, 255].
        sizes: photos in each cluster.
        recipe: by which the centres were made.
    """
    shapes = [geometry(center, recipe) for center in centers]
    enough = FAIR_SHARE * sum(sizes) / len(sizes)
    candidates = [number for number, size in enumerate(sizes) if size >= enough]
    ranked = sorted(candidates, key=lambda number: (-shapes[number].free, number))
    chosen = ranked[0]
    strongest = max(shape.trunk for shape in shapes)
    names = tuple("full_body" if n == chosen else _name(shape, strongest) for n, shape in enumerate(shapes))
    return Naming(names, chosen, _why(shapes, ranked, len(shapes)))


def geometry(center: np.ndarray, recipe: Recipe) -> Geometry:
    """How much of trunk, bottom and sides is filled.

    Args:
        center: (size * size,), in [0, 255].
        recipe: by which the centre was made.
    """
    filled = center.reshape(recipe.size, recipe.size).astype(np.float64) / 255
    if recipe.method == "grayscale":
        filled = 1 - filled
    figure = _columns(filled, _figure_within(recipe))
    sides = np.hstack([_columns(figure, (0.0, SIDE)), _columns(figure, (1 - SIDE, 1.0))])
    return Geometry(
        trunk=float(_rows(_columns(figure, TRUNK_COLUMNS), TRUNK_ROWS).mean()),
        bottom=float(_rows(figure, BOTTOM_ROWS).mean()),
        sides=float(sides.mean()),
        beside_head=float(_rows(sides, HEAD_ROWS).mean()),
    )


def _name(shape: Geometry, strongest: float) -> str:
    if shape.trunk < FAINT * strongest:
        return "faint"
    if shape.beside_head >= NO_BACKGROUND * shape.trunk:
        return "detail"
    return "upper_body" if shape.bottom >= CUT_BELOW * shape.trunk else "full_body"


def _why(shapes: list[Geometry], ranked: list[int], k: int) -> str:
    best = shapes[ranked[0]]
    sentence = (
        f"cluster {ranked[0]} of {k} stands most free in the frame: its middle is filled to {best.trunk:.0%}, "
        f"the bottom edge to {best.bottom:.0%}, the sides to {best.sides:.0%} (together {best.free:+.2f}"
    )
    if len(ranked) > 1:
        sentence += f"; next is cluster {ranked[1]} with {shapes[ranked[1]].free:+.2f}"
    sentence += ")"
    if len(ranked) < k:
        sentence += f"; clusters with under {FAIR_SHARE / k:.0%} of the photos were passed over"
    return sentence


def _figure_within(recipe: Recipe) -> tuple[float, float]:
    """The figure's columns as shares of the crop; the whole crop where it holds none of them."""
    left, right = recipe.crop
    shares = [min(max((edge * recipe.canvas - left) / (right - left), 0.0), 1.0) for edge in FIGURE]
    return (shares[0], shares[1]) if shares[0] < shares[1] else (0.0, 1.0)


def _columns(picture: np.ndarray, part: tuple[float, float]) -> np.ndarray:
    return picture[:, _between(picture.shape[1], part)]


def _rows(picture: np.ndarray, part: tuple[float, float]) -> np.ndarray:
    return picture[_between(picture.shape[0], part)]


def _between(length: int, part: tuple[float, float]) -> slice:
    """The indexes of a part, at least one."""
    start = min(round(part[0] * length), length - 1)
    return slice(start, max(round(part[1] * length), start + 1))
