"""raw -> products and images: what the stores said, in one table, with category and colour in the vocabulary's values.

Nothing is guessed: a phrase that no vocabulary knows leaves its value empty and stands in `unmapped`. A row that
cannot be read goes to `removed/ingest.csv` and costs nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from curation import tables
from curation.errors import UnknownNameError
from curation.schema import Image, Product, RawImage, RawProduct, Removal
from curation.spec import Spec
from curation.translate import vocabulary
from curation.translate.vocabulary import Vocabulary
from curation.workspace import Raw, Workspace

Row = TypeVar("Row")


@dataclass(frozen=True)
class IngestResult:
    """Counts of one ingest; rows read = rows kept + rows removed, for products and for images."""

    stores: tuple[str, ...]
    products: int
    images: int
    removed: int
    unmapped_categories: int
    unmapped_colors: int


def ingest(workspace: Workspace, spec: Spec) -> IngestResult:
    """Write `products.parquet`, `images.parquet` and `removed/ingest.csv` of a dataset.

    Raises:
        WorkspaceError: the workspace is missing or empty.
        UnknownNameError: the definition names a store that is not in `raw/`.
        TableError: a raw table lacks a column.
        VocabularyError: a vocabulary contradicts itself.
    """
    build = workspace.build(spec.dataset.name)
    categories = vocabulary.load(workspace.vocabulary("category"))
    colors = vocabulary.load(workspace.vocabulary("color"))
    products: list[Product] = []
    images: list[Image] = []
    removals: list[Removal] = []
    stores = chosen_stores(workspace, spec)
    for raw in stores:
        raw_products = _unique(_rows(workspace, raw.products, RawProduct, removals), ("id",), raw.products, removals)
        known = {product.id for product in raw_products}
        products += [_product(product, categories, colors) for product in raw_products]
        raw_images = _rows(workspace, raw.images, RawImage, removals)
        for image in _unique(raw_images, ("id", "position"), raw.images, removals):
            if image.id in known:
                images.append(_image(image))
            else:
                removals.append(Removal(image.store, image.id, image.path or image.url, "no_product"))
    products.sort(key=lambda product: (product.store, product.id))
    images.sort(key=lambda image: (image.store, image.id, image.position))
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)
    tables.write(build.removed("ingest"), removals, Removal)
    # The table was written without shots: whoever reads it next must put them in again.
    build.stage("shots").unlink(missing_ok=True)
    return IngestResult(
        stores=tuple(raw.store for raw in stores),
        products=len(products),
        images=len(images),
        removed=len(removals),
        unmapped_categories=sum(not product.category for product in products),
        unmapped_colors=sum(not product.color for product in products),
    )


def chosen_stores(workspace: Workspace, spec: Spec) -> list[Raw]:
    """The stores of the definition, or all there are.

    Raises:
        WorkspaceError: the workspace is missing or empty.
        UnknownNameError: a store of the definition is not there.
    """
    there = {raw.store: raw for raw in workspace.stores()}
    for name in spec.dataset.stores:
        if name not in there:
            raise UnknownNameError("store", name, there)
    return [there[name] for name in spec.dataset.stores or there]


def _rows(workspace: Workspace, path: Path, row: type[Row], removals: list[Removal]) -> list[Row]:
    """The rows that can be read; the others become removals that name their line."""
    where = workspace.relative(path)
    return tables.read(
        path, row, lambda line, fault: removals.append(Removal("", "", f"{where}:{line}", "bad_row", fault))
    )


def _unique(rows: Iterable[Row], key: tuple[str, ...], path: Path, removals: list[Removal]) -> list[Row]:
    """The first row of each key; a later one with the same key is a removal."""
    kept: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if kept.setdefault(tuple(getattr(row, name) for name in key), row) is not row:
            store, product = getattr(row, "store", ""), getattr(row, "id", "")
            removals.append(Removal(store, product, f"{path.parent.name}/{path.name}", "duplicate_row"))
    return list(kept.values())


def _product(raw: RawProduct, categories: Vocabulary, colors: Vocabulary) -> Product:
    renamed = {"category": "store_category", "color": "store_color"}
    product = Product(**{renamed.get(item.name, item.name): getattr(raw, item.name) for item in fields(RawProduct)})
    # The narrowest breadcrumb says more than the widest; a maker's colour name says less than the store's family.
    places = [("store_category", raw.category), *(("category_path", step) for step in reversed(raw.category_path))]
    product.category = _mapped(product, categories, places)
    product.color = _mapped(product, colors, [("color_family", raw.color_family), ("store_color", raw.color)])
    return product


def _mapped(product: Product, words: Vocabulary, phrases: list[tuple[str, str]]) -> str:
    """The value of the first phrase that the vocabulary knows; where it knows none, they are noted as unmapped."""
    for column, phrase in phrases:
        if value := words.find(phrase):
            product.provenance.append(f"{words.attribute}={value}: {column} '{phrase}'")
            return value
    product.unmapped += [f"{words.attribute}: {phrase}" for _, phrase in phrases if phrase]
    return ""


def _image(raw: RawImage) -> Image:
    renamed = {"status": "fetch_status", "reason": "fetch_reason"}
    image = Image(**{renamed.get(item.name, item.name): getattr(raw, item.name) for item in fields(RawImage)})
    if not image.path:
        image.keep, image.reason = False, f"not_stored_{raw.reason or raw.status}"
    return image
