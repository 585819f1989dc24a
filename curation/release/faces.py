"""Release a person's clothes without the face: the photo cut at the shoulders, or the face blurred.

The shoulder line is read off the silhouette: below the head a figure grows from the width of a neck to that of the
shoulders. Where that cannot be seen, the photo is not released.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from curation.cluster.features import threshold
from curation.cluster.recipe import Recipe
from curation.errors import PhotoError, ReleaseError
from curation.pixels import pad_square

KEEP, CROP, BLUR = "keep", "crop", "blur"
WAYS = (KEEP, CROP, BLUR)

RECIPE = Recipe(crop=(0, 256), size=256)
"""The silhouette at full width, a cell a pixel of the canvas."""
CHEST = (0.18, 0.40)
"""Rows of the chest as shares of the figure's height; its width there is what the shoulders are compared with."""
SHOULDERS = 0.75
"""Share of the chest's width from which on a row belongs to the shoulders."""
HEAD = (0.16, 0.25)
"""Where the shoulder line may lie, as shares of the figure's height below its top. A head is an eighth of it; neither
hair nor a lowered chin may let a face through, so a photo whose head the frame cuts loses some of the clothes."""
SMALLEST = 0.3
"""Share of the canvas that a figure must be high."""
NOT_A_FIGURE = 0.6
"""Share of the canvas above which the silhouette is the background's."""
SOFT = 0.35
"""Of the face's width: how far the blur reaches beyond the found box, and how soft it is."""


_NO_FIGURE = "no person stands out from the background, so the head cannot be found"


def crop_below(photo: np.ndarray) -> int:
    """The first row of a photo that is released: where the shoulders begin.

    Args:
        photo: (H, W, 3) uint8 RGB, a figure whose feet are in the frame, on a background lighter than it.

    Raises:
        PhotoError: `no_figure` or `no_shoulders`: the silhouette does not show where the head ends.
    """
    mask = threshold(pad_square(photo, RECIPE.canvas), RECIPE) > 0
    if mask.mean() > NOT_A_FIGURE:
        raise PhotoError("no_figure", _NO_FIGURE)
    widths = _smooth(mask.sum(axis=1))
    rows = np.flatnonzero(widths > 1)
    height = int(rows[-1] - rows[0]) if len(rows) else 0
    if height < SMALLEST * RECIPE.canvas:
        raise PhotoError("no_figure", _NO_FIGURE)
    return _to_photo(_shoulders(widths, int(rows[0]), height), photo.shape[0], photo.shape[1])


def _shoulders(widths: np.ndarray, top: int, height: int) -> int:
    """The row below which the figure is as wide as shoulders."""
    chest = float(np.median(widths[top + round(CHEST[0] * height) : top + round(CHEST[1] * height)]))
    first, last = top + round(HEAD[0] * height), top + round(HEAD[1] * height)
    narrow = np.flatnonzero(widths[first:last] < SHOULDERS * chest)
    if len(narrow) == last - first:
        raise PhotoError("no_shoulders", "the silhouette does not widen below the head")
    # From below: hair as wide as shoulders ends above a neck.
    return first if not len(narrow) else first + int(narrow[-1]) + 1


def _smooth(widths: np.ndarray) -> np.ndarray:
    return np.convolve(widths, np.ones(3) / 3, mode="same")


def _to_photo(line: int, height: int, width: int) -> int:
    """A row of the canvas as a row of the photo."""
    scale = RECIPE.canvas / max(height, width)
    top = (RECIPE.canvas - round(height * scale)) // 2
    return min(max(round((line - top) / scale), 0), height - 1)


@dataclass(frozen=True)
class FaceModel:
    """A face detector in a file that its user brings: OpenCV's YuNet as ONNX."""

    path: Path
    score: float = 0.6
    """How sure a face must be."""

    def check(self) -> None:
        """Load it once.

        Raises:
            ReleaseError: the file is missing or no such network.
        """
        _detector(self)

    def faces(self, photo: np.ndarray) -> np.ndarray:
        """(n, 4) float: x, y, width, height in pixels of each face in an (H, W, 3) uint8 RGB photo."""
        detector = _detector(self)
        detector.setInputSize(photo.shape[1::-1])
        _, found = detector.detect(cv2.cvtColor(photo, cv2.COLOR_RGB2BGR))
        return np.zeros((0, 4)) if found is None else np.asarray(found, np.float64)[:, :4]


@lru_cache(maxsize=1)
def _detector(model: FaceModel) -> "cv2.FaceDetectorYN":
    """The loaded network, once a process."""
    if not model.path.is_file():
        raise ReleaseError(f"--face-model {model.path} does not exist; name the ONNX file of OpenCV's YuNet")
    try:
        return cv2.FaceDetectorYN.create(str(model.path), "", (320, 320), model.score)
    except cv2.error:
        raise ReleaseError(
            f"--face-model {model.path} cannot be loaded as a face detector; name the ONNX file of OpenCV's YuNet"
        ) from None


def blurred(photo: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """The photo with each face, and a third of its width around it, blurred beyond recognition.

    Args:
        photo: (H, W, 3) uint8 RGB.
        faces: (n, 4) x, y, width, height in pixels.
    """
    done = photo.copy()
    for x, y, width, height in faces:
        around = SOFT * width
        left, top = max(0, round(x - around)), max(0, round(y - around))
        right, bottom = round(x + width + around), round(y + height + around)
        part = done[top:bottom, left:right]
        if part.size:
            # Averaged to 4x4 first: a Gaussian alone can be undone.
            small = cv2.resize(part, (4, 4), interpolation=cv2.INTER_AREA)
            soft = cv2.resize(small, part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
            done[top:bottom, left:right] = soft
    return done


def without_face(photo: np.ndarray, way: str, model: FaceModel | None) -> np.ndarray:
    """A person's photo as it is released.

    Args:
        photo: (H, W, 3) uint8 RGB.
        way: keep, crop, or blur; a photo in which the model finds no face is cropped.
        model: for blur.

    Raises:
        PhotoError: it must be cropped, and the shoulders cannot be found.
    """
    if way == KEEP:
        return photo
    if way == BLUR and model and len(faces := model.faces(photo)):
        return blurred(photo, faces)
    return photo[crop_below(photo) :]
