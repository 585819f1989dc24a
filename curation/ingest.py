"""raw -> products and images: what the stores said, in one table each.

Nothing is mapped here; `curation.translate` fills the attributes. A row that cannot be read goes to
`removed/ingest.csv` and costs nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from curation import tables
from curation.errors import UnknownNameError
from curation.schema import Image, Product, RawImage, RawProduct, Removal
from curation.spec import Spec
from curation.workspace import Raw, Workspace

Row = TypeVar("Row")


@dataclass(frozen=True)
class IngestResult:
    """Counts of one ingest; rows read = rows kept + rows removed, for products and for images."""

    stores: tuple[str, ...]
    products: int
    images: int
    removed: int


def ingest(workspace: Workspace, spec: Spec) -> IngestResult:
    """Write `ingested.parquet`, `images.parquet` and `removed/ingest.csv` of a dataset.

    Raises:
        WorkspaceError: the workspace is missing or empty.
        UnknownNameError: the definition names a store that is not in `raw/`.
        TableError: a raw table lacks a column.
    """
    build = workspace.build(spec.dataset.name)
    products: list[Product] = []
    images: list[Image] = []
    removals: list[Removal] = []
    stores = chosen_stores(workspace, spec)
    taken: set[tuple[str, str]] = set()
    for raw in stores:
        raw_products = _unique(_rows(workspace, raw.products, RawProduct, removals), ("id",), raw.products, removals)
        mine = [_product(product) for product in _first(raw_products, taken, raw, removals)]
        known = {product.id for product in mine}
        products += mine
        raw_images = _rows(workspace, raw.images, RawImage, removals)
        for image in _unique(raw_images, ("id", "position"), raw.images, removals):
            if image.id in known:
                images.append(_image(image))
            else:
                why = f"refused_{image.reason}" if image.status == "refused" else "no_product"
                removals.append(Removal(image.store, image.id, image.path or image.url, why))
    products.sort(key=lambda product: (product.store, product.id))
    images.sort(key=lambda image: (image.store, image.id, image.position))
    tables.write(build.ingested, products, Product)
    tables.write(build.images, images, Image)
    tables.write(build.removed("ingest"), removals, Removal)
    # The table was written without what these put into it: they must do so again before anybody reads it.
    for stage in ("shots", "clean"):
        build.stage(stage).unlink(missing_ok=True)
    return IngestResult(
        stores=tuple(dict.fromkeys(raw.store for raw in stores)),
        products=len(products),
        images=len(images),
        removed=len(removals),
    )


def chosen_stores(workspace: Workspace, spec: Spec) -> list[Raw]:
    """The stores of the definition, or all there are.

    Raises:
        WorkspaceError: the workspace is missing or empty.
        UnknownNameError: a store of the definition is not there.
    """
    there: dict[str, list[Raw]] = {}
    for raw in workspace.stores():
        there.setdefault(raw.store, []).append(raw)
    for name in spec.dataset.stores:
        if name not in there:
            raise UnknownNameError("store", name, there)
    return [raw for name in spec.dataset.stores or there for raw in there[name]]


def _rows(workspace: Workspace, path: Path, row: type[Row], removals: list[Removal]) -> Iterator[Row]:
    """The rows that can be read; the others become removals that name their line."""
    where = workspace.relative(path)
    return tables.stream(
        path, row, on_bad_row=lambda line, fault: removals.append(Removal("", "", f"{where}:{line}", "bad_row", fault))
    )


def _unique(rows: Iterable[Row], key: tuple[str, ...], path: Path, removals: list[Removal]) -> Iterator[Row]:
    """The first row of each key; a later one with the same key is a removal."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        name = tuple(getattr(row, part) for part in key)
        if name in seen:
            store, product = getattr(row, "store", ""), getattr(row, "id", "")
            removals.append(Removal(store, product, f"{path.parent.name}/{path.name}", "duplicate_row"))
        else:
            seen.add(name)
            yield row


def _first(
    rows: Iterable[RawProduct], taken: set[tuple[str, str]], raw: Raw, removals: list[Removal]
) -> Iterator[RawProduct]:
    """The products that no other share of the store has brought; `taken` gets their keys."""
    for row in rows:
        if (row.store, row.id) in taken:
            removals.append(Removal(row.store, row.id, f"{raw.root.name}/{raw.products.name}", "duplicate_row"))
        else:
            taken.add((row.store, row.id))
            yield row


def _product(raw: RawProduct) -> Product:
    renamed = {"category": "store_category", "color": "store_color"}
    return Product(**{renamed.get(item.name, item.name): getattr(raw, item.name) for item in fields(RawProduct)})


def _image(raw: RawImage) -> Image:
    renamed = {"status": "fetch_status", "reason": "fetch_reason"}
    image = Image(**{renamed.get(item.name, item.name): getattr(raw, item.name) for item in fields(RawImage)})
    if not image.path:
        image.keep, image.reason = False, f"not_stored_{raw.reason or raw.status}"
    return image
