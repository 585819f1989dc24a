"""Whether a photo that came is the one a release names: by its bytes, else by what it looks like and its shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from curation.clean.measure import measure
from curation.engine import run_chunks
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
    measured = measure(root, [path for _, path in photos])
    return [_by_looks(photo, found) for (photo, _), found in zip(photos, measured)]


def _by_looks(photo: Wanted, found: object) -> Verdict:
    """The verdict on a picture with other bytes."""
    if isinstance(found, Exception):
        return Verdict(FAILED, getattr(found, "reason", "unreadable"))
    width, height, phash = int(found["width"]), int(found["height"]), int(found["hashes"][0])  # type: ignore[index]
    if not (photo.phash and photo.width and photo.height):
        return Verdict(REPLACED, "nothing_to_compare")
    bits = (phash ^ int(photo.phash, 16)).bit_count()
    if bits > BITS:
        return Verdict(REPLACED, "other_picture", bits)
    if abs(height / width - photo.height / photo.width) > SHAPE * photo.height / photo.width:
        return Verdict(REPLACED, "other_shape", bits)
    same_size = (width, height) == (photo.width, photo.height)
    return Verdict(REENCODED, "other_bytes" if same_size else "other_size", bits)
