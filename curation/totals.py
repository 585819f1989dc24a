"""Where every photo and every product of a build has gone: sums that must add up.

Each part is counted from the file that its stage wrote, none as what is left over: a sum that does not add up says that
a stage has not run since an earlier one changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from curation import tables
from curation.schema import Image, Pair, Product, Rejection, Removal, Split
from curation.workspace import Build


@dataclass(frozen=True)
class Total:
    """A number and what it consists of."""

    name: str
    """photos, products or split."""
    listed: int
    parts: dict[str, int]
    """What became of them, in the order of the stages."""

    @property
    def adds_up(self) -> bool:
        return self.listed == sum(self.parts.values())


def totals(build: Build, categories: Sequence[str] = ()) -> list[Total]:
    """The sums of a build, as far as its stages have run.

    Args:
        categories: those the definition asks for; empty = all.

    Raises:
        TableError: a table cannot be read.
    """
    found = []
    if build.images.is_file():
        found.append(_photos(build))
    if build.products.is_file():
        found.append(_products(build, categories))
        if build.splits.is_file():
            found.append(_split(build, found[-1].listed))
    return found


def _photos(build: Build) -> Total:
    images = tables.read_columns(build.images, Image, ("path", "keep"))
    stored = pc.not_equal(images["path"], "")
    not_stored = len(images) - (pc.sum(stored).as_py() or 0)
    # Dropped ones are counted where cleaning wrote its reasons, not by the column that pairing reads.
    path = build.removed("clean")
    dropped = sum(bool(row.item) for row in tables.read(path, Removal)) if path.is_file() else 0
    kept = pc.sum(pc.and_(stored, images["keep"])).as_py() or 0
    return Total("photos", len(images), {"not_stored": not_stored, "dropped": dropped, "kept": kept})


def _products(build: Build, wanted: Sequence[str]) -> Total:
    categories = tables.read_columns(build.products, Product, ("category",))["category"].to_pylist()
    there = sorted({category for category in categories if category and (not wanted or category in wanted)})
    done = [category for category in there if build.rejected(category).is_file()]
    parts = {
        "paired": sum(len(tables.read_columns(build.pairs(name), Pair, ("id",))) for name in done),
        "rejected": sum(len(tables.read(build.rejected(name), Rejection)) for name in done),
        "without_category": categories.count(""),
        "of_other_categories": sum(bool(name) and name not in there for name in categories),
        "not_paired_yet": sum(name in there and name not in done for name in categories),
    }
    return Total(
        "products", len(categories), {name: n for name, n in parts.items() if n or name in ("paired", "rejected")}
    )


def _split(build: Build, products: int) -> Total:
    names = tables.read_columns(build.splits, Split, ("split",))["split"].to_pylist()
    left_out = len(tables.read(build.removed("split"), Removal)) if build.removed("split").is_file() else 0
    parts = {name: names.count(name) for name in ("train", "validation", "test")}
    return Total("split", products, {**parts, "left_out": left_out})
