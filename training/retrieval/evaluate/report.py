"""What an evaluation says: every figure with its interval, its gallery and its convention, as JSON and as a table."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from curation.workspace import atomic_write
from training.retrieval.evaluate.leakage import Leakage


@dataclass(frozen=True)
class Figure:
    """A measure's mean over queries."""

    measure: str
    value: float
    low: float
    """95 % interval."""
    high: float
    queries: int
    interval: str
    """wilson, or bootstrap over products."""

    def __str__(self) -> str:
        digits = 1 if self.measure == "mean-rank" else 3
        return f"{self.value:.{digits}f} [{self.low:.{digits}f}, {self.high:.{digits}f}]"


@dataclass(frozen=True)
class GalleryReport:
    """What was found in one gallery."""

    gallery: str
    """photos, products (each by its nearest photo) or centroids (each by its mean vector)."""
    size: int
    """Rows that a query can find."""
    figures: tuple[Figure, ...]
    by_shot: dict[str, Figure] = field(default_factory=dict)
    """Recall at the first k of the queries of each shot."""
    by_category: dict[str, Figure] = field(default_factory=dict)
    """Recall at the first k of the queries of each category."""

    def __getitem__(self, measure: str) -> Figure:
        return next(figure for figure in self.figures if figure.measure == measure)


@dataclass(frozen=True)
class Report:
    """A whole evaluation."""

    protocol: str
    embedder: str
    queries: int
    query_products: int
    gallery_photos: int
    gallery_products: int
    unanswerable: tuple[str, ...]
    """Queries whose product the gallery does not hold; no measure by product counts them."""
    galleries: tuple[GalleryReport, ...]
    conventions: dict[str, str]
    leakage: Leakage | None
    """None = nobody looked."""
    notes: tuple[str, ...] = ()

    def __getitem__(self, gallery: str) -> GalleryReport:
        return next(found for found in self.galleries if found.gallery == gallery)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def write(self, file: Path) -> None:
        """Write the report as JSON, whole or not at all."""
        with atomic_write(file) as out:
            out.write((json.dumps(self.as_json(), indent=2, ensure_ascii=False) + "\n").encode())

    def table(self) -> str:
        """The report for people."""
        return "\n".join(_lines(self))


def _lines(report: Report) -> Iterable[str]:
    yield (
        f"{report.protocol}, {report.embedder}: {report.queries} queries of {report.query_products} products, "
        f"gallery of {report.gallery_photos} photos of {report.gallery_products} products"
    )
    if report.unanswerable:
        yield (
            f"{len(report.unanswerable)} queries have no photo of their product in the gallery "
            f"and are not counted, such as {report.unanswerable[0]}"
        )
    yield from _figures(report)
    for kind in ("by_shot", "by_category"):
        for part in report.galleries[:1]:
            for name, figure in getattr(part, kind).items():
                by = kind.replace("_", " ")
                yield f"{figure.measure} {by} {name or '(none)'}: {figure} ({figure.queries} queries)"
    yield str(report.leakage) if report.leakage else "leakage: not checked, no training photos were given"
    yield from (f"{name}: {meaning}" for name, meaning in report.conventions.items())
    yield from report.notes


def _figures(report: Report) -> Iterable[str]:
    measures = list(dict.fromkeys(figure.measure for part in report.galleries for figure in part.figures))
    heads = [f"{part.gallery} ({part.size})" for part in report.galleries]
    yield "".join([f"{'':<13}", *(f"{head:>24}" for head in heads)]).rstrip()
    for measure in measures:
        cells = [{figure.measure: str(figure) for figure in part.figures}.get(measure, "") for part in report.galleries]
        yield "".join([f"{measure:<13}", *(f"{cell:>24}" for cell in cells)]).rstrip()
