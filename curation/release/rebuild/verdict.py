"""Whether a photo that came is the one a release names: by its bytes, else by what it looks like and its shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2

from curation.clean.measure import measured
from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.glance.look import AT_LEAST
from curation.pixels import decode, header
from curation.release.rebuild.wanted import Wanted
from curation.schema import RawImage

EXACT, REENCODED, REPLACED = "exact", "reencoded", "replaced"
FAILED, REFUSED, QUEUED = "failed", "refused", "queued"
USABLE = (EXACT, REENCODED)
BITS = 4
"""Of 64, by which another encoding or scale may differ; different photos differ in 30 on average."""
SHAPE = 0.02
"""By which height over width may differ: a scaled photo is rounded to whole pixels, a cropped one is another."""


@dataclass(frozen=True)
class Verdict:
    """What came of a photo."""

    outcome: str
    reason: str = ""
    bits: int | None = None


def verdicts(wanted: Sequence[Wanted], came: dict[str, RawImage], root: Path, workers: int | None) -> list[Verdict]:
    """What came of each photo, in their order.

    Args:
        wanted: the photos.
        came: the crawl's row of each, by `Wanted.id`.
        root: what the rows' paths are relative to.
        workers: processes that look at photos whose bytes differ; `None` = one a core.
    """
    found = [_by_bytes(photo, came.get(photo.id)) for photo in wanted]
    open_ = [(photo, came[photo.id].path) for photo, verdict in zip(wanted, found) if verdict is None]
    seen = iter(run_chunks(partial(_looked_at, root), open_, workers=workers))
    return [verdict if verdict is not None else next(seen) for verdict in found]


def _by_bytes(photo: Wanted, came: RawImage | None) -> Verdict | None:
    """The verdict where nobody needs to look at the picture."""
    if not photo.url:
        return Verdict(FAILED, "no_url")
    if came is None:
        return Verdict(QUEUED, "not_asked_yet")
    if came.status != "done":
        return Verdict(came.status, came.reason)
    return Verdict(EXACT) if came.sha256 == photo.sha256 else None


def _looked_at(root: Path, photos: Sequence[tuple[Wanted, str]]) -> list[Verdict]:
    return [_by_looks(photo, root / path) for photo, path in photos]


def _by_looks(photo: Wanted, path: Path) -> Verdict:
    """The verdict on a picture with other bytes."""
    if not (photo.phash and photo.width and photo.height):
        return Verdict(REPLACED, "nothing_to_compare")
    try:
        data = path.read_bytes()
        width, height = header(data)
        bits = _bits(photo, data, (width, height), (photo.width, photo.height))
    except (PhotoError, OSError) as error:
        return Verdict(FAILED, error.reason if isinstance(error, PhotoError) else "missing_file")
    if bits > BITS:
        return Verdict(REPLACED, "other_picture", bits)
    if abs(height / width - photo.height / photo.width) > SHAPE * photo.height / photo.width:
        return Verdict(REPLACED, "other_shape", bits)
    same_size = (width, height) == (photo.width, photo.height)
    return Verdict(REENCODED, "other_bytes" if same_size else "other_size", bits)


def _bits(photo: Wanted, data: bytes, size: tuple[int, int], known: tuple[int, int]) -> int:
    """In how many bits a picture's perceptual hash differs from the release's.

    That of a picture at another scale is also taken at the scale of the release: a hash depends a little on how a photo
    was made small, and packshots on white, whose frequencies are faint, on that more than others.
    """
    found = [measured(decode(data, at_least=AT_LEAST), *size)]
    if size != known:
        pixels = cv2.resize(decode(data), known, interpolation=cv2.INTER_AREA)
        same = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 95])[1]
        found.append(measured(decode(same.tobytes(), at_least=AT_LEAST), *size))
    return min((int(one["hashes"][0]) ^ int(photo.phash, 16)).bit_count() for one in found)
