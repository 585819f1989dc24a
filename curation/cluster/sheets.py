"""Pictures of clusters for people: the centre, the photos nearest to it, and photos drawn at random."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from curation.cluster.kmeans import Clustering
from curation.cluster.recipe import Recipe
from curation.pixels import WHITE, pad_square

GAP = 4
"""Pixels of white between two cells."""
JPEG_QUALITY = 85


def center_picture(center: np.ndarray, recipe: Recipe, height: int = 192) -> np.ndarray:
    """The centre as an RGB picture in the proportions of the photo: (height, width, 3) uint8.

    Args:
        center: (size * size,), in [0, 255].
        recipe: by which it was made; its crop gives the width.
        height: in pixels.
    """
    left, right = recipe.crop
    width = max(1, round(height * (right - left) / recipe.canvas))
    picture = center.reshape(recipe.size, recipe.size).round().clip(0, WHITE).astype(np.uint8)
    return cv2.cvtColor(cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR), cv2.COLOR_GRAY2RGB)


def nearest(clustering: Clustering, number: int, count: int) -> list[int]:
    """Indexes of the cluster's photos nearest to its centre, nearest first; all where it has fewer."""
    members = np.flatnonzero(clustering.labels == number)
    ranked = members[np.argsort(clustering.distances[members, number], kind="stable")]
    return [int(index) for index in ranked[:count]]


def at_random(clustering: Clustering, number: int, count: int, seed: int) -> list[int]:
    """Indexes of photos of the cluster, drawn without repetition; all, shuffled, where it has fewer."""
    members = np.flatnonzero(clustering.labels == number)
    drawn = np.random.default_rng((seed, number)).permutation(members)
    return [int(index) for index in drawn[:count]]


def cluster_sheet(
    clustering: Clustering,
    number: int,
    recipe: Recipe,
    photo: Callable[[int], np.ndarray],
    *,
    count: int = 8,
    cell: int = 128,
) -> np.ndarray:
    """One picture of a cluster: the centre and the nearest photos in the first row, random photos in the second.

    Args:
        clustering: what `cluster` gave.
        number: which cluster.
        recipe: by which it was made.
        photo: gives the (H, W, 3) uint8 RGB photo with an index.
        count: photos a row.
        cell: side of a photo in pixels.
    """
    center = center_picture(clustering.centers[number], recipe, cell)
    first = [center, *map(photo, nearest(clustering, number, count))]
    blank = np.full((1, 1, 3), WHITE, np.uint8)
    first += [blank] * (count + 1 - len(first))
    second = [blank, *map(photo, at_random(clustering, number, count, recipe.seed))]
    return grid([*first, *second], columns=count + 1, cell=cell)


def grid(pictures: Sequence[np.ndarray], columns: int, cell: int = 128) -> np.ndarray:
    """Pictures side by side on white, each padded to a square: (rows, columns, 3) uint8 RGB.

    Args:
        pictures: (H, W, 3) uint8 RGB each, at least one.
        columns: pictures a row.
        cell: side of a square in pixels.

    Raises:
        ValueError: no pictures.
    """
    if not pictures:
        raise ValueError("a sheet needs at least one picture")
    rows = math.ceil(len(pictures) / columns)
    step = cell + GAP
    sheet = np.full((rows * step - GAP, columns * step - GAP, 3), WHITE, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = place // columns * step, place % columns * step
        sheet[top : top + cell, left : left + cell] = pad_square(picture, cell)
    return sheet


def encode(picture: np.ndarray, suffix: str = ".jpg") -> bytes:
    """The bytes of an RGB picture as a file.

    Args:
        picture: (H, W, 3) uint8 RGB.
        suffix: ".jpg" or ".png".

    Raises:
        ValueError: another suffix.
    """
    options = {".jpg": [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY], ".png": []}
    if suffix not in options:
        raise ValueError(f"a sheet is written as {' or '.join(options)}, not as '{suffix}'")
    _, data = cv2.imencode(suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options[suffix])
    return data.tobytes()
