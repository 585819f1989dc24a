"""Photos of an import: each decoded once to see that it is whole, then linked to its place in the store."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation import tables
from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.importers.reading import Photo, Reading, when
from curation.pixels import verify
from curation.schema import RawImage, RawProduct
from curation.workspace import Raw, Workspace, link_file, safe_name

CHUNK = 64
"""Photos a task: full-size decodes, tens of milliseconds each."""


def store_photos(
    reading: Reading, raw: Raw, workspace: Workspace, workers: int | None, progress: Callable[[int], None]
) -> dict[str, list[RawImage]]:
    """By product, the rows of photos that can be decoded, once they lie in the store; the others become removals."""
    paths = [photo.path for photo in reading.photos]
    galleries: dict[str, list[RawImage]] = {}
    taken = _taken(raw, set(reading.products))
    for photo, seen in zip(
        reading.photos, run_chunks(look, paths, workers=workers, chunk=CHUNK, progress=progress), strict=True
    ):
        if isinstance(seen, PhotoError):
            detail = f"'{photo.key}' does not exist" if seen.reason == "missing_file" else seen.detail
            reading.remove(photo.id, photo.item, seen.reason, detail)
            continue
        gallery = galleries.setdefault(photo.id, [])
        position = len(gallery) if photo.position is None else photo.position
        first = photo.role == "product" and not any(image.role == "product" for image in gallery)
        product = reading.products[photo.id]
        target = raw.root / _place(product, first, position, seen.format, taken)
        link_file(photo.path, target)
        gallery.append(_image(photo, position, seen, workspace.relative(target), reading.store))
    return galleries


@dataclass(frozen=True)
class Seen:
    """What a photo's file is."""

    width: int
    height: int
    format: str
    sha256: str
    bytes: int


def look(paths: Sequence[Path]) -> list[Seen | PhotoError]:
    """Each file decoded whole, or why it cannot be."""
    found: list[Seen | PhotoError] = []
    for path in paths:
        try:
            if not path.is_file():
                raise PhotoError("missing_file", f"'{path.name}' does not exist")
            data = path.read_bytes()
            facts = verify(data)
            format = "jpeg" if facts.format == "mpo" else facts.format
            found.append(Seen(facts.width, facts.height, format, hashlib.sha256(data).hexdigest(), len(data)))
        except PhotoError as error:
            found.append(error)
        except OSError as error:
            found.append(PhotoError("unreadable", f"'{path.name}': {error.strerror}"))
    return found


def _place(product: RawProduct, first: bool, position: int, format: str, taken: dict[str, str]) -> str:
    """Where a photo goes below the store; an id whose safe name is another's gets a hash behind it."""
    where, name = safe_name(product.category or "uncategorised"), safe_name(product.id)
    owner = taken.setdefault(f"{where}/{name}".lower(), product.id)
    if owner != product.id:
        name = f"{name}-{hashlib.sha1(product.id.encode()).hexdigest()[:8]}"
    extension = "jpg" if format == "jpeg" else format
    return f"images/{where}/{name}.{extension}" if first else f"models/{where}/{name}@{position}.{extension}"


def _taken(raw: Raw, new: set[str]) -> dict[str, str]:
    """Whose the names in the store are already; lower case, since not every file system knows the difference."""
    if not raw.products.is_file():
        return {}
    known = [product for product in tables.read(raw.products, RawProduct) if product.id not in new]
    return {f"{safe_name(p.category or 'uncategorised')}/{safe_name(p.id)}".lower(): p.id for p in known}


def _image(photo: Photo, position: int, seen: Seen, path: str, store: str) -> RawImage:
    return RawImage(
        store=store,
        id=photo.id,
        position=position,
        role=photo.role,
        view=photo.view,
        focus=photo.focus,
        role_source=photo.role_source,
        url=photo.url,
        key=photo.key,
        path=path,
        sha256=seen.sha256,
        width=seen.width,
        height=seen.height,
        format=seen.format,
        bytes=seen.bytes,
        status="done",
        consent="import",
        fetched_at=when(photo.path),
    )
