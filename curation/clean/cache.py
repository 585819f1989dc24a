"""What was measured of each photo, kept by the photo's bytes, so that no photo is decoded twice for it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from curation.clean.measure import MEASURED, VERSION
from curation.remembered import database

TABLE = """
CREATE TABLE IF NOT EXISTS measured (version TEXT, sha256 TEXT, row BLOB, PRIMARY KEY (version, sha256)) WITHOUT ROWID
"""


class Cache:
    """Measures by SHA-256."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self, wanted: Iterable[str]) -> dict[str, np.ndarray]:
        """The measures, each a scalar of dtype `MEASURED`, of those of the photos that were measured before."""
        asked = set(wanted)
        rows = self._connection.execute("SELECT sha256, row FROM measured WHERE version = ?", (VERSION,))
        return {sha256: np.frombuffer(row, MEASURED)[0] for sha256, row in rows if sha256 in asked}

    def keep(self, entries: Iterable[tuple[str, np.ndarray]]) -> None:
        """Store at once: what was measured survives an interruption."""
        rows = [(VERSION, sha256, row.tobytes()) for sha256, row in entries]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO measured VALUES (?, ?, ?)", rows)


@contextmanager
def opened(path: Path) -> Iterator[Cache]:
    """The cache file of a build; made where there is none, made anew where it is no database."""
    with database(path, (TABLE,)) as connection:
        yield Cache(connection)
