"""Whether anything stands in two splits: an article with its copies, a photo's bytes, a photo's address."""

import hashlib
from array import array
from collections.abc import Iterator

import numpy as np

from curation import tables
from curation.release.checks.subject import Faults, Subject
from curation.release.layout import SPLITS
from curation.schema import ReleaseRow

TIES = {
    "group": "the group",
    "product_sha256": "a photo with SHA-256",
    "model_sha256": "a photo with SHA-256",
    "product_url": "the address",
    "model_url": "the address",
}
"""Columns of which one value must be in one split, and what it is called; those called alike are compared."""


def check_leaks(subject: Subject) -> Faults:
    """A line for each thing that is in two splits, at most twenty."""
    # Eight bytes a tie: a million rows stay in memory.
    marks, splits = array("Q"), array("B")
    for split, _, what, tie in _ties(subject):
        marks.append(_mark(what, tie))
        splits.append(SPLITS.index(split))
    torn = _torn(np.frombuffer(marks, np.uint64), np.frombuffer(splits, np.uint8)) if marks else set()
    first: dict[int, tuple[str, str]] = {}
    told = 0
    for split, key, what, tie in _ties(subject) if torn else ():
        mark = _mark(what, tie)
        if mark in torn:
            other_split, other = first.setdefault(mark, (split, key))
            if other_split != split and told < 20:
                told += 1
                torn.discard(mark)
                yield (
                    f"data.parquet: {other} ({other_split}) and {key} ({split}) share {what} {tie}; what is shared "
                    "must be in one split"
                )


def _ties(subject: Subject) -> Iterator[tuple[str, str, str, str]]:
    """Split and key of each row with each of its ties; a row of an unknown split is another check's."""
    for split, key, *ties in tables.cells(subject.layout.data, ReleaseRow, ("split", "key", *TIES)):
        if split in SPLITS:
            yield from ((split, key, what, tie) for what, tie in zip(TIES.values(), ties) if tie)


def _mark(what: str, tie: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{what} {tie}".encode(), digest_size=8).digest(), "little")


def _torn(marks: np.ndarray, splits: np.ndarray) -> set[int]:
    """The marks that stand in more than one split."""
    order = np.lexsort((splits, marks))
    marks, splits = marks[order], splits[order]
    return set(marks[1:][(marks[1:] == marks[:-1]) & (splits[1:] != splits[:-1])].tolist())
