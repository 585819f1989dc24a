"""What the network said of each photo, kept by the photo's bytes, so that no photo is looked at twice."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from curation.schema import SHOTS

TABLE = "CREATE TABLE IF NOT EXISTS seen (model TEXT, sha256 TEXT, p BLOB, PRIMARY KEY (model, sha256)) WITHOUT ROWID"


class Cache:
    """Probabilities by (model, sha256). Another model has entries of its own."""

    def __init__(self, connection: sqlite3.Connection, model: str) -> None:
        self._connection = connection
        self._model = model

    def known(self) -> dict[str, np.ndarray]:
        """(9,) float32 by SHA-256."""
        rows = self._connection.execute("SELECT sha256, p FROM seen WHERE model = ?", (self._model,))
        return {sha256: np.frombuffer(p, np.float32) for sha256, p in rows}

    def keep(self, entries: Iterable[tuple[str, np.ndarray]]) -> None:
        """Store at once: what was computed survives an interruption."""
        rows = [(self._model, sha256, p.astype(np.float32).tobytes()) for sha256, p in entries]
        assert all(len(p) == 4 * len(SHOTS) for _, _, p in rows)
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", rows)


@contextmanager
def opened(path: Path, model: str) -> Iterator[Cache]:
    """The cache file of a build; made where there is none, made anew where it is no database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(TABLE)
        yield Cache(connection, model)
    finally:
        connection.close()
