"""What a report says in numbers: gathered from the build's files, the same in `stats.json` and on the page."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curation import tables
from curation.report.category import CategoryNumbers
from curation.report.dropped import across
from curation.report.funnel import Step, photo_funnel, product_funnel
from curation.report.splits import SplitNumbers
from curation.report.splits import count as count_splits
from curation.schema import Image, Pair, Product, Rejection, Removal, Split
from curation.spec import Spec
from curation.split.leaks import find_leaks
from curation.totals import Total, totals
from curation.workspace import Build


@dataclass
class Numbers:
    """Everything the report counts."""

    products: int
    photos: int
    photos_not_stored: dict[str, int]
    """By reason."""
    stores: dict[str, int]
    """Products by store."""
    categories: list[CategoryNumbers]
    removed: dict[str, dict[str, int]]
    """By step and reason."""
    unmapped: dict[str, int]
    """Phrases no vocabulary knows, most frequent first."""
    totals: list[Total]
    """Sums that must add up."""
    product_funnel: list[Step]
    photo_funnel: list[Step]
    dropped: dict[str, int]
    """Photos that cleaning dropped, by reason."""
    copy_groups: int
    """Groups of copies that span products; none of them is dropped."""
    split: SplitNumbers | None
    """None before there is a split."""
    seconds: dict[str, float]
    """How long each stage took when it last ran."""

    @property
    def pairs(self) -> int:
        return sum(part.pairs for part in self.categories)

    @property
    def rejected(self) -> int:
        return sum(part.rejected for part in self.categories)


def gather(build: Build, spec: Spec) -> Numbers:
    """Count what the build holds.

    Raises:
        TableError: nothing was ingested yet.
    """
    products = tables.read(build.products, Product)
    images = tables.read(build.images, Image)
    owner = {(product.store, product.id): product.category for product in products}
    categories: defaultdict[str, CategoryNumbers] = defaultdict(lambda: CategoryNumbers(""))
    for product in products:
        categories[product.category].products += 1
    for image in images:
        categories[owner[image.store, image.id]].photos += bool(image.path)
    for name, part in categories.items():
        part.category = name
        _count_pairs(build, part)
    listed = [categories[name] for name in sorted(categories)]
    pairs = [row for part in listed if part.paired for row in tables.read(build.pairs(part.category), Pair)]
    used = {path for row in pairs for path in (row.product_image, row.model_image)}
    return Numbers(
        products=len(products),
        photos=sum(bool(image.path) for image in images),
        photos_not_stored=_counted(image.reason for image in images if not image.path),
        stores=_counted(product.store for product in products),
        categories=listed,
        removed=_removed(build),
        unmapped=_counted(phrase for product in products for phrase in product.unmapped),
        totals=totals(build, spec.dataset.categories),
        product_funnel=product_funnel(listed),
        photo_funnel=photo_funnel(images, used),
        dropped=_counted(image.reason for image in images if image.path and not image.keep),
        copy_groups=len(across(images)),
        split=_split(build, spec, products, pairs),
        seconds=_seconds(build),
    )


def _split(build: Build, spec: Spec, products: list[Product], pairs: list[Pair]) -> SplitNumbers | None:
    if not build.splits.is_file():
        return None
    split_of = {(row.store, row.id): row.split for row in tables.read(build.splits, Split)}
    paired = [(row.store, row.id) for row in pairs]
    return count_splits(products, split_of, paired, spec.split, len(find_leaks(build)))


def _seconds(build: Build) -> dict[str, float]:
    """By stage, in the order in which they finished."""
    marks: list[Path] = sorted((build.root / "stages").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in marks if path.stem != "report"}
    return {name: mark.get("seconds", 0.0) for name, mark in read.items()}


def cluster_run(build: Build, category: str) -> dict[str, Any]:
    """What `run.json` says of a category's clusters; empty where it was not clustered."""
    path = build.clusters(category) / "run.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _count_pairs(build: Build, part: CategoryNumbers) -> None:
    if not part.category or not build.rejected(part.category).is_file():
        return
    rejected = tables.read(build.rejected(part.category), Rejection)
    part.paired = True
    part.pairs = len(tables.read(build.pairs(part.category), Pair))
    part.rejected = len(rejected)
    part.rejected_by_reason = _counted(row.reason for row in rejected)


def _removed(build: Build) -> dict[str, dict[str, int]]:
    steps = {path.stem: tables.read(path, Removal) for path in sorted((build.root / "removed").glob("*.csv"))}
    return {step: _counted(row.reason for row in rows) for step, rows in steps.items() if rows}


def _counted(words: Any) -> dict[str, int]:
    """How often each word comes, most frequent first, then by alphabet."""
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))
