"""All that cleaning needs to know of a photo, from one scaled decode."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from curation.clean.phash import VIEWS, hashes
from curation.clean.settings import BACKGROUNDS
from curation.errors import PhotoError
from curation.pixels import decode, gray, header

VERSION = "1"
"""Of what is measured; raise it when a number changes its meaning, and every photo is measured again."""
SIDE = 192
"""Long side of the photo that is looked at, in pixels."""
THUMB, CHROMA = 48, 24
"""Sides of the small picture by which copies are verified: brightness, and each of two colour differences."""
RIM = 0.02
"""Share of the long side that is the photo's rim."""
WHITE, LIGHT, TINT = 240, 215, 24
"""Darkest channel of a white and of a light pixel, and the spread of its channels up to which it has no colour."""
ROUNDING = 2.0
"""Bend that rounding to whole gray levels makes by itself; in a soft photo there is no other."""
SHARE = 0.6
"""Of the rim, from which on it speaks for the background: an article may touch the edge."""
PLAIN = 12.0
"""Mean distance of the rim's pixels from their median, in gray levels, up to which a background is plain."""

MEASURED = np.dtype(
    [
        ("width", "<u4"),
        ("height", "<u4"),
        ("hashes", "<u8", (len(VIEWS),)),
        ("brightness", "<f4"),
        ("contrast", "<f4"),
        ("sharpness", "<f4"),
        ("background", "u1"),
        ("thumb", "u1", (THUMB * THUMB + 2 * CHROMA * CHROMA,)),
    ]
)
"""One photo: size in the file in pixels, hashes of `phash.VIEWS`, mean and standard deviation of the gray levels,
sharpness, number in BACKGROUNDS, and the small picture (brightness, then two colour differences)."""


def measure(root: Path, paths: Sequence[str]) -> list[np.ndarray | PhotoError]:
    """For each photo its measures, a scalar of dtype `MEASURED`, or why it cannot be read."""
    found: list[np.ndarray | PhotoError] = []
    for path in paths:
        try:
            data = _read(root / path)
            found.append(measured(decode(data, at_least=SIDE), *header(data)))
        except PhotoError as error:
            found.append(error)
    return found


def measured(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """The measures of an (H, W, 3) uint8 RGB photo whose file says `width` x `height`."""
    scale = SIDE / max(image.shape[:2])
    if scale < 1:
        size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    levels = gray(image)
    row = np.zeros((), MEASURED)
    row["width"], row["height"] = width, height
    row["hashes"] = hashes(levels)
    row["brightness"], row["contrast"] = levels.mean(), levels.std()
    row["sharpness"] = sharpness(levels)
    row["background"] = BACKGROUNDS.index(background(image))
    row["thumb"] = _thumb(image)
    return row


def sharpness(levels: np.ndarray) -> float:
    """Steepest bend by steepest slope of an (H, W) uint8 photo; 0 where it is even.

    The largest second difference (Laplacian) over the largest first one, each but for the topmost 0.5 %. Contrast takes
    no part in it: a satin dress on white is sharp, too. Photos of shops have 0.8 to 3, the same photos blurred by
    1 % of their height 0.3 to 0.55.
    """
    values = levels.astype(np.float32)
    slope = np.hypot(cv2.Sobel(values, cv2.CV_32F, 1, 0), cv2.Sobel(values, cv2.CV_32F, 0, 1)) / 8
    steepest = float(np.percentile(slope, 99.5))
    if steepest < 0.5:  # a photo without an edge
        return 0.0
    bend = float(np.percentile(np.abs(cv2.Laplacian(values, cv2.CV_32F)), 99.5))
    return max(0.0, bend - ROUNDING) / steepest


def background(image: np.ndarray) -> str:
    """What an (H, W, 3) uint8 RGB photo has at its rim: white, light (nearly white), plain (one colour) or busy."""
    rim = max(1, round(RIM * max(image.shape[:2])))
    sides = (image[:rim], image[-rim:], image[:, :rim], image[:, -rim:])
    pixels = np.concatenate([side.reshape(-1, 3) for side in sides]).astype(np.int16)
    darkest = pixels.min(axis=1)
    colourless = pixels.max(axis=1) - darkest <= TINT
    if (darkest >= WHITE).mean() >= SHARE:
        return "white"
    if ((darkest >= LIGHT) & colourless).mean() >= SHARE:
        return "light"
    spread = np.abs(pixels - np.median(pixels, axis=0)).mean(axis=1)
    return "plain" if np.sort(spread)[: max(1, int(SHARE * len(spread)))].mean() <= PLAIN else "busy"


def sha256(path: Path) -> str:
    """Of a file's bytes; empty where there is no file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _thumb(image: np.ndarray) -> np.ndarray:
    planes = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb))
    sides = (THUMB, CHROMA, CHROMA)
    small = (cv2.resize(plane, (side, side), interpolation=cv2.INTER_AREA) for plane, side in zip(planes, sides))
    return np.concatenate([plane.ravel() for plane in small])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PhotoError("missing_file", f"{path}: {error.strerror}") from None
