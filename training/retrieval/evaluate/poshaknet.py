"""PoshakNet's Table 4 beside our own figures: P@k for k = 1 to 15, and why the two rows are not one race."""

from collections.abc import Iterable, Iterator, Mapping

from training.retrieval.evaluate.report import GalleryReport, Report

PUBLISHED = (0.846, 0.846, 0.820, 0.811, 0.793, 0.764, 0.742, 0.713, 0.687, 0.667, 0.646, 0.625, 0.608, 0.596, 0.576)
"""P@1 to P@15 as printed."""

CAVEATS = (
    "published: agreement on five hand-made categories (four are a colour and a type, the fifth is the rest), "
    "not on the product",
    "published: 326 Amazon products, 8 augmented copies of each in the gallery; queries are generated images, "
    "their number is not stated; the 15 values fit 65 queries if digits were cut, 228 if they were rounded",
    "published: no interval; about 65 queries would give P@1 a 95 % interval of 0.74 to 0.91",
    "P@k divides by k; a category with few products in the gallery cannot reach 1",
)


def table(reports: Mapping[str, Report]) -> str:
    """The table as Markdown: a row for each of our results, raw and with one hit a product, and the published one.

    Args:
        reports: by what the row is called; each was made with categories and k = 1 to 15.
    """
    parts = ((name, part) for name, report in reports.items() for part in report.galleries)
    return "\n".join(rows((name, part.gallery, part.size, _precisions(part)) for name, part in parts))


def rows(ours: Iterable[tuple[str, str, int, Mapping[int, float]]]) -> Iterator[str]:
    """The lines of such a table, from name, gallery, its size and P@k by k of each of our rows."""
    ks = range(1, len(PUBLISHED) + 1)
    yield "| | gallery | " + " | ".join(f"k={k}" for k in ks) + " |"
    yield "|---|---|" + "---|" * len(PUBLISHED)
    for name, gallery, size, values in ours:
        yield _row(name, f"{gallery} ({size:,})", values)
    yield _row("PoshakNet, published", "photos (2,608)", dict(zip(ks, PUBLISHED, strict=True)))


def _row(name: str, gallery: str, values: Mapping[int, float]) -> str:
    cells = [f"{values[k]:.3f}".lstrip("0") if k in values else "" for k in range(1, len(PUBLISHED) + 1)]
    return f"| {name} | {gallery} | " + " | ".join(cells) + " |"


def _precisions(part: GalleryReport) -> dict[int, float]:
    prefix = "precision@"
    return {int(f.measure.removeprefix(prefix)): f.value for f in part.figures if f.measure.startswith(prefix)}
