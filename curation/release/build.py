"""Build a release: the pairs of a build as a folder that explains itself. The same input gives the same bytes."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from curation import reviews, tables
from curation.errors import ReleaseError
from curation.release import orders as removals
from curation.release.about import About, write_facts
from curation.release.card import TARS, write_card
from curation.release.changes import Changes, check_version, compare
from curation.release.checksums import sign
from curation.release.croissant import write_croissant
from curation.release.datapackage import write_datapackage
from curation.release.facts import photos_of
from curation.release.figures import count
from curation.release.folder import growing, publish, refuse_existing
from curation.release.layout import FILES_AT_MOST, SPLITS, Layout, place, released
from curation.release.orders import Orders
from curation.release.paperwork import write_changelog, write_citation
from curation.release.permission import check_definition, check_form, check_reviews
from curation.release.photos import PhotoForm, write_photos
from curation.release.pool import Chosen, Pool
from curation.release.preview import write_preview
from curation.release.questions import answers
from curation.release.rowfiles import write_tables
from curation.release.verify import content
from curation.release.version import Version
from curation.schema import (
    ReleasedRemoval,
    Removal,
    RemovalOrder,
)
from curation.spec import Spec, load
from curation.workspace import Workspace

NEXT = "next"
"""In place of a version: the smallest that fits."""


@dataclass(frozen=True)
class ReleaseResult:
    """What was released; the pairs of the build = pairs + the sum of `left_out`."""

    folder: Path
    version: str
    pairs: int
    splits: dict[str, int]
    photos: int
    left_out: dict[str, int]
    """Reason -> pairs; which they are stands in the build's `left_out.csv`."""
    changes: str
    """Against the release before, in words; empty for the first."""


