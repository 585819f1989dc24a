"""The layout of the 2018 thesis: 256x256 white-padded JPEGs, `data.csv`, `img_attr.csv`, lists of each split.

    data.csv                    separated by semicolons, lists joined by ", "; a row a product with a product photo
    img_attr.csv                separated by commas: img_path, then 0 or 1 for each value of each attribute
    <category>/<id>.jpg         the product photo
    <category>/<id>@<n>.jpg     every other photo, n = its place in the gallery without the product photo, from 0
    pairs.csv                   ours: which of them is the pair's model photo
    train_imgs.csv, val_ ...    product photos of each split, a path a line, no header

Products that came from this layout go back with their own words, cell by cell, and JPEGs of 256x256 with their own
bytes; all others get the vocabulary's values. Source: the notebooks of sonynka/fashion_scraper (columns, one-hot
table, lists) and of sonynka/fashion_gan (how they are read).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters.pictures import Job, write_all
from curation.exporters.request import Request, Written
from curation.importers.joined import joined
from curation.importers.thesis2018 import COLUMNS, LABELS, PARSER
from curation.schema import KEPT, LABEL, Image, Pair, Product, Removal
from curation.translate.binary import write_img_attr
from curation.translate.engine import Engine
from curation.workspace import atomic_write, safe_name

SIZE = 256
ATTRIBUTES = ("category", "color", "length", "pattern", "neckline", "sleeve_length", "fit", "occasion")
"""Of `img_attr.csv`, in the order of 2018."""
LISTS = {"train": "train_imgs.csv", "validation": "val_imgs.csv", "test": "test_imgs.csv"}


def write(folder: Path, request: Request) -> Written:
    """Write all products that have a product photo, paired or not.

    Raises:
        WorkspaceError: there is no such product.
        UnknownNameError: no product has a category that is asked for.
        TableError: the build's tables are missing or broken.
    """
    written = Written()
    products = _products(request, written)
    galleries: dict[tuple[str, str], list[Image]] = defaultdict(list)
    for image in tables.read(request.build.images, Image):
        if image.path and image.keep:
            galleries[image.store, image.id].append(image)
    places = _places(products)
    jobs: list[Job] = []
    owners: list[tuple[Product, str]] = []
    for product in products:
        place = places[product.store, product.id]
        photos = [(product.img_path, place)]
        photos += _others(product, galleries[product.store, product.id], place)
        for source, target in photos:
            jobs.append(Job((request.workspace.file(source),), (folder / target,)))
            owners.append((product, source))
    faults = write_all(jobs, request.size or SIZE, request.workers, request.progress)
    written.photos = faults.count(None)
    gone: set[str] = set()
    lost: set[tuple[str, str]] = set()
    for (product, source), fault in zip(owners, faults):
        if fault:
            written.skipped.append(Removal(product.store, product.id, source, fault.reason, fault.detail))
            gone.add(source)
            if source == product.img_path:
                lost.add((product.store, product.id))
    shown = [product for product in products if (product.store, product.id) not in lost]
    _data(folder / "data.csv", shown, places)
    _one_hot(folder / "img_attr.csv", shown, places, request)
    _pairs(folder / "pairs.csv", shown, places, galleries, request, gone)
    _lists(folder, shown, places, request, written)
    return written


def _products(request: Request, written: Written) -> list[Product]:
    everything = tables.read(request.build.products, Product)
    known = sorted({product.category for product in everything if product.category})
    for name in request.categories:
        if name not in known:
            raise UnknownNameError("category", name, known, plural="categories")
    asked = [
        product
        for product in everything
        if (not request.categories or product.category in request.categories)
        and (not request.splits or request.parts.of(product.store, product.id) in request.splits)
    ]
    found = [product for product in asked if product.img_path]
    if bare := len(asked) - len(found):
        written.notes.append(f"{bare} products have no product photo and are not in this layout")
    if not found:
        raise WorkspaceError(f"{request.build.products} holds no product with a product photo to export")
    return found


def _came(product: Product, column: str) -> str | None:
    """The cell as this layout had it when the product was imported from it; `None` where it need not be kept."""
    if product.parser != PARSER:
        return None
    for line in product.attributes:
        if line.key == column and line.section in (KEPT, LABEL):
            return line.value
    return {"category": product.store_category, "color": product.store_color}.get(column)


def _places(products: Iterable[Product]) -> dict[tuple[str, str], str]:
    """`<category>/<id>.jpg` by product; of two products with one name the later one's ends in its store."""
    places: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for product in products:
        category = _came(product, "category") or product.category or "uncategorised"
        place = _safe(_came(product, "img_path")) or f"{safe_name(category)}/{safe_name(product.id)}.jpg"
        if place.lower() in taken:
            stem = safe_name(f"{product.id}-{product.store}")
            place = f"{safe_name(category)}/{stem}.jpg"
        taken.add(place.lower())
        places[product.store, product.id] = place
    return places


