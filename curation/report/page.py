"""One self-contained HTML file a build: counts, cluster centres with photos, pairs, what was dropped and why."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from curation import tables
from curation.report import pictures
from curation.report.attributes import count as count_attributes
from curation.report.category import CategoryNumbers
from curation.report.curve import CurvePoint, best_scores, curve, curve_plot
from curation.report.dropped import across, dropped, shown_groups
from curation.report.numbers import Numbers, cluster_run, gather
from curation.schema import Image, Pair, Product
from curation.spec import Spec
from curation.workspace import Build, Workspace, atomic_write

SAMPLES = 8
"""Photos shown of each cluster, nearest and random each."""
PAIRS = 18
"""Pairs shown of a category, drawn by lot; and as many again of the least certain ones, at most a third."""


@dataclass(frozen=True)
class ReportResult:
    """Counts of the report."""

    products: int
    photos: int
    pairs: int
    rejected: int


def write_report(workspace: Workspace, build: Build, spec: Spec) -> ReportResult:
    """Write `report.html` and, with the same numbers, `stats.json`.

    Raises:
        TableError: nothing was ingested yet.
    """
    numbers = gather(build, spec)
    curves = _curves(build, spec)
    images = tables.read(build.images, Image)
    text = (
        _environment()
        .get_template("report.html.jinja")
        .render(
            attributes=count_attributes(tables.read(build.products, Product)),
            spec=spec,
            numbers=numbers,
            reasons=dropped(workspace, images),
            groups=shown_groups(workspace, across(images)),
            categories=[
                _category(workspace, build, spec, part, curves.get(part.category, []))
                for part in numbers.categories
                if part.paired
            ],
        )
    )
    with atomic_write(build.stats, "w") as file:
        file.write(json.dumps(_stats(numbers, curves), indent=2, ensure_ascii=False) + "\n")
    with atomic_write(build.report, "w") as file:
        file.write(text)
    return ReportResult(numbers.products, numbers.photos, numbers.pairs, numbers.rejected)


def _stats(numbers: Numbers, curves: dict[str, list[CurvePoint]]) -> dict[str, Any]:
    plain = {name: [asdict(point) for point in points] for name, points in curves.items()}
    return {**asdict(numbers), "pairs": numbers.pairs, "rejected": numbers.rejected, "curves": plain}


def _curves(build: Build, spec: Spec) -> dict[str, list[CurvePoint]]:
    """What other thresholds would give, by category; empty where shots are not asked."""
    if spec.shots.use == "none":
        return {}
    images = tables.read(build.images, Image)
    products: dict[str, list[Product]] = {}
    for product in tables.read(build.products, Product):
        products.setdefault(product.category, []).append(product)
    return {name: curve(best_scores(members, images)) for name, members in sorted(products.items()) if name}


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("curation", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["words"] = lambda name: str(name).replace("_", " ")
    environment.filters["number"] = lambda count: f"{count:,}"
    return environment


def _category(
    workspace: Workspace, build: Build, spec: Spec, part: CategoryNumbers, points: Sequence[CurvePoint]
) -> dict[str, Any]:
    pairs = tables.read(build.pairs(part.category), Pair)
    least_certain = sorted(pairs, key=lambda pair: (1.0 if pair.score is None else pair.score, pair.margin))
    inertia = build.clusters(part.category) / "inertia.svg"
    return {
        "numbers": part,
        "run": cluster_run(build, part.category),
        "clusters": _clusters(workspace, build, part.category),
        "sample": _shown(workspace, _drawn(pairs, PAIRS)),
        "least_certain": _shown(workspace, least_certain[: PAIRS // 3]),
        "inertia": _inline(inertia) if inertia.is_file() else "",
        "curve": curve_plot(points, spec.shots.min_score) if points else "",
        "points": [point for point in points if point.min_score in (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)],
    }


def _clusters(workspace: Workspace, build: Build, category: str) -> list[dict[str, Any]]:
    run = cluster_run(build, category)
    if not run:
        return []
    with np.load(build.clusters(category) / "centers.npz") as file:
        centers = file["centers"]
    return [
        {
            **cluster,
            "center": pictures.center(centers[cluster["cluster"]], run["size"]),
            "chosen": cluster["cluster"] == run["chosen"],
            "nearest": [pictures.photo(workspace.file(path)) for path in cluster["nearest"][:SAMPLES]],
            "random": [pictures.photo(workspace.file(path)) for path in cluster["random"][:SAMPLES]],
        }
        for cluster in run["clusters"]
    ]


def _inline(picture: Path) -> str:
    """An SVG file as part of a page, which needs no name for its language."""
    return picture.read_text(encoding="utf-8").replace(' xmlns="http://www.w3.org/2000/svg"', "")


def _drawn(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """As many pairs by lot, the same ones each time."""
    return random.Random(0).sample(list(pairs), min(count, len(pairs)))


def _shown(workspace: Workspace, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    return [
        {
            "pair": pair,
            "product": pictures.photo(workspace.file(pair.product_image)),
            "model": pictures.photo(workspace.file(pair.model_image)),
        }
        for pair in pairs
    ]