def release(
    workspace: Workspace,
    dataset: str,
    version: str,
    *,
    photos: PhotoForm | None = None,
    files_at_most: int = FILES_AT_MOST,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> ReleaseResult:
    """Release the pairs of a build as `releases/<dataset>-<version>/`, there whole or not at all.

    Args:
        workspace: where build and photos lie.
        dataset: the definition; its `[release]` and CARD.md say what only a person knows.
        version: MAJOR.MINOR.PATCH, or `NEXT`.
        photos: how photos are released; `None` = links only.
        files_at_most: photos above which they are put into tars.
        workers: processes that draw photos; `None` = one a core.
        progress: called with the number of pairs whose photos are done.

    Raises:
        ReleaseError: the version exists or says less than has changed, the definition or CARD.md leave something
            open, photos are asked for without a right to them, a review speaks of what was removed, nothing is left.
        SpecError, UnknownNameError, TableError: definition, build or reviews cannot be read.
        WorkspaceError: the disk is full; then nothing is left.
    """
    wanted, spec, said = check(workspace, dataset, version, photos)
    with growing(workspace.releases, f"{dataset}-{version}") as root:
        maker = _Maker(workspace, spec, Layout(root), photos, said)
        result = maker.make(wanted, partial(maker.draw, files_at_most, workers, progress))
        publish(root, result.folder)
    tables.write(workspace.build(dataset).left_out, maker.left_out, Removal)
    return result


def check(
    workspace: Workspace, dataset: str, version: str, photos: PhotoForm | None
) -> tuple[Version | None, Spec, dict[str, str]]:
    """What can be refused before anything is read but the definition; gives version, definition and answers.

    Raises:
        ReleaseError, SpecError, UnknownNameError: as `release` does.
    """
    wanted = None if version == NEXT else Version.read(version)
    if wanted:
        refuse_existing(place(workspace, dataset, wanted).root)
    definition = workspace.definition(dataset)
    spec = load(definition)
    check_definition(definition, spec, photos)
    if photos:
        check_form(photos)
    return wanted, spec, answers(workspace.card(dataset))


class _Maker:
    """One release while it is made."""

    def __init__(
        self, workspace: Workspace, spec: Spec, layout: Layout, photos: PhotoForm | None, said: dict[str, str]
    ) -> None:
        self.workspace, self.spec, self.layout, self.photos, self.said = workspace, spec, layout, photos, said
        self.name = spec.dataset.name
        earlier = released(workspace, self.name)
        self.before = earlier[-1] if earlier else None
        self.listed = tables.read(self.earlier.removals, ReleasedRemoval) if self.earlier else []
        # What a release has listed stays out, also where the record beside the definition was lost.
        kept = (RemovalOrder(row.date, row.kind, row.hash, "") for row in self.listed)
        self.orders = Orders.of((*removals.read(workspace, self.name).rows, *kept))
        self.form: dict[str, Any] = {}
        self.left_out: list[Removal] = []
        # Beside the folder's files, and gone before they are signed.
        self.pool_file = layout.root / ".pool.sqlite"

    @property
    def earlier(self) -> Layout | None:
        """The release before."""
        return place(self.workspace, self.name, self.before) if self.before else None

    def make(self, wanted: Version | None, draw: Callable[[Pool], None]) -> ReleaseResult:
        """Write every file; `draw` writes the photos."""
        with closing(Pool(self.pool_file)) as pool:
            pool.fill(self.workspace.build(self.name))
            check_reviews(self.workspace, self.name, pool, self.orders)
            chosen = pool.choose(self.orders, links=not self.photos, overridden=self.spec.release.overridden)
            self.left_out = chosen.left_out
            draw(pool)
            if self.left_out and len(self.left_out) == chosen.listed:
                raise ReleaseError(f"no pair is left to release: {_reasons(self.left_out)}")
            changes = self._changes(pool)
            version = wanted or (self.before.after(changes.bump) if self.before else Version(1, 0, 0))
            check_version(version, self.before, changes)
            loose = self.form.get("form") == "files"
            columns = write_tables(self.layout, self.workspace, pool, self._removals(version), loose=loose)
        self.pool_file.unlink()
        about = self._about(version, chosen, changes)
        self._documents(about, columns)
        if faults := content(self.layout.root, whole_tables=False):
            raise ReleaseError("\n".join(f"the release would not pass curate verify: {fault}" for fault in faults))
        return ReleaseResult(
            place(self.workspace, self.name, version).root,
            str(version),
            about.figures.pairs,
            {split: about.figures.splits[split] for split in SPLITS},
            2 * about.figures.pairs if self.photos else 0,
            dict(about.left_out),
            changes.words() if self.before else "",
        )

    def draw(self, files_at_most: int, workers: int | None, progress: Callable[[int], None], pool: Pool) -> None:
        """Write the photos where they are asked for."""
        if not self.photos:
            return
        in_tars = 2 * pool.count() > files_at_most
        self.form = {**self.photos.says(), "form": TARS if in_tars else "files"}
        self.left_out += write_photos(
            self.layout, self.workspace, pool, self.photos, in_tars=in_tars, workers=workers, progress=progress
        )

    def _changes(self, pool: Pool) -> Changes:
        if not self.earlier:
            return Changes()
        before = photos_of(self.earlier)
        gone = {(row.store, row.id) for row in self.left_out if row.reason == "removed"}
        return compare(self.earlier.data, pool.rows(), gone, (_as_seen(before), _as_seen(self.form)))

    def _removals(self, version: Version) -> list[ReleasedRemoval]:
        """All orders by hash, each with the first version that followed it."""
        known = {(row.kind, row.hash): row for row in self.listed}
        for order in self.orders.rows:
            known.setdefault(
                (order.kind, order.hash), ReleasedRemoval(order.kind, order.hash, order.date[:10], str(version))
            )
        return [known[key] for key in sorted(known)]

    def _about(self, version: Version, chosen: Chosen, changes: Changes) -> About:
        newest = [chosen.last, *(order.date[:10] for order in self.orders.rows)]
        newest += [row.date[:10] for row in reviews.read(self.workspace.reviews(self.name))]
        return About(
            layout=self.layout,
            spec=self.spec,
            version=version,
            before=self.before,
            date=self.spec.release.date or max(newest) or "1970-01-01",
            collected=(chosen.first, chosen.last),
            photos=self.form,
            figures=count(self.layout.data),
            changes=changes,
            left_out=Counter(row.reason for row in self.left_out),
            answers=self.said,
        )

    def _documents(self, about: About, columns: list[str]) -> None:
        write_preview(about)
        write_croissant(about)
        write_datapackage(about, columns)
        write_citation(about)
        write_changelog(about, self.earlier.changelog if self.earlier else None)
        write_facts(about)
        write_card(about)
        sign(self.layout)


def _reasons(left_out: list[Removal]) -> str:
    counts = Counter(row.reason for row in left_out)
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))


def _as_seen(photos: dict[str, Any]) -> dict[str, Any]:
    """What a user sees of the photos' form: files or tars is packing."""
    return {name: value for name, value in photos.items() if name != "form"}
