"""What the network said of each photo and saw in it, kept by the photo's bytes, so that no photo is looked at twice."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from curation.remembered import database
from curation.schema import SHOTS
from curation.shots.network import Sight

TABLE = "CREATE TABLE IF NOT EXISTS seen (model TEXT, sha256 TEXT, p BLOB, PRIMARY KEY (model, sha256)) WITHOUT ROWID"
SIGHTS = (
    "CREATE TABLE IF NOT EXISTS sights (network TEXT, sha256 TEXT, logits BLOB, features BLOB, "
    "PRIMARY KEY (network, sha256)) WITHOUT ROWID"
)
"""About 2.6 kB a photo: what a layer that was learned later needs, in place of a second look at every photo."""
ASKED = 500
"""Photos a query; SQLite takes at most 999 values."""


class Cache:
    """Probabilities by (model, sha256). Another model has entries of its own."""

    def __init__(self, connection: sqlite3.Connection, model: str) -> None:
        self._connection = connection
        self._model = model

    def known(self, keys: Iterable[str]) -> dict[str, np.ndarray]:
        """(9,) float32 by SHA-256, of those photos that are known."""
        return {
            sha256: np.frombuffer(p, np.float32)
            for sha256, p in self._asked("SELECT sha256, p FROM seen WHERE model = ?", self._model, keys)
        }

    def keep(self, entries: Iterable[tuple[str, np.ndarray]]) -> None:
        """Store at once: what was computed survives an interruption."""
        rows = [(self._model, sha256, p.astype(np.float32).tobytes()) for sha256, p in entries]
        assert all(len(p) == 4 * len(SHOTS) for _, _, p in rows)
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", rows)

    def keep_sights(self, network: str, entries: Iterable[tuple[str, Sight]]) -> None:
        """Store what a network saw, at once."""
        rows = [
            (network, sha256, sight.logits.astype("<f4").tobytes(), sight.features.astype("<f2").tobytes())
            for sha256, sight in entries
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO sights VALUES (?, ?, ?, ?)", rows)

    def sights(self, network: str, keys: Iterable[str]) -> dict[str, Sight]:
        """What a network saw, by SHA-256, of those photos that are known."""
        rows = self._asked("SELECT sha256, logits, features FROM sights WHERE network = ?", network, keys)
        return {
            sha256: Sight(np.frombuffer(logits, "<f4"), np.frombuffer(features, "<f2"))
            for sha256, logits, features in rows
        }

    def _asked(self, query: str, name: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), ASKED):
            part = wanted[start : start + ASKED]
            marks = ", ".join("?" * len(part))
            yield from self._connection.execute(f"{query} AND sha256 IN ({marks})", (name, *part))


@contextmanager
def opened(path: Path, model: str) -> Iterator[Cache]:
    """The cache file of a build; made where there is none, made anew where it is no database."""
    with database(path, (TABLE, SIGHTS)) as connection:
        yield Cache(connection, model)
