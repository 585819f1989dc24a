"""The release that is being checked, and what the checks share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from curation.release.facts import read_facts
from curation.release.figures import Figures, count
from curation.release.layout import Layout

Faults = Iterator[str]
"""A line each: the file, what is wrong with it, the rule."""


@dataclass
class Subject:
    """A release on disk."""

    layout: Layout

    @cached_property
    def facts(self) -> dict[str, Any]:
        """`release.json`.

        Raises:
            ReleaseError: it cannot be read.
        """
        return read_facts(self.layout)

    @cached_property
    def figures(self) -> Figures:
        """Counted from `data.parquet`.

        Raises:
            TableError: it cannot be read.
        """
        return count(self.layout.data)

    @property
    def form(self) -> str:
        """Of the photos: files, tars, or empty for links.

        Raises:
            ReleaseError: `release.json` cannot be read.
        """
        photos = self.facts.get("photos")
        return str(photos.get("form", "")) if isinstance(photos, dict) else ""


FAULTS_A_FILE = 20
"""Lines that are given for one file; the rest is counted."""


def differs(file: str, what: str, said: object, right: object) -> str:
    """A line on a value that should be another."""
    return f"{file}: {what} is {_short(said)}, but must be {_short(right)}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 160 else f"{text[:157]}..."


def some(file: str, faults: Iterable[str]) -> Faults:
    """The first faults of a file, and how many more there are."""
    more = 0
    for number, fault in enumerate(faults):
        if number < FAULTS_A_FILE:
            yield f"{file}: {fault}"
        else:
            more += 1
    if more:
        yield f"{file}: and {more:,} more"
