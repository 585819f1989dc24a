"""Every figure of a card, counted from the release's own `data.parquet`: the card is written and checked by it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.release.layout import SPLITS
from curation.schema import ATTRIBUTES, LISTED_ATTRIBUTES, MORE_ATTRIBUTES, ReleaseRow

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
NAMED = (*ATTRIBUTES, *MORE_ATTRIBUTES)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_READ = ("split", "store", "brand", "source", "product_consent", "model_consent", *NAMED, *LISTED_ATTRIBUTES)


@dataclass
class Figures:
    """What a release holds, in numbers."""

    splits: Counter[str] = field(default_factory=Counter)
    """Pairs in each split that has any."""
    categories: dict[str, Counter[str]] = field(default_factory=dict)
    """Category -> pairs in each split."""
    stores: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    """Attribute -> value -> pairs; not stated is not counted."""
    brands: int = 0
    reviewed: int = 0
    """Pairs whose photo a person chose."""
    consent: Counter[str] = field(default_factory=Counter)
    """Photos by what their site said: allowed, overridden, not asked."""

    @property
    def pairs(self) -> int:
        return self.splits.total()

    @property
    def size_category(self) -> str:
        """As the Hub names sizes."""
        return next((name for limit, name in _SIZES if self.pairs < limit), "1M<n<10M")


def count(data: Path) -> Figures:
    """The figures of a `data.parquet`, read in parts.

    Raises:
        TableError: it cannot be read.
    """
    figures = Figures(values={name: Counter() for name in (*NAMED, *LISTED_ATTRIBUTES)})
    brands: Counter[str] = Counter()
    for part in tables.batches(data, ReleaseRow, _READ):
        figures.splits.update(_counts(part["split"]))
        figures.stores.update(_counts(part["store"]))
        figures.reviewed += _counts(part["source"])["review"]
        brands.update(_counts(part["brand"]))
        for name in ("product_consent", "model_consent"):
            for cell, number in _counts(part[name]).items():
                figures.consent[cell.partition(" ")[0] or "not asked"] += number
        for name, counter in figures.values.items():
            counter.update(_counts(pc.list_flatten(part[name]) if name in LISTED_ATTRIBUTES else part[name]))
        both = pc.binary_join_element_wise(part["category"], part["split"], pa.scalar("\x1f"))
        for cell, number in _counts(both).items():
            category, split = cell.split("\x1f")
            figures.categories.setdefault(category, Counter())[split] += number
    for counter in figures.values.values():
        counter.pop("", None)  # not stated
    figures.brands = len(brands.keys() - {""})
    return figures


def _counts(cells: pa.Array) -> Counter[str]:
    """How often each text stands in a column."""
    return Counter({item["values"]: item["counts"] for item in pc.value_counts(cells).to_pylist()})


def block(figures: Figures) -> str:
    """The part of a card that holds the figures, between its two marks."""
    lines = [BEGIN, "", *_split_table(figures), "", *_value_table(figures), "", *_sentences(figures), "", END]
    # Two empty lines would be one to a reader and two to a comparison.
    return "\n".join(line for before, line in pairwise(["x", *lines]) if before or line) + "\n"


def _split_table(figures: Figures) -> list[str]:
    rows = [(name or "(none)", figures.categories[name]) for name in sorted(figures.categories)]
    return [
        "| category | train | validation | test | all |",
        "|---|---|---|---|---|",
        *(_cells(name, [*(counts[split] for split in SPLITS), counts.total()]) for name, counts in rows),
        _cells("all", [*(figures.splits[split] for split in SPLITS), figures.pairs]),
    ]


def _value_table(figures: Figures) -> list[str]:
    lines = ["| attribute | stated | values, with pairs |", "|---|---|---|"]
    for name in (*NAMED, *LISTED_ATTRIBUTES):
        counts = figures.values.get(name, Counter())
        stated = f"{100 * min(counts.total(), figures.pairs) / max(figures.pairs, 1):.0f} %" if name in NAMED else "–"
        listed = ", ".join(f"{value} {count:,}" for value, count in sorted(counts.items(), key=lambda x: (-x[1], x[0])))
        lines.append(f"| {name} | {stated} | {listed or '–'} |")
    return lines


def _sentences(figures: Figures) -> list[str]:
    stores = ", ".join(f"{name} ({count:,})" for name, count in sorted(figures.stores.items()))
    consent = ", ".join(f"{name} {count:,}" for name, count in sorted(figures.consent.items()))
    return [
        f"- Pairs: {figures.pairs:,}, of {figures.brands:,} brands. Stores: {stores or 'none'}.",
        f"- Photos that a person chose or confirmed: {figures.reviewed:,}; all others were chosen by the tool.",
        f"- What the sites said of the photos: {consent or 'nothing'}.",
    ]


def _cells(name: str, counts: Iterable[int]) -> str:
    return f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |"
