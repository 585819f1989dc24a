"""What was found out of photos, kept by their bytes, so that no photo is opened twice for it."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from curation.clean.measure import MEASURED, VERSION
from curation.cluster.recipe import Recipe
from curation.glance.look import Found
from curation.remembered import database

KIND = "(version TEXT, sha256 TEXT, row BLOB, PRIMARY KEY (version, sha256))"
TABLES = (
    f"CREATE TABLE IF NOT EXISTS measured {KIND}",
    f"CREATE TABLE IF NOT EXISTS outlines {KIND}",
    f"CREATE TABLE IF NOT EXISTS colors {KIND}",
    "CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT)",
)
"""`files` holds the SHA-256 of those whose tables do not say it, for as long as size and time are the same."""
OUTLINES, COLORS = "1", "1"
"""Of what is found; raise it when a number changes its meaning, and every photo is looked at again."""
ASKED = 500
"""Photos a query; SQLite takes at most 999 values."""


def outline_version(recipe: Recipe) -> str:
    """By all of a recipe that changes an outline."""
    drawn = (recipe.method, recipe.canvas, recipe.threshold, recipe.blur, recipe.crop, recipe.size)
    return f"{OUTLINES}-{hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]}"


class Cache:
    """The file of a build."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def measures(self, keys: Iterable[str]) -> dict[str, np.ndarray]:
        """Scalars of dtype `MEASURED` by SHA-256, of those that are known."""
        return {key: np.frombuffer(row, MEASURED)[0] for key, row in self._rows("measured", VERSION, keys)}

    def outlines(self, keys: Iterable[str], recipe: Recipe) -> dict[str, np.ndarray]:
        """Packed outlines by SHA-256, of those that are known."""
        rows = self._rows("outlines", outline_version(recipe), keys)
        return {key: np.frombuffer(row, np.uint8) for key, row in rows}

    def colors(self, keys: Iterable[str]) -> dict[str, np.ndarray]:
        """(n, 3) float64 CIELAB by SHA-256, of those that are known."""
        return {key: np.frombuffer(row, "<f8").reshape(-1, 3) for key, row in self._rows("colors", COLORS, keys)}

    def known(self, table: str, version: str, keys: Sequence[str]) -> set[str]:
        """Which of the keys have a row."""
        return {key for (key,) in self._asked(f"SELECT sha256 FROM {table} WHERE version = ?", (version,), keys)}

    def files(self, paths: Sequence[str]) -> dict[str, tuple[int, int, str]]:
        """Size, time of change in nanoseconds and SHA-256 by path, of those that were opened once."""
        rows = self._asked("SELECT path, size, mtime_ns, sha256 FROM files WHERE 1", (), paths, "path")
        return {path: (size, mtime_ns, sha256) for path, size, mtime_ns, sha256 in rows}

    def keep(self, found: Sequence[tuple[str, Found]], recipe: Recipe) -> None:
        """Store what was found, by path, at once: it survives an interruption.

        Args:
            found: of a path where the tables do not know the photo's SHA-256, else of an empty text.
            recipe: by which the outlines were made.
        """
        drawn = outline_version(recipe)
        files = [(path, one.size, one.mtime_ns, one.sha256) for path, one in found if path]
        rows = {
            "measured": [(VERSION, one.sha256, one.measures.tobytes()) for _, one in found if one.measures is not None],
            "outlines": [(drawn, one.sha256, one.outline.tobytes()) for _, one in found if one.outline is not None],
            "colors": [
                (COLORS, one.sha256, one.colors.astype("<f8").tobytes()) for _, one in found if one.colors is not None
            ],
        }
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", files)
            for table, entries in rows.items():
                self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", entries)

    def _rows(self, table: str, version: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        return self._asked(f"SELECT sha256, row FROM {table} WHERE version = ?", (version,), list(dict.fromkeys(keys)))

    def _asked(
        self, query: str, values: tuple[str, ...], keys: Sequence[str], column: str = "sha256"
    ) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), ASKED):
            part = keys[start : start + ASKED]
            marks = ", ".join("?" * len(part))
            yield from self._connection.execute(f"{query} AND {column} IN ({marks})", (*values, *part))


@contextmanager
def opened(path: Path) -> Iterator[Cache]:
    """The cache file of a build; made where there is none, made anew where it is no database."""
    with database(path, TABLES) as connection:
        yield Cache(connection)
