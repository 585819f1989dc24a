"""The layout of the 2018 thesis: 256x256 white-padded JPEGs, `data.csv`, `img_attr.csv`, lists of each split.

    data.csv                    separated by semicolons, lists joined by ", "; a row a product with a product photo
    img_attr.csv                separated by commas: img_path, then 0 or 1 for each value of each attribute
    <category>/<id>.jpg         the product photo
    <category>/<id>@<n>.jpg     every other photo, n = its place in the gallery without the product photo, from 0
    train_imgs.csv, val_ ...    product photos of each split, a path a line, no header
    pairs.csv                   ours: which of them is the pair's model photo
    dropped.csv                 ours: photos that cleaning dropped, and why; they are here, but in no list

Products that came from this layout go back with their own words, cell by cell, and JPEGs of 256x256 with their own
bytes; all others get the vocabulary's values. Source: the notebooks of sonynka/fashion_scraper (columns, one-hot
table, lists) and of sonynka/fashion_gan (how they are read).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters import legacyrow
from curation.exporters.pictures import Job, write_all
from curation.exporters.request import NO_LIST, Request, Written
from curation.importers.thesis2018 import COLUMNS, LABELS
from curation.schema import Image, Pair, Product, Removal
from curation.translate.binary import write_img_attr
from curation.translate.engine import Engine
from curation.workspace import Build, atomic_write

SIZE = 256
ATTRIBUTES = ("category", "color", "length", "pattern", "neckline", "sleeve_length", "fit", "occasion")
"""Of `img_attr.csv`, in the order of 2018."""
LISTS = {"train": "train_imgs.csv", "validation": "val_imgs.csv", "test": "test_imgs.csv"}


@dataclass(frozen=True)
class Entry:
    """A product, and what its photos are called here."""

    product: Product
    place: str
    """Of its product photo."""
    photos: dict[str, str]
    """Path in the workspace -> path here; the product photo first."""
    model: str
    """Path in the workspace of the pair's other photo; empty = no pair."""
    dropped: dict[str, str]
    """Path in the workspace -> why cleaning dropped it."""


def write(folder: Path, request: Request) -> Written:
    """Write all products that have a product photo, paired or not.

    Raises:
        WorkspaceError: there is no such product.
        UnknownNameError: no product has a category that is asked for.
        TableError: the build's tables are missing or broken.
    """
    written = Written()
    entries = _entries(request, written)
    jobs = [
        Job((request.workspace.file(source),), (folder / target,))
        for entry in entries
        for source, target in entry.photos.items()
    ]
    faults = iter(write_all(jobs, request.size or SIZE, request.workers, request.progress))
    shown = []
    for entry in entries:
        photos = {}
        for source, target in entry.photos.items():
            if fault := next(faults):
                product = entry.product
                written.skipped.append(Removal(product.store, product.id, source, fault.reason, fault.detail))
            else:
                photos[source] = target
        written.photos += len(photos)
        if entry.place in photos.values():
            shown.append(replace(entry, photos=photos))
    _data(folder / "data.csv", shown)
    _one_hot(folder / "img_attr.csv", shown, request)
    _pairs(folder / "pairs.csv", shown)
    _dropped(folder / "dropped.csv", shown, written)
    _lists(folder, shown, request, written)
    return written


def _entries(request: Request, written: Written) -> list[Entry]:
    pairs = _chosen(request.build)
    asked = _asked(request)
    # A pair may have found its packshot in the gallery where the store names none.
    photo = {key: pairs[key].product_image if key in pairs else product.img_path for key, product in asked.items()}
    found = [product for key, product in asked.items() if photo[key]]
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
        photos = {photo[key]: places[key], **_others(galleries[key], photo[key], places[key])}
        model = pairs[key].model_image if key in pairs else ""
        dropped = {image.path: image.reason for image in galleries[key] if not image.keep}
        entries.append(Entry(product, places[key], photos, model, dropped))
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


def _data(path: Path, entries: Iterable[Entry]) -> None:
    rows = [legacyrow.row(entry.product, entry.place) for entry in entries]
    extra = list(dict.fromkeys(name for row in rows for name in row if name not in (*COLUMNS, *LABELS)))
    with atomic_write(path, "w") as file:
        writer = csv.DictWriter(file, (*COLUMNS, *LABELS, *extra), restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _one_hot(path: Path, entries: Iterable[Entry], request: Request) -> None:
    values = {name: sorted(found) for name, found in Engine(request.workspace).values.items()}
    products = (replace(entry.product, img_path=entry.place) for entry in entries)
    write_img_attr(path, products, values, ATTRIBUTES)


def _pairs(path: Path, entries: Iterable[Entry]) -> None:
    """Which photo of a person each paired product goes with; one that could not be read is no pair."""
    with atomic_write(path, "w") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["id", "img_path", "model_img_path"])
        for entry in entries:
            if entry.model in entry.photos:
                writer.writerow([entry.product.id, entry.place, entry.photos[entry.model]])


def _dropped(path: Path, entries: Iterable[Entry], written: Written) -> None:
    """What cleaning dropped: the layout keeps it, so that nothing is lost, but training should know."""
    rows = [
        (target, entry.dropped[source])
        for entry in entries
        for source, target in entry.photos.items()
        if source in entry.dropped
    ]
    if not rows:
        return
    written.notes.append(f"{len(rows)} photos were dropped by cleaning; they stand in {path.name} and in no list")
    with atomic_write(path, "w") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["img_path", "reason"])
        writer.writerows(rows)


def _lists(folder: Path, entries: Iterable[Entry], request: Request, written: Written) -> None:
    """One file a split; products without a place, or whose photo was dropped, are in none, which is said."""
    listed: dict[str, list[str]] = defaultdict(list)
    unsplit = 0
    for entry in entries:
        split = request.parts.of(entry.product.store, entry.product.id)
        unsplit += not split
        listed["" if next(iter(entry.photos)) in entry.dropped else split].append(entry.place)
    for split, name in LISTS.items():
        if split in listed:
            with atomic_write(folder / name, "w") as file:
                file.writelines(f"{place}\n" for place in listed[split])
            written.splits[split] = len(listed[split])
    if listed[""]:
        written.splits[NO_LIST] = len(listed[""])
    if unsplit:
        written.notes.append(f"{unsplit} products are in no split, so in none of the lists; curate split places them")
