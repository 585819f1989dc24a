"""Semantic versions of a dataset: which number a change asks for.

    major   rows were removed, edited or moved between splits, or the photos' form changed: old results do not hold
    minor   rows were added, or photos were added to links; every row there was is unchanged
    patch   the same rows; only words or files around them changed

A removal is therefore always a major version. There is no exception for 0.x.

Source: Croissant Format Specification 1.1, "Versioning".
"""

import re
from dataclasses import dataclass
from typing import Self

from curation.errors import ReleaseError

BUMPS = ("patch", "minor", "major")
"""From the smallest to the largest."""
_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


@dataclass(frozen=True, order=True)
class Version:
    """Three numbers, compared from the left."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The version a text writes.

        Raises:
            ReleaseError: it is not three whole numbers with dots between.
        """
        match = _WRITTEN.fullmatch(text)
        if not match:
            raise ReleaseError(f"version must be MAJOR.MINOR.PATCH such as 1.0.0, not '{text}'")
        return cls(*map(int, match.groups()))

    def after(self, bump: str) -> "Version":
        """The next version for a change of this size, one of `BUMPS`."""
        if bump == "major":
            return Version(self.major + 1, 0, 0)
        return (
            Version(self.major, self.minor + 1, 0)
            if bump == "minor"
            else Version(self.major, self.minor, self.patch + 1)
        )

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"
