"""What a report says in numbers: gathered from the build's files, the same in `stats.json` and on the page."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from curation import tables
from curation.schema import Image, Pair, Product, Rejection, Removal
from curation.workspace import Build


@dataclass
class CategoryNumbers:
    """One category; products = pairs + rejected once it was paired."""

    category: str
    """Value of the vocabulary; empty for products whose category no vocabulary knows."""
    products: int = 0
    photos: int = 0
    """Photos that are on disk."""
    pairs: int = 0
    rejected: int = 0
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    paired: bool = False
    """Whether pairing has run."""


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

    @property
    def pairs(self) -> int:
        return sum(part.pairs for part in self.categories)

    @property
    def rejected(self) -> int:
        return sum(part.rejected for part in self.categories)


def gather(build: Build) -> Numbers:
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
    return Numbers(
        products=len(products),
        photos=sum(bool(image.path) for image in images),
        photos_not_stored=_counted(image.reason for image in images if not image.path),
        stores=_counted(product.store for product in products),
        categories=[categories[name] for name in sorted(categories)],
        removed=_removed(build),
        unmapped=_counted(phrase for product in products for phrase in product.unmapped),
    )


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
