"""The stage that writes `splits.parquet`."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import TableError
from curation.schema import Removal, Split
from curation.split.assign import OPEN, assign
from curation.split.leaks import leaks
from curation.split.links import Links, joined, read_links
from curation.split.settings import SPLITS, SplitSettings
from curation.workspace import Build, atomic_write


@dataclass(frozen=True)
class SplitResult:
    """Counts of one split; products = train + validation + test + left_out."""

    products: int
    groups: int
    train: int
    validation: int
    test: int
    left_out: int
    """Products that would tie two splits; they stand in `removed/split.csv`."""
    stayed: int
    """Products that were dealt before and are where they were."""
    leaks: int
    categories: dict[str, dict[str, int]] = field(default_factory=dict)
    """Products by category and split."""


def split(build: Build, settings: SplitSettings) -> SplitResult:
    """Write `splits.parquet` and `removed/split.csv`.

    What an earlier run with the same settings dealt stays where it is; delete `splits.parquet` to deal anew.

    Raises:
        TableError: nothing was ingested yet.
    """
    links = read_links(build)
    previous = _previous(build, links, settings)
    dealt = assign(links, settings, previous)
    stores, ids = links.products["store"].to_pylist(), links.products["id"].to_pylist()
    rows, removals = [], []
    for store, name, group, number in zip(stores, ids, dealt.group, dealt.split.tolist()):
        if number == OPEN:
            detail = "shares photos or an article with products of two splits"
            removals.append(Removal(store, name, "", "joins_two_splits", detail))
        else:
            rows.append(Split(store, name, group, SPLITS[number]))
    # Without its settings a half-written split is none: the next run deals from the beginning.
    build.splits_made.unlink(missing_ok=True)
    tables.write(build.splits, rows, Split)
    tables.write(build.removed("split"), removals, Removal)
    with atomic_write(build.splits_made, "w") as file:
        file.write(json.dumps(asdict(settings), indent=2) + "\n")
    counts = Counter(row.split for row in rows)
    return SplitResult(
        products=len(stores),
        groups=len({row.group for row in rows}),
        train=counts["train"],
        validation=counts["validation"],
        test=counts["test"],
        left_out=len(removals),
        stayed=int((previous != OPEN).sum()),
        leaks=len(leaks(links, {(row.store, row.id): row.split for row in rows})),
        categories=_by_category(links.products["category"].to_pylist(), dealt.split),
    )


def _previous(build: Build, links: Links, settings: SplitSettings) -> np.ndarray:
    """(products,) where each product was dealt with these settings, or OPEN."""
    before = np.full(len(links.products), OPEN, np.int8)
    if not build.splits.is_file() or _made_by(build) != asdict(settings):
        return before
    try:
        rows = tables.read_columns(build.splits, Split, ("store", "id", "split"))
    except TableError:
        return before  # a damaged table is no reason not to write a whole one
    there = pc.index_in(links.keys, joined(rows["store"], rows["id"]))
    known = np.asarray(pc.is_valid(there))
    numbers = pc.fill_null(pc.index_in(rows["split"], pa.array(SPLITS)), OPEN)
    before[known] = np.asarray(numbers)[np.asarray(pc.drop_null(there))]
    return before


def _made_by(build: Build) -> dict[str, Any]:
    try:
        return dict(json.loads(build.splits_made.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _by_category(categories: list[str], split: np.ndarray) -> dict[str, dict[str, int]]:
    names = (*SPLITS, "left_out")
    counts = Counter(zip(categories, split.tolist()))
    return {
        category: {name: counts[category, OPEN if name == "left_out" else place] for place, name in enumerate(names)}
        for category in sorted(set(categories))
    }
