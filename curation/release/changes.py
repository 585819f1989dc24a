"""What is different from the release before: rows by store and id, photos by their form."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from curation import tables
from curation.errors import ReleaseError
from curation.release.pool import TEXTS
from curation.release.version import BUMPS, Version
from curation.schema import LISTED_ATTRIBUTES, ReleaseRow

COMPARED = ("key", *TEXTS, *LISTED_ATTRIBUTES, "product_sha256", "model_sha256")
"""A row in which one of these differs is another row. Addresses, scores and consent dates may be brought up to date."""
NAMES = ("store", "id", "split", *COMPARED)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Changes:
    """How many rows differ from the release before; all zero for the first."""

    added: int = 0
    removed: int = 0
    """Gone because somebody asked for it."""
    gone: int = 0
    """Gone for another reason."""
    edited: int = 0
    """A photo's bytes, a value, a name."""
    moved: int = 0
    """From one split to another."""
    photos: str = ""
    """"added" where there were only links, "changed" where they had another form or are links now."""

    @property
    def bump(self) -> str:
        """The smallest of `BUMPS` that the change asks for."""
        if self.removed or self.gone or self.edited or self.moved or self.photos == "changed":
            return "major"
        return "minor" if self.added or self.photos == "added" else "patch"

    def words(self) -> str:
        """The change in a line."""
        parts = [f"{getattr(self, name):,} {what}" for name, what in _WORDS.items() if getattr(self, name)]
        if self.photos:
            parts.append(f"photos {self.photos}")
        return ", ".join(parts) or "the same pairs"


_WORDS = {
    "added": "pairs added",
    "removed": "pairs removed on request",
    "gone": "pairs gone",
    "edited": "pairs edited",
    "moved": "pairs moved between splits",
}


def compare(
    before: Path, rows: Iterable[ReleaseRow], removed: Collection[tuple[str, str]], photos: tuple[dict[str, Any], ...]
) -> Changes:
    """The changes from a release's `data.parquet` to new rows; both sorted by store and id, one in memory at a time.

    Args:
        before: the earlier `data.parquet`.
        rows: the new rows.
        removed: store and id of pairs that were taken out on request.
        photos: what `release.json` says of photos, before and now; empty = links.

    Raises:
        TableError: the earlier table cannot be read.
    """
    counts = dict.fromkeys(_WORDS, 0)
    for old, new in _merged(_known(before), (_seen(row) for row in rows)):
        if old is None:
            counts["added"] += 1
        elif new is None:
            counts["removed" if (old[0], old[1]) in removed else "gone"] += 1
        else:
            counts["moved"] += old[2] != new[2]
            counts["edited"] += old[3:] != new[3:]
    form = "" if photos[0] == photos[1] else "added" if not photos[0] else "changed"
    return Changes(**counts, photos=form)


def _known(path: Path) -> Iterator[Row]:
    return (tuple(map(_plain, row)) for row in tables.cells(path, ReleaseRow, NAMES))


def _seen(row: ReleaseRow) -> Row:
    return tuple(_plain(getattr(row, name)) for name in NAMES)


def _plain(cell: Any) -> Any:
    return tuple(cell) if isinstance(cell, list) else cell


def _merged(one: Iterator[Row], other: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of two sorted tables side by side, by store and id."""
    left, right = next(one, None), next(other, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[:2] < right[:2]):
            yield left, None
            left = next(one, None)
        elif left is None or right[:2] < left[:2]:
            yield None, right
            right = next(other, None)
        else:
            yield left, right
            left, right = next(one, None), next(other, None)


def check_version(version: Version, before: Version | None, changes: Changes) -> None:
    """Refuse a version that says less than has changed.

    Raises:
        ReleaseError: it is not above the one before, or too small a step.
    """
    if before is None:
        return
    least = before.after(changes.bump)
    step = next(bump for bump in reversed(BUMPS) if bump == "patch" or _steps(before, version, bump))
    if version <= before:
        raise ReleaseError(f"version {version} is not above {before}, the newest there is; the next is {least}")
    if BUMPS.index(step) < BUMPS.index(changes.bump):
        raise ReleaseError(
            f"version {version} would be a {step} version after {before}, but it has {changes.words()}, which is a "
            f"{changes.bump} one; release it as {least}"
        )


def _steps(before: Version, version: Version, bump: str) -> bool:
    """Whether the way from one version to the other is a step of this size."""
    part = BUMPS[::-1].index(bump)
    return _numbers(version)[: part + 1] != _numbers(before)[: part + 1]


def _numbers(version: Version) -> tuple[int, ...]:
    return astuple(version)
