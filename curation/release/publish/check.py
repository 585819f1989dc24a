"""Whether a release may leave the house: it verifies, its photos may be passed on, and nobody has objected."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from curation import tables
from curation.errors import PublishError
from curation.release import orders
from curation.release.layout import Layout
from curation.release.publish.contents import Contents
from curation.release.publish.leaks import find_leaks
from curation.release.verify import verify
from curation.schema import ReleaseRow
from curation.workspace import Workspace

PARTS = ("product", "model")


def check(contents: Contents, workspace: Path | None) -> None:
    """Refuse a release that must not be published.

    Args:
        contents: the release.
        workspace: where objections that came after the release are recorded; `None` = nowhere.

    Raises:
        PublishError: says why, and what to do.
    """
    if faults := verify(contents.root):
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise PublishError(
            f"{contents.root} does not pass curate verify: {faults[0]}{more}; publish what passes it, or build the "
            "release again"
        )
    facts = json.loads(Layout(contents.root).facts.read_text(encoding="utf-8"))
    rows = tables.read(Layout(contents.root).data, ReleaseRow)
    _check_rights(contents, facts)
    _check_reservations(contents, facts, rows)
    if workspace is not None and workspace.is_dir():
        _check_removals(contents, rows, Workspace(workspace))
        _check_refusals(contents, rows, Workspace(workspace))
    if leak := next(find_leaks(contents), None):
        raise PublishError(f"{contents.root}/{leak.path} holds {leak.what}; build the release again without it")


def _check_rights(contents: Contents, facts: dict[str, Any]) -> None:
    declared = facts["definition"]["release"]
    if facts["photos"] and not (declared["redistribute"] and declared["rights"]):
        raise PublishError(
            f"{contents.root} holds photos, and its definition declares no right to pass them on; release links, or "
            "say in [release] where that right comes from (redistribute, rights)"
        )


def _check_reservations(contents: Contents, facts: dict[str, Any], rows: Iterable[ReleaseRow]) -> None:
    """Photos whose sites reserved them must not be in it, unless the definition speaks of an agreement."""
    agreed = bool(facts["definition"]["release"]["overridden"])
    stopped = {"refused"} if agreed else {"refused", "overridden"}
    found = [row for row in rows if any(_consent(row, part).partition(" ")[0] in stopped for part in PARTS)]
    if found:
        cell = next(_consent(found[0], part) for part in PARTS if _consent(found[0], part).partition(" ")[0] in stopped)
        raise PublishError(
            f"{contents.root} has {_counted(len(found), 'pair')} whose site reserved a photo, such as {found[0].key} "
            f"({cell}); build a version without, or, where the store agreed to it, with overridden = true in [release]"
        )


def _check_removals(contents: Contents, rows: Iterable[ReleaseRow], workspace: Workspace) -> None:
    """What was asked to be removed since the release was built must not be published any more."""
    asked = orders.read(workspace, contents.dataset)
    if not asked:
        return
    found = [
        row.key
        for row in rows
        if asked.product(row.store, row.id, row.brand, row.page_url)
        or any(asked.photo(*(getattr(row, f"{part}_{name}") for name in ("url", "sha256", "phash"))) for part in PARTS)
    ]
    if found:
        raise PublishError(
            f"{contents.root} has {_counted(len(found), 'pair')} that curate remove names, such as {found[0]}; build a "
            "new version, which leaves that out"
        )


def _check_refusals(contents: Contents, rows: Iterable[ReleaseRow], workspace: Workspace) -> None:
    """What a site has refused since must not be published any more."""
    refused = _refused(workspace)
    found = [row.key for row in rows if {row.product_url, row.model_url} & refused]
    if found:
        raise PublishError(
            f"{contents.root} has {_counted(len(found), 'pair')} with a photo that its site has refused since, such as "
            f"{found[0]}; run curate run, then build a new version"
        )


def _refused(workspace: Workspace) -> set[str]:
    """The addresses of all photos that the last crawls were refused."""
    found = set()
    for path in sorted((workspace.root / "raw").glob("*/images.csv")):
        # By hand: millions of rows of which two cells are looked at.
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["url"] for row in csv.DictReader(file) if row["status"] == "refused" and row["url"]}
    return found


def _consent(row: ReleaseRow, part: str) -> str:
    return str(getattr(row, f"{part}_consent"))


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"
