"""Whether all tables say the same as `data.parquet`, and none holds a cell that a spreadsheet would run."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from curation import tables
from curation.release.checks.subject import Faults, Subject, differs, some
from curation.release.layout import SPLITS
from curation.release.onehot import NAMED, names
from curation.schema import LISTED_ATTRIBUTES, LinkedPair, PhotoPair, ReleaseRow
from curation.translate.vocabulary import values_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9.]+(e-?[0-9]+)?")


def check_csv(subject: Subject) -> Faults:
    """Whether `data.csv` holds the rows of `data.parquet`, and no CSV a cell that a spreadsheet would run."""
    layout = subject.layout
    kinds = {column.name: column.kind for column in tables.columns(ReleaseRow) if not column.many}
    yield from some("data.csv", _formulas(layout.data_csv, {name for name, kind in kinds.items() if kind is not str}))
    for path in (layout.img_attr, layout.removals):
        yield from some(path.name, _formulas(path, set()))
    for name in (*NAMED, *LISTED_ATTRIBUTES):
        path = layout.vocabulary(name)
        if path.is_file():
            yield from some(layout.relative(path), _formulas(path, set()))
    pairs = zip_longest(tables.stream(layout.data, ReleaseRow), tables.stream(layout.data_csv, ReleaseRow))
    for number, (row, same) in enumerate(pairs, start=1):
        if row != same:
            yield f"data.csv: row {number} is not that of data.parquet; both must hold the same rows"
            return


def _formulas(path: Path, numbers: set[str]) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        if header:
            yield from (
                f"header: '{cell}' is a formula to a spreadsheet" for cell in header if cell.startswith(_FORMULA)
            )
        for number, cells in enumerate(reader, start=1):
            for name, cell in zip(header, cells):
                if cell.startswith(_FORMULA) and not (name in numbers and _NUMBER.fullmatch(cell)):
                    yield f"row {number}: {name} '{cell[:40]}' is a formula to a spreadsheet"


def check_metadata(subject: Subject) -> Faults:
    """Whether each split's `metadata.parquet` holds the pairs that `data.parquet` gives it, with the same values."""
    layout = subject.layout
    for split in SPLITS:
        path = layout.metadata(split)
        wanted = subject.figures.splits[split]
        if path.is_file() != bool(wanted):
            yield f"{layout.relative(path)}: " + ("is missing" if wanted else "is there, but no pair is of this split")
        elif wanted:
            yield from _split_fault(subject, split, path)


def _split_fault(subject: Subject, split: str, path: Path) -> Faults:
    kind: Any = PhotoPair if subject.form == "files" else LinkedPair
    shared = [column.name for column in tables.columns(kind) if not column.name.endswith("_file_name")]
    mine = (row for row in tables.stream(subject.layout.data, ReleaseRow) if row.split == split)
    name = subject.layout.relative(path)
    for number, (row, same) in enumerate(zip_longest(mine, tables.stream(path, kind)), start=1):
        if row is None or same is None:
            held = pq.ParquetFile(path).metadata.num_rows
            yield differs(name, "its number of rows", held, subject.figures.splits[split])
            return
        for column in shared:
            if getattr(row, column) != getattr(same, column):
                yield f"{name}: row {number}: {column} is not that of {row.key} in data.parquet"
                return
        if kind is PhotoPair:
            files = (f"{split}/{same.product_file_name}", f"{split}/{same.model_file_name}")
            if files != (row.product_file, row.model_file):
                yield f"{name}: row {number}: the file names are not those of {row.key} in data.parquet"
                return


def check_img_attr(subject: Subject) -> Faults:
    """Whether `img_attr.csv` says in 0 and 1 what `data.parquet` says in words."""
    layout = subject.layout
    listed = names({name: values_of(layout.vocabulary(name)) for name in NAMED})
    with layout.img_attr.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        if (header := next(reader, [])) != ["key", *listed]:
            yield differs("img_attr.csv", "its list of columns", header, ["key", *listed])
            return
        rows: Iterable[Any] = zip_longest(tables.stream(layout.data, ReleaseRow), reader)
        for number, (row, cells) in enumerate(rows, start=1):
            if row is None or cells is None:
                yield f"img_attr.csv: does not end with the last row of data.parquet (row {number})"
                return
            stated = {f"{name}_{getattr(row, name)}" for name in NAMED}
            if cells != [row.key, *("1" if name in stated else "0" for name in listed)]:
                yield f"img_attr.csv: row {number} does not say what data.parquet says of {row.key}"
                return
