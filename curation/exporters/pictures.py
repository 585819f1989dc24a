"""Photos as other tools want them: white-padded squares as JPEG, or the very bytes of the store."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.pixels import decode, pad_square
from curation.workspace import link_file

QUALITY = 95
CHUNK = 32


@dataclass(frozen=True)
class Job:
    """Photos to be written: each for itself, and all side by side."""

    sources: tuple[Path, ...]
    targets: tuple[Path, ...] = ()
    """Where each goes; as many as sources, or none."""
    side_by_side: Path | None = None
    """Where all of them go as one picture, from left to right."""


def write_all(
    jobs: Sequence[Job], size: int | None, workers: int | None, progress: Callable[[int], None]
) -> list[PhotoError | None]:
    """Write every job's pictures; gives why not for each that cannot be, of which then nothing is written.

    Args:
        jobs: targets keep the suffix they are given.
        size: side of the square in pixels; `None` = the bytes as they are, hard-linked where that can be.
        workers: processes; `None` = one a core.
        progress: called with the number of photos that are done.
    """
    for folder in sorted({path.parent for job in jobs for path in (*job.targets, job.side_by_side) if path}):
        folder.mkdir(parents=True, exist_ok=True)
    each = max((len(job.sources) for job in jobs), default=1)
    counted = run_chunks(
        partial(write, size), jobs, workers=workers, chunk=CHUNK, progress=lambda count: progress(count * each)
    )
    return list(counted)


def write(size: int | None, jobs: Sequence[Job]) -> list[PhotoError | None]:
    """Write the pictures of some jobs."""
    return [_written(job, size) for job in jobs]


def _written(job: Job, size: int | None) -> PhotoError | None:
    try:
        if size is None:
            for source in job.sources:
                if not source.is_file():
                    raise PhotoError("missing_file", f"{source} does not exist")
            for source, target in zip(job.sources, job.targets):
                link_file(source, target)
            return None
        ready = [not job.side_by_side and is_square_jpeg(source, size) for source in job.sources]
        squares = [None if done else square(source, size) for source, done in zip(job.sources, ready)]
    except PhotoError as error:
        return error
    for source, target, pixels in zip(job.sources, job.targets, squares):
        if pixels is None:
            # Encoding it again would lose what a 256x256 JPEG of 2018 still has.
            link_file(source, target)
        else:
            target.write_bytes(encoded(pixels))
    if job.side_by_side:
        job.side_by_side.write_bytes(encoded(np.hstack([pixels for pixels in squares if pixels is not None])))
    return None


def square(source: Path, size: int) -> np.ndarray:
    """(size, size, 3) uint8 RGB, padded with white.

    Raises:
        PhotoError: the photo cannot be decoded.
    """
    return pad_square(decode(source, at_least=size), size)


def encoded(pixels: np.ndarray) -> bytes:
    """(H, W, 3) uint8 RGB as JPEG, colours at full resolution: what a network learns from should not be smeared."""
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    assert done, pixels.shape
    return data.tobytes()


def as_jpeg(size: int | None, sources: Iterable[Path]) -> list[bytes | PhotoError]:
    """Each photo as a JPEG: the bytes as they are where they are one already and no size is asked for."""
    found: list[bytes | PhotoError] = []
    for source in sources:
        try:
            found.append(_jpeg(source, size))
        except PhotoError as error:
            found.append(error)
    return found


def _jpeg(source: Path, size: int | None) -> bytes:
    if size is not None:
        return source.read_bytes() if is_square_jpeg(source, size) else encoded(square(source, size))
    if _header(source)[0] == "JPEG":
        return source.read_bytes()
    return encoded(decode(source))


def is_square_jpeg(source: Path, size: int) -> bool:
    """Whether a photo is such a square already."""
    return _header(source) == ("JPEG", (size, size))


def _header(source: Path) -> tuple[str, tuple[int, int]]:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise PhotoError("missing_file", f"{source}: {error.strerror}") from None
    try:
        with Image.open(io.BytesIO(data)) as photo:
            return str(photo.format), photo.size
    except (OSError, SyntaxError, ValueError):
        # What it is, or why it is nothing, says the decoder.
        return "", (0, 0)
