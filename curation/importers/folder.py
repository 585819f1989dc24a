"""A folder of your own photos: `images.csv` says which file shows which product.

Columns `id, category, role, path`; optional `view, attributes, name, brand`. `path` is relative to the folder; role is
product, model, detail or unknown; attributes is a JSON list of {key, value, section}.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from curation.errors import PhotoError, TableError, WorkspaceError
from curation.importers.reading import Photo, Reading, inside, when
from curation.schema import ROLES, Attribute, RawProduct
from curation.tables import Column

PARSER = "folder/1"
REQUIRED = ("id", "category", "role", "path")
OPTIONAL = ("view", "attributes", "name", "brand")
VIEWS = ("", "front", "back", "side")


def read(folder: Path, store: str) -> Reading:
    """Products and photos of `images.csv`; the first row of a product says what is known of it.

    Raises:
        WorkspaceError: there is no `images.csv`.
        TableError: the file lacks a column or is not UTF-8.
    """
    listing = folder / "images.csv"
    if not listing.is_file():
        raise WorkspaceError(
            f"{listing} does not exist; it says which file shows which product: columns {', '.join(REQUIRED)}, "
            f"optional {', '.join(OPTIONAL)}"
        )
    reading = Reading(store, folder)
    written = when(listing)
    for line, row in _rows(listing):
        item = f"images.csv:{line}"
        try:
            product = reading.products.get(row["id"]) or _product(row, store, written)
            reading.photos.append(_photo(row, folder, item))
        except PhotoError as error:
            reading.remove(row["id"], item, error.reason, error.detail)
            continue
        reading.products[product.id] = product
    return reading


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


def _product(row: dict[str, str], store: str, written: str) -> RawProduct:
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
        fetched_at=written,
    )


def _photo(row: dict[str, str], folder: Path, item: str) -> Photo:
    if row["role"] not in ROLES:
        raise PhotoError("unknown_role", f"role must be one of {', '.join(ROLES)}, not '{row['role']}'")
    view = row.get("view", "")
    if view not in VIEWS:
        raise PhotoError("unknown_view", f"view must be front, back, side or empty, not '{view}'")
    return Photo(
        id=row["id"],
        path=inside(folder, row["path"]),
        key=row["path"],
        item=item,
        role=row["role"],
        view=view,
        role_source="folder:images.csv",
    )
