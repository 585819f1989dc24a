"""`img_attr.csv` of a release: one row a pair, one 0/1 column for each value of each attribute."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from curation.errors import ReleaseError
from curation.schema import ATTRIBUTES, MORE_ATTRIBUTES, ReleaseRow
from curation.workspace import atomic_write

NAMED = (*ATTRIBUTES, *MORE_ATTRIBUTES)


def names(values: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns after `key`: attribute_value, all values of the vocabularies, used or not."""
    return [f"{attribute}_{value}" for attribute in NAMED for value in values[attribute]]


def write_img_attr(path: Path, rows: Iterable[ReleaseRow], values: Mapping[str, Sequence[str]]) -> list[str]:
    """Write the table and give its columns after `key`.

    Raises:
        ReleaseError: a row holds a value that is in no vocabulary.
    """
    listed = names(values)
    places = {name: number for number, name in enumerate(listed, start=1)}
    with atomic_write(path, "w") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["key", *listed])
        for row in rows:
            cells = [row.key, *"0" * len(listed)]
            for attribute in NAMED:
                if value := getattr(row, attribute):
                    if f"{attribute}_{value}" not in places:
                        raise ReleaseError(
                            f"{row.store} {row.id}: {attribute} '{value}' is not in its vocabulary; run curate "
                            "translate again"
                        )
                    cells[places[f"{attribute}_{value}"]] = "1"
            writer.writerow(cells)
    return listed
