"""One fixed random grid: input, output and target of pairs that nobody picked."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from torch import Tensor

from curation.pixels import WHITE
from curation.workspace import atomic_write
from training.evaluate.shown import Pictures, check

GAP = 2
"""White pixels between pictures."""


def chosen(rows: int, pairs: int, seed: int = 0) -> np.ndarray:
    """Places of so many different pairs, or of all where there are fewer, drawn once for all grids of a seed."""
    return np.sort(np.random.default_rng(seed).permutation(pairs)[:rows])


def grid(columns: Sequence[Pictures], rows: Sequence[int] | np.ndarray | None = None) -> np.ndarray:
    """Pictures side by side, a pair in a line: input, output, target, or whatever columns are given.

    Args:
        columns: each (N, 3, H, W) uint8, all of one size.
        rows: places of the pairs to show; without it all of them.

    Returns:
        (height, width, 3) uint8 RGB.

    Raises:
        ValueError: there is nothing to show, a column is no stack of pictures, or has another size or number.
    """
    if not len(columns):
        raise ValueError("a grid has at least one column")
    for number, column in enumerate(columns, start=1):
        check(column, f"pictures of column {number}", columns[0], "those of column 1")
        if len(column) != len(columns[0]):
            raise ValueError(f"column {number} has {len(column)} pictures where column 1 has {len(columns[0])}")
    places = np.arange(len(columns[0])) if rows is None else np.asarray(rows, np.int64)
    if not len(places):
        raise ValueError("a grid has at least one row")
    height, width = (int(side) + GAP for side in columns[0].shape[2:])
    canvas = np.full((len(places) * height + GAP, len(columns) * width + GAP, 3), WHITE, np.uint8)
    for across, column in enumerate(columns):
        for down, place in enumerate(places):
            top, left = GAP + down * height, GAP + across * width
            canvas[top : top + height - GAP, left : left + width - GAP] = _pixels(column, int(place))
    return canvas


def write(path: Path, picture: np.ndarray) -> None:
    """Write (H, W, 3) uint8 as PNG: the same picture gives the same bytes."""
    with atomic_write(path) as file:
        Image.fromarray(picture).save(file, "PNG")


def _pixels(column: Pictures, place: int) -> np.ndarray:
    """(H, W, 3) of one picture."""
    picture = column[place]
    return (picture.cpu().numpy() if isinstance(picture, Tensor) else np.asarray(picture)).transpose(1, 2, 0)
