"""What must not be published though it verifies: this machine's credentials and paths."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from curation.release.publish.answers import SHORTEST, TOKENS
from curation.release.publish.contents import Contents

PICTURES = (".jpg", ".png", ".webp", ".avif", ".gif", ".tar")
"""Not read: pixels and the tars that hold them."""


@dataclass(frozen=True)
class Leak:
    path: str
    """Of the file, in the release."""
    what: str
    """In words that do not repeat it."""


def find_leaks(contents: Contents) -> Iterator[Leak]:
    """Credentials of the environment and paths of this machine in the texts and tables of a release."""
    sought = {value: f"the value of {name}" for name in TOKENS if len(value := os.environ.get(name, "")) >= SHORTEST}
    folders = {contents.root.resolve().parent, Path.home(), Path.cwd()}
    # A folder of one part, such as /root, is a word in many an address.
    sought |= {str(folder): "a path of this machine" for folder in folders if len(folder.parts) > 2}
    for file in contents.files:
        if not file.path.endswith(PICTURES):
            for text, what in sought.items():
                if _holds(contents.source(file), text):
                    yield Leak(file.path, what)


def _holds(path: Path, text: str) -> bool:
    if path.suffix == ".parquet":
        return any(_stands_alone(cell, text) for cell in _cells(path, text))
    return _stands_alone(path.read_text(encoding="utf-8", errors="replace"), text)


def _stands_alone(where: str, text: str) -> bool:
    """Whether a text stands there, and not as the later part of a web address."""
    return re.search(rf"(?<![\w.]){re.escape(text)}", where) is not None


def _cells(path: Path, text: str) -> Iterator[str]:
    """The cells of a table that hold a text."""
    for column in pq.read_table(path).columns:
        values = pc.list_flatten(column) if pa.types.is_list(column.type) else column
        if pa.types.is_string(values.type):
            for cell in values.filter(pc.match_substring(values, text)).to_pylist():
                yield str(cell)
