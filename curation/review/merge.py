"""Two people's decisions in one file: what only one of them said is taken, what they disagree about is listed."""

from dataclasses import astuple, dataclass
from pathlib import Path

from curation.errors import ReviewError
from curation.reviews import Decisions, append, enforce, read
from curation.schema import Review

PREFER = ("mine", "theirs")

Key = tuple[str, ...]
"""What a decision is about."""


@dataclass(frozen=True)
class Conflict:
    """Something that two people decided differently, neither of them knowing of the other's decision."""

    about: str
    """Such as "pair zalando A1"."""
    mine: str
    """What holds here, and since when; empty = withdrawn."""
    theirs: str

    def __str__(self) -> str:
        return f"{self.about}: here {self.mine}, there {self.theirs}"


@dataclass(frozen=True)
class MergeResult:
    """What became of the other file's lines; its lines = added + known + left_out."""

    added: int
    known: int
    """Lines that were here already."""
    left_out: int
    """Lines about conflicts, where what holds here was preferred."""
    conflicts: list[Conflict]


def merge(path: Path, other: Path, dataset: str, prefer: str = "mine") -> MergeResult:
    """Add the other file's lines to `path`; no line of it is lost, and the other file stays as it is.

    Of something that both decided differently, the preferred file's decision holds afterwards.

    Args:
        path: a `reviews.csv`, which need not be there.
        other: another person's.
        dataset: whose decisions these are.
        prefer: one of `PREFER`: mine is what `path` says.

    Raises:
        ReviewError: there is no other file, one of its lines means nothing, or is of another dataset.
        TableError: a line cannot be read.
    """
    if not other.is_file():
        raise ReviewError(f"{other} does not exist; name the other person's reviews.csv")
    mine, theirs = read(path), read(other)
    for line, row in enumerate(theirs, start=2):
        enforce(Decisions(), row, f"{other}:{line}")
        if row.dataset != dataset:
            raise ReviewError(f"{other}:{line} is of dataset '{row.dataset}', not '{dataset}'; name it with --dataset")
    here, there = set(map(astuple, mine)), set(map(astuple, theirs))
    new = [row for row in theirs if astuple(row) not in here]
    ours, others = {_key(row): row for row in mine}, {_key(row): row for row in theirs}
    # Whoever has all of the other's lines and one more has decided again, knowingly: that is no conflict.
    apart = {_key(row) for row in new} & {_key(row) for row in mine if astuple(row) not in there}
    conflicts = [key for key in others if key in apart and ours[key].value != others[key].value]
    added = new if prefer == "theirs" else [row for row in new if _key(row) not in set(conflicts)]
    append(path, added)
    return MergeResult(
        added=len(added),
        known=len(theirs) - len(new),
        left_out=len(new) - len(added),
        conflicts=[Conflict(" ".join(filter(None, key)), _said(ours[key]), _said(others[key])) for key in conflicts],
    )


def _key(row: Review) -> Key:
    if row.kind == "cluster":
        return row.kind, row.category
    photo = row.value.rpartition("=")[0] if row.kind == "shot" else ""
    return row.kind, row.store, row.id, photo


def _said(row: Review) -> str:
    value = row.value.rpartition("=")[2] if row.kind == "shot" else row.value
    return f"{value or 'withdrawn'} ({row.date})"
