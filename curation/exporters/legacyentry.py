"""Which products go into the layout of 2018, and what their photos are called there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters import legacyrow
from curation.exporters.request import Request, Written
from curation.importers.thesis2018 import PARSER
from curation.schema import Image, Pair, Product
from curation.workspace import Build


@dataclass(frozen=True)
class Entry:
    """A product, and what its photos are called here."""

    product: Product
    place: str
    """Of its product photo."""
    photos: dict[str, str]
    """Path in the workspace -> path here; the product photo first. None where a row came without its photo."""
    model: str
    """Path in the workspace of the pair's other photo; empty = no pair."""
    dropped: dict[str, str]
    """Path in the workspace -> why cleaning dropped it."""


def gather(request: Request, written: Written) -> list[Entry]:
    """What is asked for, in the order of the products; what is left out is noted.

    Raises:
        WorkspaceError: there is nothing to export.
        UnknownNameError: no product has a category that is asked for.
        TableError: the build's tables are missing or broken.
    """
    pairs = _chosen(request.build)
    asked = _asked(request)
    # A pair may have found its packshot in the gallery where the store names none.
    photo = {key: pairs[key].product_image if key in pairs else product.img_path for key, product in asked.items()}
    found = [product for key, product in asked.items() if photo[key] or product.parser == PARSER]
    if not found:
        raise WorkspaceError(f"{request.build.products} holds no product with a product photo to export")
    if bare := len(asked) - len(found):
        written.notes.append(f"{bare} products have no product photo and are not in this layout")
    galleries: dict[tuple[str, str], list[Image]] = defaultdict(list)
    for image in tables.read(request.build.images, Image):
        if image.path:
            galleries[image.store, image.id].append(image)
    places = legacyrow.places(found)
    entries = []
    for product in found:
        key = product.store, product.id
        if not photo[key]:
            entries.append(Entry(product, legacyrow.came(product, "img_path") or places[key], {}, "", {}))
            continue
        photos = {photo[key]: places[key], **_others(galleries[key], photo[key], places[key])}
        model = pairs[key].model_image if key in pairs else ""
        dropped = {image.path: image.reason for image in galleries[key] if not image.keep}
        entries.append(Entry(product, places[key], photos, model, dropped))
    if rows := sum(not entry.photos for entry in entries):
        written.notes.append(f"{rows} rows came without their product photo; they stand in data.csv alone")
    return entries


def _chosen(build: Build) -> dict[tuple[str, str], Pair]:
    files = sorted((build.root / "pairs").glob("*.parquet"))
    return {(pair.store, pair.id): pair for file in files for pair in tables.read(file, Pair)}


def _asked(request: Request) -> dict[tuple[str, str], Product]:
    """The products of the categories and parts that are asked for."""
    everything = tables.read(request.build.products, Product)
    known = sorted({product.category for product in everything if product.category})
    for name in request.categories:
        if name not in known:
            raise UnknownNameError("category", name, known, plural="categories")
    return {
        (product.store, product.id): product
        for product in everything
        if (not request.categories or product.category in request.categories)
        and (not request.splits or request.parts.of(product.store, product.id) in request.splits)
    }


def _others(gallery: Sequence[Image], photo: str, place: str) -> dict[str, str]:
    """Where every photo but the product's own goes."""
    own = next((image.position for image in gallery if image.path == photo), None)
    stem = place.rpartition(".")[0]
    return {
        image.path: f"{stem}@{image.position - (own is not None and own < image.position)}.jpg"
        for image in sorted(gallery, key=lambda image: image.position)
        if image.path != photo
    }
