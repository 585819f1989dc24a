"""What `--min-score` trades: how many products get a pair, and how many of those pairs are right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curation.schema import Image, Product

STEPS = (*(step / 20 for step in range(1, 20)), 0.98, 0.99)
WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 14, 34


@dataclass(frozen=True)
class CurvePoint:
    """One threshold."""

    min_score: float
    coverage: float
    """Share of the products that would get a pair, in [0, 1]."""
    precision: float | None
    """Share of these pairs that are full fronts by the scores' own word (their mean); none where there is no pair.
    Honest as far as the scores are: `curate evaluate-pairs` measures it against labels."""


def best_scores(products: Iterable[Product], images: Iterable[Image]) -> list[float]:
    """For each product the score of its surest full front; 0 where nothing has looked or there is no photo.

    Where the store names no product photo, the surest packshot of the gallery stands in, and the less sure of the two
    counts: a pair needs both.
    """
    fronts: dict[tuple[str, str], float] = {}
    packshots: dict[tuple[str, str], float] = {}
    for image in images:
        if image.path and image.keep and image.role in ("model", "unknown"):
            key = (image.store, image.id)
            fronts[key] = max(fronts.get(key, 0.0), image.front_score or 0.0)
            if image.shot == "packshot":
                packshots[key] = max(packshots.get(key, 0.0), image.shot_score or 0.0)
    keys = [((product.store, product.id), product.img_path) for product in products]
    return [min(fronts.get(key, 0.0), 1.0 if named else packshots.get(key, 0.0)) for key, named in keys]


def curve(scores: Sequence[float]) -> list[CurvePoint]:
    """Coverage and expected precision at each threshold.

    Args:
        scores: one a product, of its best photo, in [0, 1]; at least one.
    """
    points = []
    for step in STEPS:
        taken = [score for score in scores if score >= step]
        precision = round(sum(taken) / len(taken), 4) if taken else None
        points.append(CurvePoint(step, round(len(taken) / len(scores), 4), precision))
    return points


def curve_plot(points: Sequence[CurvePoint], min_score: float) -> str:
    """An SVG for a page, as text: both lines over the threshold, and where the threshold stands."""
    floor, right = HEIGHT - BOTTOM, WIDTH - RIGHT

    def x(score: float) -> float:
        return LEFT + score * (right - LEFT)

    def y(share: float) -> float:
        return TOP + (1 - share) * (floor - TOP)

    coverage = " ".join(f"{x(point.min_score):.1f},{y(point.coverage):.1f}" for point in points)
    precision = " ".join(
        f"{x(point.min_score):.1f},{y(point.precision):.1f}" for point in points if point.precision is not None
    )
    ticks = "".join(
        f'<text x="{x(share):.1f}" y="{floor + 18}" text-anchor="middle">{share:g}</text>'
        f'<text x="{LEFT - 6}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>'
        for share in (0, 0.5, 1)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="Coverage and expected precision by min-score" font-family="sans-serif" '
        f'font-size="12" fill="currentColor"><path d="M{LEFT},{TOP}V{floor}H{right}" fill="none" '
        f'stroke="currentColor" opacity=".4"/><path d="M{x(min_score):.1f},{TOP}V{floor}" stroke="currentColor" '
        f'stroke-dasharray="3 3" opacity=".6"/><polyline points="{coverage}" fill="none" stroke="#2f6fb0" '
        f'stroke-width="2"/><polyline points="{precision}" fill="none" stroke="#0b8f6a" stroke-width="2"/>'
        f"{ticks}</svg>\n"
    )
