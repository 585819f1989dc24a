"""From what a layout found to `raw/<store>/`: every photo decoded once, linked or copied, tables written whole.

Products of an earlier import stay, those with the same id are replaced; the same folder imported again gives the same
bytes. Photos are hard-linked, or copied where the file system cannot link, never moved.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from curation import tables
from curation.engine import run_chunks
from curation.errors import PhotoError, UnknownNameError, WorkspaceError
from curation.importers.layouts import LAYOUTS
from curation.importers.reading import Photo, Reading, when
from curation.pixels import verify
from curation.schema import RawImage, RawProduct, Removal
from curation.workspace import Raw, Workspace, full_disk, link_file, safe_name

CHUNK = 64
"""Photos a task: full-size decodes, tens of milliseconds each."""


@dataclass
class ImportResult:
    """What came in. `removals` are also in `raw/<store>/removed.csv`, each with its reason."""

    store: str
    products: int = 0
    photos: int = 0
    removals: list[Removal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know of how the folder was read, a sentence each."""

    @property
    def reasons(self) -> dict[str, int]:
        """How many removals have each reason, by name."""
        return dict(sorted(Counter(removal.reason for removal in self.removals).items()))


def import_photos(
    folder: Path,
    workspace: Workspace,
    layout: str = "folder",
    store: str = "",
    *,
    category: str = "",
    without_photos: bool = False,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> ImportResult:
    """Write `raw/<store>/` from a folder in one of the `LAYOUTS`.

    Args:
        folder: what to import; of `thesis2018` also the CSV file itself.
        workspace: where to.
        layout: how the folder is laid out.
        store: what to call it; the default is the folder's name.
        category: for products whose layout names none.
        without_photos: import the rows though none of their photos is there.
        workers: processes that decode photos; `None` = one a core.
        progress: called with the number of photos that were read.

    Raises:
        UnknownNameError: there is no such layout.
        WorkspaceError: the folder is not in that layout, none of its photos is there, the store's name breaks the rule
            for names, a crawl of a store with this name is there already, or the disk is full.
        TableError: the layout's table cannot be read at all.
    """
    if layout not in LAYOUTS:
        raise UnknownNameError("layout", layout, LAYOUTS)
    if not folder.exists():
        raise WorkspaceError(f"{folder} does not exist; name the folder that holds the photos")
    named = folder.resolve()
    name = _store_name(store or (named.parent if named.is_file() else named).name, asked=bool(store))
    raw = workspace.raw(name)
    if raw.ledger.exists():
        raise WorkspaceError(f"{raw.root} holds a crawl of {name}; name the import otherwise with --store")
    reading = LAYOUTS[layout].read(folder, name)
    for product in reading.products.values():
        product.category = product.category or category
    with full_disk(raw.root, "the tables are as they were; free some space and import again"):
        images = _stored(reading, raw, workspace, workers, progress)
        if not images and not without_photos:
            _refuse_without(reading)
        products = reading.products
        if not LAYOUTS[layout].rows:
            # The name of a photo is all there is of such a product.
            products = {id: product for id, product in products.items() if id in images}
        for product in products.values():
            _name_photos(product, images.setdefault(product.id, []))
        photos = sum(len(gallery) for gallery in images.values())
        _write(raw, products, images, reading.removals)
    _tell_missing_folders(reading)
    return ImportResult(name, len(products), photos, reading.removals, reading.notes)


def _store_name(name: str, *, asked: bool) -> str:
    """The name as a store: what was asked for must be one, a folder's name is made one."""
    made = "_".join(re.findall(r"[a-z0-9]+", name.lower())) or "folder"
    if asked and made != name:
        raise WorkspaceError(f"a store's name is lower-case letters, digits and _, not '{name}'; try --store {made}")
    return made


def _stored(
    reading: Reading, raw: Raw, workspace: Workspace, workers: int | None, progress: Callable[[int], None]
) -> dict[str, list[RawImage]]:
    """The photos that can be decoded, by product, once they lie in the store; the others become removals."""
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


def _refuse_without(reading: Reading) -> None:
    """A folder of which no photo is there is a mistake in its name rather than an import."""
    missing = [removal for removal in reading.removals if removal.reason == "missing_file"]
    if missing:
        folders = sorted({str(photo.path.parent) for photo in reading.photos if not photo.path.parent.is_dir()})
        gone = f"; {', '.join(folders[:3])}{' and more' * (len(folders) > 3)} do not exist" if folders else ""
        raise WorkspaceError(
            f"{reading.folder}: none of the {len(missing)} photos it speaks of is there, the first is "
            f"{missing[0].detail.removesuffix(' does not exist')}{gone}; put them there, or import the rows alone "
            "with --without-photos"
        )


def _tell_missing_folders(reading: Reading) -> None:
    """One note for each folder that is not there: a thousand missing photos are then one mistake."""
    gone = Counter(photo.path.parent for photo in reading.photos if not photo.path.parent.is_dir())
    reading.notes += [f"{folder} does not exist: {count} photos are missing" for folder, count in sorted(gone.items())]


def _name_photos(product: RawProduct, gallery: list[RawImage]) -> None:
    """Write the paths of a product's photos into its row."""
    gallery.sort(key=lambda image: image.position)
    front = next((image for image in gallery if image.role == "product"), None)
    product.img_path = front.path if front else ""
    product.model_img_paths = [image.path for image in gallery if image is not front]


def _write(
    raw: Raw, products: dict[str, RawProduct], images: dict[str, list[RawImage]], removals: list[Removal]
) -> None:
    """The store's tables, with what stood there of other products."""
    new = set(products)
    products = dict(products)
    if raw.products.is_file():
        for known in tables.read(raw.products, RawProduct):
            products.setdefault(known.id, known)
        for image in tables.read(raw.images, RawImage):
            if image.id not in new:
                images.setdefault(image.id, []).append(image)
    tables.write(raw.products, (products[key] for key in sorted(products)), RawProduct)
    tables.write(raw.images, (image for key in sorted(images) for image in images[key]), RawImage)
    tables.write(raw.root / "removed.csv", removals, Removal)
