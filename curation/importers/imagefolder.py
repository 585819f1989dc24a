"""Hugging Face's `imagefolder`: `metadata.csv`, `.jsonl` or `.parquet` beside the photos, or a folder for each class.

In a metadata file every column `*_file_name` names a photo relative to the file; `product_file_name` is the product
photo, `model_file_name` one of a person, `file_name` and all others are unknown unless a column `role` says. Columns
named as ours (`id`, `name`, `brand`, `category`, ...) are taken, values of our vocabularies as labels, the rest is kept
in the attribute list. Without any metadata file each photo is a product, and its folder is the category.

Source: https://huggingface.co/docs/datasets/image_dataset
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from curation.errors import PhotoError, TableError, WorkspaceError
from curation.importers.reading import Photo, Reading, inside, when
from curation.schema import ATTRIBUTES, KEPT, LABEL, MORE_ATTRIBUTES, ROLES, Attribute, RawProduct
from curation.tables import columns

PARSER = "imagefolder/1"
METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"})
TEXT = frozenset(part.name for part in columns(RawProduct) if part.kind is str and not part.many) - {
    "store",
    "id",
    "img_url",
    "img_path",
    "parser",
    "fetched_at",
}
LABELS = frozenset((*ATTRIBUTES, *MORE_ATTRIBUTES)) - TEXT


def read(folder: Path, store: str) -> Reading:
    """Products of all metadata files below the folder, or one for each photo where there is none.

    Raises:
        WorkspaceError: there is neither a metadata file nor a photo.
        TableError: a metadata file cannot be read, or none of its columns names a photo.
    """
    reading = Reading(store, folder)
    listings = sorted(path for path in folder.rglob("metadata.*") if path.name in METADATA)
    for listing in listings:
        _listed(reading, listing)
    if not listings:
        _classes(reading)
    return reading


def _listed(reading: Reading, listing: Path) -> None:
    """Add the products of one metadata file."""
    where = listing.relative_to(reading.folder).as_posix()
    written = when(listing)
    pictured = 0
    for line, row in _rows(listing):
        named = [name for name in row if name == "file_name" or name.endswith("_file_name")]
        pictured += bool(named)
        files = {name: str(row[name]) for name in named if row[name]}
        item = f"{where}:{line}"
        stem = next((Path(file).stem for file in files.values()), "")
        id = str(row.get("id") or "").strip() or stem
        if not id:
            reading.remove("", item, "no_id", "the row has neither an id nor a file name")
            continue
        product = _product(row, id, reading.store, written)
        known = reading.products.get(id)
        if known and _origin(known) != _origin(product):
            # Two stores of the data set may use one id.
            product.id = id = f"{_origin(product)}:{id}"
            known = reading.products.get(id)
        if known and len(named) > 1:
            reading.remove(id, item, "duplicate_id", "a second row of this id")
            continue
        photos = []
        try:
            for name, file in files.items():
                photos.append(_photo(id, name, file, row, listing, item, reading.folder))
        except PhotoError as error:
            reading.remove(id, item, error.reason, error.detail)
            continue
        reading.products.setdefault(id, product)
        reading.photos += photos
    if not pictured:
        raise TableError(
            f"{listing}: no column names a photo; columns needed: file_name, or several that end in _file_name"
        )


def _photo(id: str, name: str, file: str, row: dict[str, Any], listing: Path, item: str, folder: Path) -> Photo:
    role = name.removesuffix("file_name").rstrip("_") or str(row.get("role") or "")
    path = inside(folder, (listing.parent.relative_to(folder) / file).as_posix())
    return Photo(
        id=id,
        path=path,
        key=path.relative_to(folder.resolve()).as_posix(),
        item=item,
        role=role if role in ROLES else "unknown",
        role_source=f"imagefolder:{name}",
    )


def _product(row: dict[str, Any], id: str, store: str, written: str) -> RawProduct:
    product = RawProduct(store=store, id=id, parser=PARSER, fetched_at=written)
    for name, value in row.items():
        if value in (None, "") or name in ("id", "role") or name.endswith("file_name"):
            continue
        cell = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        if name in TEXT:
            setattr(product, name, cell)
        else:
            product.attributes.append(Attribute(name, cell, LABEL if name in LABELS else KEPT))
    return product


def _origin(product: RawProduct) -> str:
    """The store that a row of one of our own exports names."""
    return next((line.value for line in product.attributes if line.section == KEPT and line.key == "store"), "")


def _rows(listing: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows with the line they stand in."""
    try:
        if listing.suffix == ".parquet":
            yield from enumerate(pq.read_table(listing).to_pylist(), 1)
            return
        with listing.open(encoding="utf-8-sig", newline="") as file:
            if listing.suffix == ".csv":
                reader = csv.DictReader(file, restkey="extra cells", restval="")
                for cells in reader:
                    yield reader.line_num, cells
                return
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _object(listing, number, line)
    except UnicodeDecodeError as error:
        raise TableError(f"{listing} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{listing} is no readable Parquet file ({error}); write it again") from error


def _object(listing: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        row = None
    if not isinstance(row, dict):
        raise TableError(f"{listing}:{number}: must be a JSON object, not '{line.strip()[:80]}'; mend the line")
    return row


def _classes(reading: Reading) -> None:
    """One product a photo, its category the folder it lies in."""
    folder = reading.folder
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in PICTURES or not path.is_file():
            continue
        key = path.relative_to(folder).as_posix()
        id = path.stem
        if id in reading.products:
            id = key.replace("/", "_")
        category = path.parent.name if path.parent != folder else ""
        reading.products[id] = RawProduct(reading.store, id, category=category, parser=PARSER, fetched_at=when(path))
        reading.photos.append(Photo(id, path, key, key, role_source="imagefolder:class"))
    if not reading.photos:
        raise WorkspaceError(f"{folder} holds neither {', '.join(METADATA)} nor a photo; name the folder that does")
