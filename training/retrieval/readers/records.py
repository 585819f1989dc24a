"""A benchmark as records: which photos train, which are looked for, which are searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.errors import DataError
from training.retrieval.evaluate.evaluate import Protocol

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the photo."""


@dataclass(frozen=True, slots=True)
class Record:
    """A photo of a benchmark."""

    name: str
    """As its lists call it; no two photos share one."""
    path: Path
    product: str
    domain: str
    """shop or street (a person wears it, wherever that was taken)."""
    category: str = ""
    box: Box | None = None
    """Where the article stands; None = the whole photo."""


@dataclass(frozen=True)
class Benchmark:
    """What is trained on, looked for and searched."""

    train: tuple[Record, ...]
    queries: tuple[Record, ...]
    gallery: tuple[Record, ...]
    protocol: Protocol


def check_files(source: Path, *sides: Sequence[Record]) -> None:
    """See that every photo is there.

    Raises:
        DataError: some are not; the message counts them and names the first.
    """
    records = [record for side in sides for record in side]
    missing = [record for record in records if not record.path.is_file()]
    if missing:
        raise DataError(
            f"{source}: {len(missing)} of {len(records)} listed photos are not there, such as {missing[0].path}; "
            "unpack the dataset's photos beside its lists"
        )
