"""Photos decoded once: one file of uint8 pixels, mapped into memory.

A JPEG of 762x1100 decodes 28 times a second on one core, from this file 64x64 pixels come thousands of times a second;
that is what users of the reference code waited for (its issue #764 gained 7x from loading alone). The file's name is
made from the photos' bytes and from how they are resized, so two runs share it and a changed photo makes a new one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from curation.errors import DataError, PhotoError
from curation.pixels import WHITE, decode
from curation.workspace import atomic_write, full_disk
from training.data.table import Photo

VERSION = 1
"""Of how pixels are made; another number makes other files."""
CHUNK = 256
"""Photos decoded before they are written: bounds memory, and moves a progress bar."""


@dataclass(frozen=True)
class Cache:
    """Decoded photos."""

    pixels: np.ndarray
    """(N, height, width, 3) uint8 RGB, mapped from a file."""
    fingerprint: str
    """Of the photos' bytes, their order and how they were resized: 16 hex digits."""
    path: Path
    """The file."""


def cached(
    photos: Sequence[Photo],
    size: tuple[int, int],
    resize: str,
    folder: Path,
    *,
    fill: int = WHITE,
    workers: int = 2,
    progress: Callable[[int], None] = lambda count: None,
) -> Cache:
    """The photos at one size, in their order; decoded now, unless a file of them is there.

    Args:
        size: height and width in pixels.
        resize: stretch or pad, see `training.config.Data`.
        folder: where such files are kept.
        fill: gray level of what pad adds: white beside a photo, black beside a mask.
        workers: threads that decode; Pillow and OpenCV let go of the interpreter meanwhile.
        progress: called with the number of photos decoded.

    Raises:
        DataError: photos are gone, or other than when the table was made; the first one and their number are named.
        WorkspaceError: the disk is full; nothing is left behind.
    """
    name = fingerprint(photos, size, resize, fill)
    path = folder / f"{name}.u8"
    shape = (len(photos), *size, 3)
    if not path.is_file() or path.stat().st_size != int(np.prod(shape)):
        with (
            full_disk(path, f"photos need {np.prod(shape) / 2**20:,.0f} MiB there; free some and run again"),
            atomic_write(path) as file,
        ):
            for block in _blocks(photos, size, resize, fill, workers):
                file.write(block.tobytes())
                progress(len(block))
    return Cache(np.memmap(path, np.uint8, "r", shape=shape), name, path)


def fingerprint(photos: Sequence[Photo], size: tuple[int, int], resize: str, fill: int = WHITE) -> str:
    """What the pixels depend on, as 16 hex digits."""
    facts = [VERSION, list(size), resize, fill, [photo.sha256 or photo.identity or _state(photo) for photo in photos]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def resized(image: np.ndarray, size: tuple[int, int], resize: str, fill: int = WHITE) -> np.ndarray:
    """An (H, W, C) or (H, W) uint8 picture at (height, width): stretched, or shrunk and padded with `fill`."""
    height, width = size
    if resize == "stretch":
        return _scaled(image, height, width)
    scale = min(height / image.shape[0], width / image.shape[1])
    inner = _scaled(image, max(1, round(image.shape[0] * scale)), max(1, round(image.shape[1] * scale)))
    canvas = np.full((height, width, *image.shape[2:]), fill, np.uint8)
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    canvas[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return canvas


def _scaled(image: np.ndarray, height: int, width: int) -> np.ndarray:
    # Averaging areas is right when shrinking; it does not interpolate when growing.
    shrinks = image.shape[0] * image.shape[1] > height * width
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


def _blocks(
    photos: Sequence[Photo], size: tuple[int, int], resize: str, fill: int, workers: int
) -> Iterable[np.ndarray]:
    def one(photo: Photo) -> np.ndarray | str:
        try:
            return resized(decode(_unchanged(photo), at_least=2 * max(size)), size, resize, fill)
        except PhotoError as error:
            return f"{photo.path}: {error.detail if error.reason == 'changed' else error.reason}"

    faults: list[str] = []
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(photos), CHUNK):
            found = list(pool.map(one, photos[start : start + CHUNK]))
            faults += [fault for fault in found if isinstance(fault, str)]
            if not faults:
                yield np.stack([image for image in found if not isinstance(image, str)])
    if faults:
        raise DataError(
            f"{len(faults)} of {len(photos)} photos cannot be used, first {faults[0]}; "
            "fetch them again or run curate run, so that the tables fit the photos"
        )


def _unchanged(photo: Photo) -> bytes:
    """The photo's bytes, if they are those of the table."""
    try:
        data = photo.read()
    except OSError:
        raise PhotoError("missing_file", str(photo.path)) from None
    if photo.sha256 and hashlib.sha256(data).hexdigest() != photo.sha256:
        raise PhotoError("changed", "other bytes than when the tables were made")
    return data


def _state(photo: Photo) -> str:
    """Name, size and date of a file, where no table knows its bytes."""
    if not photo.path.is_file():
        return str(photo.path)
    status = photo.path.stat()
    return f"{photo.path}:{photo.span}:{status.st_size}:{status.st_mtime_ns}"
