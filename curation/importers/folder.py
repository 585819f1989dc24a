"""Import a folder of your own photos: `images.csv` says which file shows which product.

Columns `id, category, role, path`; optional `view, attributes, name, brand`. `path` is relative to the folder; role is
product, model, detail or unknown; attributes is a JSON list of {key, value, section}. Files are hard-linked, or copied
where the file system cannot link, never moved.
"""

import csv
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from curation import tables
from curation.errors import PhotoError, TableError, WorkspaceError
from curation.pixels import verify
from curation.schema import ROLES, Attribute, RawImage, RawProduct, Removal
from curation.tables import Column
from curation.workspace import Workspace, safe_name

PARSER = "folder/1"
REQUIRED = ("id", "category", "role", "path")
OPTIONAL = ("view", "attributes", "name", "brand")
VIEWS = ("", "front", "back", "side")


@dataclass
class FolderImport:
    """What came in; rows of `images.csv` = photos + removed."""

    store: str
    products: int = 0
    photos: int = 0
    removals: list[Removal] = field(default_factory=list)


def import_folder(folder: Path, workspace: Workspace, store: str = "") -> FolderImport:
    """Write `raw/<store>/` from a folder; the store is named after the folder unless `store` says otherwise.

    Products of an earlier import stay, those with the same id are replaced. A row or photo that cannot be used stands
    in `raw/<store>/removed.csv` with its reason.

    Raises:
        WorkspaceError: there is no `images.csv` in the folder, the store's name breaks the rule for names, or a crawl
            of a store with this name is there already.
        TableError: the file lacks a column or is not UTF-8.
    """
    listing = folder / "images.csv"
    if not listing.is_file():
        raise WorkspaceError(
            f"{listing} does not exist; it says which file shows which product: columns {', '.join(REQUIRED)}, "
            f"optional {', '.join(OPTIONAL)}"
        )
    result = FolderImport(_store_name(store or folder.resolve().name, asked=bool(store)))
    raw = workspace.raw(result.store)
    if raw.ledger.exists():
        raise WorkspaceError(f"{raw.root} holds a crawl of {result.store}; name the import otherwise with --store")
    products: dict[str, RawProduct] = {}
    images: dict[str, list[RawImage]] = {}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for line, row in _rows(listing):
        try:
            product = products.get(row["id"]) or _product(row, result.store, now)
            gallery = images.get(row["id"], [])
            image = _image(row, product, len(gallery), folder, workspace, now, _has_front(gallery))
        except PhotoError as error:
            detail = error.detail
            result.removals.append(Removal(result.store, row["id"], f"images.csv:{line}", error.reason, detail))
            continue
        products[product.id] = product
        images.setdefault(product.id, []).append(image)
        result.photos += 1
    for product in products.values():
        _name_photos(product, images[product.id])
    new = set(products)
    result.products = len(new)
    if raw.products.is_file():
        for known in tables.read(raw.products, RawProduct):
            products.setdefault(known.id, known)
        for image in tables.read(raw.images, RawImage):
            if image.id not in new:
                images.setdefault(image.id, []).append(image)
    tables.write(raw.products, (products[key] for key in sorted(products)), RawProduct)
    tables.write(raw.images, (image for key in sorted(images) for image in images[key]), RawImage)
    tables.write(raw.root / "removed.csv", result.removals, Removal)
    return result


def _store_name(name: str, *, asked: bool) -> str:
    """The name as a store: what was asked for must be one, a folder's name is made one."""
    made = "_".join(re.findall(r"[a-z0-9]+", name.lower())) or "folder"
    if asked and made != name:
        raise WorkspaceError(f"a store's name is lower-case letters, digits and _, not '{name}'; try --store {made}")
    return made


def _rows(listing: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with listing.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="extra cells", restval="")
            missing = [name for name in REQUIRED if name not in (reader.fieldnames or [])]
            if missing:
                raise TableError(
                    f"{listing}: column {missing[0]} missing; columns needed: {', '.join(REQUIRED)}; "
                    f"optional: {', '.join(OPTIONAL)}"
                )
            for row in reader:
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise TableError(f"{listing} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _product(row: dict[str, str], store: str, now: str) -> RawProduct:
    if not row["id"]:
        raise PhotoError("no_id", "the cell 'id' is empty")
    try:
        attributes = Column("attributes", Attribute, many=True, optional=False).from_cell(row.get("attributes", ""))
    except ValueError as error:
        raise PhotoError("bad_attributes", f"attributes {error}") from None
    return RawProduct(
        store=store,
        id=row["id"],
        name=row.get("name", ""),
        brand=row.get("brand", ""),
        category=row["category"],
        attributes=attributes,
        parser=PARSER,
        fetched_at=now,
    )


def _has_front(gallery: list[RawImage]) -> bool:
    return any(image.role == "product" for image in gallery)


def _image(
    row: dict[str, str],
    product: RawProduct,
    position: int,
    folder: Path,
    workspace: Workspace,
    now: str,
    has_front: bool,
) -> RawImage:
    """The photo's row, once its file was verified and linked into the workspace."""
    if row["role"] not in ROLES:
        raise PhotoError("unknown_role", f"role must be one of {', '.join(ROLES)}, not '{row['role']}'")
    view = row.get("view", "")
    if view not in VIEWS:
        raise PhotoError("unknown_view", f"view must be front, back, side or empty, not '{view}'")
    source = (folder / row["path"]).resolve()
    if not source.is_relative_to(folder.resolve()):
        raise PhotoError("outside_folder", f"'{row['path']}' lies outside the folder")
    if not source.is_file():
        raise PhotoError("missing_file", f"'{row['path']}' does not exist")
    data = source.read_bytes()
    facts = verify(data)
    name, where = safe_name(product.id), safe_name(product.category or "uncategorised")
    front = row["role"] == "product" and not has_front
    stem = f"images/{where}/{name}" if front else f"models/{where}/{name}@{position}"
    extension = "jpg" if facts.format in ("jpeg", "mpo") else facts.format
    target = workspace.raw(product.store).root / f"{stem}.{extension}"
    _link(source, target)
    return RawImage(
        store=product.store,
        id=product.id,
        position=position,
        role=row["role"],
        view=view,
        role_source="folder:images.csv",
        key=row["path"],
        path=workspace.relative(target),
        sha256=hashlib.sha256(data).hexdigest(),
        width=facts.width,
        height=facts.height,
        format=facts.format,
        bytes=len(data),
        status="done",
        consent="import",
        fetched_at=now,
    )


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside it first, then renamed: an import that is stopped leaves whole files only.
    temporary = target.with_name(f".{target.name}.part")
    temporary.unlink(missing_ok=True)
    try:
        os.link(source, temporary)
    except OSError:
        shutil.copyfile(source, temporary)
    os.replace(temporary, target)
    # Renaming one of two links to a file onto the other does nothing and leaves both.
    temporary.unlink(missing_ok=True)


def _name_photos(product: RawProduct, gallery: list[RawImage]) -> None:
    """Write the paths of a product's photos into its row."""
    front = next((image for image in gallery if image.role == "product"), None)
    product.img_path = front.path if front else ""
    product.model_img_paths = [image.path for image in gallery if image is not front]
