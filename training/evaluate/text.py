"""An evaluation as plain text: two tables in which training and held-out values of one candidate stand together."""

from collections.abc import Iterator

from training.evaluate.interval import Interval
from training.evaluate.paired import HIGHER_IS_BETTER
from training.evaluate.result import Evaluation, Row, SplitResult

DIGITS = {"psnr": 2}
"""Behind the point; three where nothing is said."""
TITLES = {"l1": "L1", "rmse": "RMSE", "psnr": "PSNR in dB", "c_ssim": "C-SSIM"}


def text(found: Evaluation) -> str:
    """The evaluation for people to read, with a newline at the end."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Evaluation) -> Iterator[str]:
    for split in found.splits:
        yield f"{split.split}: {split.pairs:,} pairs of {split.products:,} products"
    yield ""
    measures = list(found.splits[0].rows[0].paired)
    header = ["", "", *(_title(name) for name in measures)]
    yield from _table(header, [[*who, *_paired(row, measures)] for who, row in _side_by_side(found)])
    yield f"[{found.interval}]"
    if len(found.splits) > 1:
        gaps = ", ".join(f"{TITLES[name]} {found.gap(name):+.{_digits(name)}f}" for name in measures)
        yield f"{found.splits[-1].split} minus {found.splits[0].split}: {gaps}"
    if found.features is not None:
        yield ""
        header = ["", "", "kernel x 1000 (lower)", "Frechet of halves (lower)", "Frechet of all (lower)"]
        yield from _table(header, [[*who, *_distances(row)] for who, row in _side_by_side(found)])
        yield from (f"{split.split}: {split.caution}" for split in found.splits if split.caution)
    yield ""
    yield from _conditions(found)


def _side_by_side(found: Evaluation) -> Iterator[tuple[tuple[str, str], Row]]:
    """Every candidate, and of each every split."""
    first: SplitResult = found.splits[0]
    for row in first.rows:
        for split in found.splits:
            yield (row.name if split is first else "", split.split), split.row(row.name)


def _title(name: str) -> str:
    return f"{TITLES[name]} ({'higher' if name in HIGHER_IS_BETTER else 'lower'})"


def _digits(name: str) -> int:
    return DIGITS.get(name, 3)


def _paired(row: Row, measures: list[str]) -> list[str]:
    def cell(one: Interval, digits: int) -> str:
        return f"{one.mean:.{digits}f} [{one.low:.{digits}f}, {one.high:.{digits}f}]"

    return [cell(row.paired[name], _digits(name)) for name in measures]


def _distances(row: Row) -> list[str]:
    found = row.distances
    if found is None:
        return []
    kernel = f"{found.kernel.mean * 1000:.2f} ± {found.kernel.deviation * 1000:.2f}"
    whole = "-" if found.frechet is None else f"{found.frechet:.3f}"
    return [kernel, f"{found.frechet_halves:.3f}", whole]


def _conditions(found: Evaluation) -> Iterator[str]:
    told = found.conditions
    yield f"resolution {found.width}x{found.height}, resize: {told.resize}; seed {found.seed}"
    yield f"splits: {told.split_rule}; weights: {told.checkpoint}; training runs: {told.runs}"
    yield f"nearest by {found.nearest}"
    if found.features is not None:
        named = found.features
        yield f"features: {named.name}, {named.dimension:,} numbers, sha256 {named.sha256 or 'none'}; {named.resize}"


def _table(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in [header, *rows]) for place in range(len(header))]
    for row in [header, *rows]:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
