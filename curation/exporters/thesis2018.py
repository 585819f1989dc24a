"""The layout of the 2018 thesis: 256x256 white-padded JPEGs, `data.csv`, `img_attr.csv`, lists of each split.

    data.csv                    separated by semicolons, lists joined by ", "; a row a product with a product photo
    img_attr.csv                separated by commas: img_path, then 0 or 1 for each value of each attribute
    <category>/<id>.jpg         the product photo
    <category>/<id>@<n>.jpg     every other photo, n = its place in the gallery without the product photo, from 0
    train_imgs.csv, val_ ...    product photos of each split, a path a line, no header
    pairs.csv                   ours: which of them is the pair's model photo
    dropped.csv                 ours: photos that cleaning dropped, and why; they are here, but in no list

Products that came from this layout go back with their own words, cell by cell, and JPEGs of 256x256 with their own
bytes; those that came without their photo stand in `data.csv` alone. All others get the vocabulary's values. Source:
the notebooks of sonynka/fashion_scraper (columns, one-hot table, lists) and of sonynka/fashion_gan (how they are read).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from curation.exporters import legacyrow
from curation.exporters.legacyentry import Entry, gather
from curation.exporters.pictures import Job, write_all
from curation.exporters.request import NO_LIST, Request, Written
from curation.importers.thesis2018 import COLUMNS, LABELS
from curation.schema import Removal
from curation.translate.binary import write_img_attr
from curation.translate.engine import Engine
from curation.workspace import atomic_write

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
    entries = gather(request, written)
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
    _data(folder / "data.csv", shown + [entry for entry in entries if not entry.photos])
    _one_hot(folder / "img_attr.csv", shown, request)
    _pairs(folder / "pairs.csv", shown)
    _dropped(folder / "dropped.csv", shown, written)
    _lists(folder, shown, request, written)
    return written


def _data(path: Path, entries: Iterable[Entry]) -> None:
    entries = sorted(entries, key=lambda entry: (entry.product.store, entry.product.id))
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
