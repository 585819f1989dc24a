"""What a check says of a photo: keep it, or drop it with a reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing is wrong with it, as far as this check can tell."""


@dataclass(frozen=True, slots=True)
class Drop:
    """It is not fit for use."""

    reason: str
    """A snake_case word, kept in `images.parquet` and `removed/clean.csv`."""
    detail: str
    """What was found, in a sentence with the numbers."""


Verdict = Keep | Drop
KEEP = Keep()
