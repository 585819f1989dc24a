"""What people decided: the lines of `<dataset>/reviews.csv`, and which of them are in force.

A later line outranks an earlier one on the same thing; a line with an empty value withdraws what was decided.
"""

import csv
import io
import os
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from curation import tables
from curation.errors import ReviewError, TableError
from curation.schema import SHOTS, Review

NO_PHOTO = "none"
"""Value of a pair's review: no photo of this product will do."""
KINDS = ("cluster", "pair", "shot")
TAIL = 65_536
"""Bytes in which the last line is looked for; no line is nearly as long."""

Key = TypeVar("Key")


@dataclass(frozen=True)
class Decisions:
    """The reviews in force."""

    shots: dict[str, str] = field(default_factory=dict)
    """Photo, relative to the workspace, to one of `SHOTS`."""
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    """Product (store, id) to the chosen photo, or to `NO_PHOTO`."""
    clusters: dict[str, str] = field(default_factory=dict)
    """Category to a photo: the full-body cluster is the one it lies in. A number would mean another cluster as soon
    as photos are added."""

    def about(self, category: str, products: Container[tuple[str, str]]) -> list[list[str]]:
        """All that the pairing of a category depends on: its cluster, then its pairs, sorted; for hashing.

        Args:
            products: store and id of those the category has now, whatever category stood beside a decision.
        """
        pairs = sorted([*key, photo] for key, photo in self.pairs.items() if key in products)
        return [[self.clusters.get(category, "")], *pairs]


def read(path: Path) -> list[Review]:
    """All lines, oldest first; none where there is no file. A last line that a crash cut short is passed over.

    Raises:
        TableError: a line cannot be read.
    """
    if not path.is_file():
        return []
    faults: list[tuple[int, str]] = []
    rows = tables.read(path, Review, lambda line, message: faults.append((line, message)))
    data = path.read_bytes()
    torn = 0 if data.endswith(b"\n") else data.count(b"\n") + 1
    for line, message in faults:
        if line != torn:
            raise TableError(f"{path}:{line}: {message}; mend the row or take it out")
    return rows


def decisions(path: Path) -> Decisions:
    """The reviews in force of a `reviews.csv`.

    Raises:
        TableError: a line cannot be read.
        ReviewError: a line's kind is unknown or its value means nothing; names the line.
    """
    found = Decisions()
    for line, row in enumerate(read(path), start=2):
        enforce(found, row, f"{path}:{line}")
    return found


def enforce(found: Decisions, row: Review, where: str) -> None:
    """Let one more line take effect; `where` names it in a message.

    Raises:
        ReviewError: the line means nothing.
    """
    if row.kind == "shot":
        photo, _, shot = row.value.rpartition("=")
        if not photo or shot not in ("", *SHOTS):
            raise ReviewError(
                f"{where}: the review of a shot is written PHOTO=SHOT with a shot of {', '.join(SHOTS)} "
                f"(PHOTO= withdraws it), not '{row.value}'; mend the line or take it out"
            )
        _set(found.shots, photo, shot)
    elif row.kind == "pair":
        _set(found.pairs, (row.store, row.id), row.value)
    elif row.kind == "cluster":
        _set(found.clusters, row.category, row.value)
    else:
        raise ReviewError(f"{where}: unknown kind '{row.kind}'; known kinds: {', '.join(KINDS)}; mend the line")


def _set(decided: dict[Key, str], key: Key, value: str) -> None:
    if value:
        decided[key] = value
    else:
        decided.pop(key, None)


def append(path: Path, rows: Iterable[Review]) -> None:
    """Add lines at the end; when this returns they are on the disk.

    A last line that a crash cut short was never confirmed to anybody: it is taken off first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = tables.columns(Review)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([column.to_cell(getattr(row, column.name)) for column in columns])
    with path.open("a+b") as file:
        _mend_end(file, len(columns))
        if file.seek(0, os.SEEK_END) == 0:
            file.write((",".join(column.name for column in columns) + "\n").encode())
        file.write(text.getvalue().encode())
        file.flush()
        os.fsync(file.fileno())


def _mend_end(file: io.BufferedRandom, columns: int) -> None:
    """Give a whole last line its line break; take a torn one off."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - TAIL))
    last = file.read().rpartition(b"\n")[2]
    if not last:
        return
    cells = next(csv.reader([last.decode(errors="replace")]))
    if len(cells) >= columns:
        file.write(b"\n")
    else:
        file.truncate(end - len(last))
