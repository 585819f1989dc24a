"""The pairs whose photos are both there, as a folder that datasets reads; the others are listed."""

import operator
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from curation import tables
from curation.release.layout import SPLITS, Layout
from curation.release.rebuild.verdict import USABLE
from curation.release.rebuild.wanted import PARTS
from curation.schema import IncompletePair, PhotoPair, RebuiltPhoto, ReleaseRow
from curation.workspace import link_file

INCOMPLETE = "incomplete.csv"


def write(folder: Path, rows: Sequence[ReleaseRow], photos: dict[tuple[str, str], RebuiltPhoto], root: Path) -> int:
    """Put the complete pairs together; gives their number.

    Writes `<split>/product/<key>.<ext>`, `<split>/model/<key>.<ext>`, `<split>/metadata.parquet` (`PhotoPair`) and
    `data.parquet` with the release's own rows, splits and keys; pairs that lack a photo go to `incomplete.csv`.

    Args:
        folder: where; what an earlier run made there is replaced.
        rows: the release's.
        photos: by key and part; their paths are those of the crawl, and become those in `folder`.
        root: what the crawl's paths are relative to.
    """
    whole: list[ReleaseRow] = []
    lacking: list[ReleaseRow] = []
    for row in rows:
        usable = all(photos[row.key, part].outcome in USABLE for part in PARTS)
        (whole if usable else lacking).append(row)
    layout = Layout(folder)
    placed = [_placed(layout, row, photos, root) for row in whole]
    tables.write(folder / INCOMPLETE, (_incomplete(row, photos) for row in lacking), IncompletePair)
    for row in lacking:
        for part in PARTS:
            photos[row.key, part].path = ""
    for split in SPLITS:
        _write_split(layout, split, [row for row in placed if row.split == split])
    tables.write(layout.data, placed, ReleaseRow)
    return len(placed)


def _placed(layout: Layout, row: ReleaseRow, photos: dict[tuple[str, str], RebuiltPhoto], root: Path) -> ReleaseRow:
    """A pair with its photos in place."""
    for part in PARTS:
        photo = photos[row.key, part]
        source = root / photo.path
        target = layout.root / row.split / part / f"{row.key}{source.suffix}"
        if not (target.exists() and target.samefile(source)):
            link_file(source, target)
        photo.path = layout.relative(target)
    return replace(row, product_file=photos[row.key, "product"].path, model_file=photos[row.key, "model"].path)


def _incomplete(row: ReleaseRow, photos: dict[tuple[str, str], RebuiltPhoto]) -> IncompletePair:
    told = (f"{photo.outcome} {photo.reason}".strip() for photo in (photos[row.key, part] for part in PARTS))
    return IncompletePair(row.key, row.store, row.id, row.split, *told)


def _write_split(layout: Layout, split: str, rows: list[ReleaseRow]) -> None:
    """The table of a split; photos that no row names any more go, a split without pairs has no folder."""
    folder = layout.root / split
    if not rows:
        shutil.rmtree(folder, ignore_errors=True)
        return
    wanted = {layout.root / getattr(row, f"{part}_file") for row in rows for part in PARTS}
    for path in (path for part in PARTS for path in (folder / part).iterdir()):
        if path not in wanted:
            path.unlink()
    tables.write(layout.metadata(split), map(_pair, rows), PhotoPair)


_SHARED: Callable[[ReleaseRow], tuple[object, ...]] = operator.attrgetter(
    *(column.name for column in tables.columns(PhotoPair) if not column.name.endswith("_file_name"))
)


def _pair(row: ReleaseRow) -> PhotoPair:
    """The row as `imagefolder` reads it; file names are relative to the table's folder."""
    names = (getattr(row, f"{part}_file").removeprefix(f"{row.split}/") for part in PARTS)
    return PhotoPair(*names, *_SHARED(row))
