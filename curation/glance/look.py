"""One photo: one file opened, one scaled decode, everything that is wanted of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from curation.clean.measure import measured
from curation.cluster.features import feature
from curation.cluster.packed import pack
from curation.cluster.recipe import Recipe
from curation.errors import PhotoError
from curation.pixels import decode_sized, pad_square, read
from curation.shots import network, outline
from curation.translate.pixelcolor import garment_colors

AT_LEAST = 256
"""Long side in pixels that every reader can do with: the canvas of a mask, the largest of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found out of one photo."""

    path: str
    """Relative to the workspace."""
    product: tuple[str, str]
    """Store and id; the photos of a product are looked at in one chunk."""
    sha256: str = ""
    """Of its bytes, where the tables know it."""
    measures: bool = True
    """What cleaning asks."""
    outline: bool = False
    """What pairing asks."""
    colors: bool = False
    """What translation asks of a product photo."""
    shot: str = ""
    """network or mask: who is to say which shot it is; empty = nobody."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one photo showed; None for what was not wanted."""

    sha256: str
    size: int
    """Of the file, in bytes."""
    mtime_ns: int
    measures: np.ndarray | None = None
    """A scalar of dtype `curation.clean.measure.MEASURED`."""
    outline: np.ndarray | None = None
    """Packed, as `curation.cluster.packed.pack` gives it."""
    colors: np.ndarray | None = None
    """(n, 3) float64 CIELAB."""
    shot: network.Sight | np.ndarray | None = None
    """What the network saw, or the (9,) probabilities of the silhouette."""


def look(root: Path, recipe: Recipe, model: Path | None, photos: Sequence[Wanted]) -> list[Found | PhotoError]:
    """What each photo shows, or why it cannot be read.

    Args:
        root: of the workspace.
        recipe: by which outlines are made.
        model: the network's file; None = the one that is shipped.
        photos: of one chunk.
    """
    found: list[Found | PhotoError] = []
    for photo in photos:
        try:
            found.append(_one(root, recipe, model, photo))
        except PhotoError as error:
            found.append(error)
        except (cv2.error, MemoryError) as error:
            found.append(PhotoError("unreadable", f"{type(error).__name__}: {error}"))
    return found


def _one(root: Path, recipe: Recipe, model: Path | None, photo: Wanted) -> Found:
    path = root / photo.path
    try:
        data, about = read(path), path.stat()
    except PhotoError as error:
        # As tables name photos, so that the reason is the same wherever the workspace lies.
        raise PhotoError(error.reason, error.detail.replace(str(path), photo.path)) from None
    # The same size whatever is wanted, so that nobody's answer depends on who asked first.
    decoded = decode_sized(data, max(AT_LEAST, recipe.canvas))
    image = decoded.image
    shot: network.Sight | np.ndarray | None = None
    if photo.shot == "network":
        shot = network.loaded(model).see(pad_square(image, network.SIZE))
    elif photo.shot == "mask":
        shot = outline.probabilities(pad_square(image, outline.CANVAS))
    return Found(
        sha256=photo.sha256 or hashlib.sha256(data).hexdigest(),
        size=about.st_size,
        mtime_ns=about.st_mtime_ns,
        measures=measured(image, decoded.width, decoded.height) if photo.measures else None,
        outline=pack(feature(pad_square(image, recipe.canvas), recipe), recipe) if photo.outline else None,
        colors=garment_colors(image) if photo.colors else None,
        shot=shot,
    )


def crashed(photo: Wanted) -> PhotoError:
    """Of a photo at which every process that read it died."""
    return PhotoError("crashes_reader", f"the process that read {photo.path} died, each time it was tried")