def _safe(path: str | None) -> str:
    """A path of the source where it can stand in a folder as it is, else nothing; what we write is a JPEG."""
    parts = PurePosixPath(path or "").parts
    if not parts or any(safe_name(part) != part for part in parts):
        return ""
    place = PurePosixPath(*parts)
    return str(place if place.suffix.lower() in (".jpg", ".jpeg") else place.with_suffix(".jpg"))


def _others(product: Product, gallery: list[Image], place: str) -> list[tuple[str, str]]:
    """Every photo but the product's own: its path, and where it goes."""
    own = next((image.position for image in gallery if image.path == product.img_path), None)
    stem = place.rpartition(".")[0]
    return [
        (image.path, f"{stem}@{image.position - (own is not None and own < image.position)}.jpg")
        for image in sorted(gallery, key=lambda image: image.position)
        if image.path != product.img_path
    ]


def _data(path: Path, products: Iterable[Product], places: dict[tuple[str, str], str]) -> None:
    rows = [_row(product, places[product.store, product.id]) for product in products]
    extra = list(dict.fromkeys(name for row in rows for name in row if name not in (*COLUMNS, *LABELS)))
    with atomic_write(path, "w") as file:
        writer = csv.DictWriter(file, (*COLUMNS, *LABELS, *extra), restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _row(product: Product, place: str) -> dict[str, str]:
    row = {
        "id": product.id,
        "attributes": joined([line for line in product.attributes if line.section not in (KEPT, LABEL)]),
        "brand": product.brand,
        "category": product.category,
        "color": product.color,
        "img_url": product.img_url,
        "model_img_urls": ", ".join(product.model_img_urls),
        "name": product.name,
        "product_url": product.product_url,
        **{name: getattr(product, name) for name in LABELS},
    }
    for name in row:
        if (came := _came(product, name)) is not None:
            row[name] = came
    if product.parser == PARSER:
        row |= {line.key: line.value for line in product.attributes if line.section == KEPT}
    return {**row, "img_path": place}


def _one_hot(path: Path, products: Iterable[Product], places: dict[tuple[str, str], str], request: Request) -> None:
    values = {name: sorted(found) for name, found in Engine(request.workspace).values.items()}
    moved = (replace(product, img_path=places[product.store, product.id]) for product in products)
    write_img_attr(path, moved, values, ATTRIBUTES)


def _pairs(
    path: Path,
    products: Iterable[Product],
    places: dict[tuple[str, str], str],
    galleries: dict[tuple[str, str], list[Image]],
    request: Request,
    gone: set[str],
) -> None:
    """Which photo of a person each paired product goes with; an unreadable one is no pair."""
    files = sorted((request.build.root / "pairs").glob("*.parquet"))
    chosen = {(pair.store, pair.id): pair.model_image for file in files for pair in tables.read(file, Pair)}
    with atomic_write(path, "w") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["id", "img_path", "model_img_path"])
        for product in products:
            key = product.store, product.id
            targets = dict(_others(product, galleries[key], places[key]))
            model = chosen.get(key, "")
            if model in targets and model not in gone:
                writer.writerow([product.id, places[key], targets[model]])


def _lists(
    folder: Path, products: Iterable[Product], places: dict[tuple[str, str], str], request: Request, written: Written
) -> None:
    """One file a split; products that came after the splits were made are in none, which is said."""
    listed: dict[str, list[str]] = defaultdict(list)
    for product in products:
        listed[request.parts.of(product.store, product.id)].append(places[product.store, product.id])
    for split, name in LISTS.items():
        if split in listed:
            with atomic_write(folder / name, "w") as file:
                file.writelines(f"{place}\n" for place in listed[split])
            written.splits[split] = len(listed[split])
    if unsplit := len(listed[""]):
        written.splits["none"] = unsplit
        written.notes.append(f"{unsplit} products are in no split, so in none of the lists; curate split places them")
