"""Export a build: one folder in another tool's layout, whole or not at all."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from curation import tables
from curation.errors import UnknownNameError
from curation.exporters.layouts import LAYOUTS
from curation.exporters.request import NO_LIST, Request
from curation.exporters.samples import SPLITS, parts
from curation.exporters.target import new_folder, sign
from curation.schema import Removal
from curation.workspace import Build, Workspace


@dataclass
class ExportResult:
    """What an export holds; what was asked for = the sum of `splits` + what `skipped` speaks of."""

    layout: str
    folder: Path
    splits: dict[str, int] = field(default_factory=dict)
    """Pairs in each part; of `thesis2018` products, "in no list" those without a part or a kept photo."""
    photos: int = 0
    """Pictures that were written, in files of their own or in tars."""
    skipped: list[Removal] = field(default_factory=list)
    """Pairs (of `thesis2018`: photos) that are not in it, with the reason; also in `skipped.csv` of the folder."""
    notes: list[str] = field(default_factory=list)
    """What a person should know, a sentence each."""


def export(
    workspace: Workspace,
    build: Build,
    target: Path,
    layout: str,
    *,
    splits: Collection[str] = (),
    categories: Collection[str] = (),
    size: int | None = None,
    shard_bytes: int = 1_000_000_000,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> ExportResult:
    """Write a build's pairs in one of the `LAYOUTS`; the same build gives the same bytes.

    Args:
        workspace: where the photos lie.
        build: a build with pairs; `thesis2018` takes every product with a product photo.
        target: a folder that is not there, is empty, or holds an earlier export, which is then replaced.
        layout: thesis2018, imagefolder, webdataset or pix2pix.
        splits: only these of train, validation and test; none = all.
        categories: only these; none = all.
        size: side in pixels of white-padded squares; `None` = 256 for `thesis2018` and `pix2pix`, the photos as they
            are for the others.
        shard_bytes: how large a tar of `webdataset` may grow.
        workers: processes that draw; `None` = one a core.
        progress: called with the number of photos that are done.

    Raises:
        UnknownNameError: no such layout, split or category.
        WorkspaceError: there are no pairs, the target holds something else, or the disk is full: nothing is left then.
        TableError: a table of the build is missing or broken.
    """
    if layout not in LAYOUTS:
        raise UnknownNameError("layout", layout, LAYOUTS)
    request = Request(
        workspace, build, parts(build, splits), tuple(splits), tuple(categories), size, shard_bytes, workers, progress
    )
    with new_folder(target) as folder:
        written = LAYOUTS[layout](folder, request)
        written.splits = {name: written.splits[name] for name in (*SPLITS, NO_LIST) if name in written.splits}
        if written.skipped:
            tables.write(folder / "skipped.csv", written.skipped, Removal)
        says = {"layout": layout, "dataset": build.dataset, "size": size, "splits": written.splits}
        sign(folder, {**says, "photos": written.photos, "skipped": len(written.skipped)})
    notes = request.parts.notes + written.notes
    return ExportResult(layout, target, written.splits, written.photos, written.skipped, notes)
