"""From what a layout found to `raw/<store>/`: every photo decoded once, linked or copied, tables written whole.

Products of an earlier import stay, those with the same id are replaced; the same folder imported again gives the same
bytes. Photos are hard-linked, or copied where the file system cannot link, never moved.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.importers.layouts import LAYOUTS
from curation.importers.photos import store_photos
from curation.importers.reading import Reading
from curation.schema import RawImage, RawProduct, Removal
from curation.workspace import Raw, Workspace, full_disk


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
        images = store_photos(reading, raw, workspace, workers, progress)
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


def _refuse_without(reading: Reading) -> None:
    """A folder of which no photo is there is a mistake in its name rather than an import."""
    missing = [removal for removal in reading.removals if removal.reason == "missing_file"]
    if missing:
        folders = sorted({str(photo.path.parent) for photo in reading.photos if not photo.path.parent.is_dir()})
        do = "does" if len(folders) == 1 else "do"
        gone = f"; {', '.join(folders[:3])}{' and more' * (len(folders) > 3)} {do} not exist" if folders else ""
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
