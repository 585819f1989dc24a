"""A SQLite file that remembers what was computed; it can always be computed again."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)


@contextmanager
def database(path: Path, tables: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """The file with its tables; made where there is none, made anew where it is no database.

    Args:
        tables: their `CREATE TABLE IF NOT EXISTS` statements.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = _connected(path, tables)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
            raise
        log.warning("%s is no database; it is made anew, and what it remembered is computed again", path)
        path.unlink()
        connection = _connected(path, tables)
    try:
        yield connection
    finally:
        connection.close()


def _connected(path: Path, tables: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut may take the last entries, never the file; what they said is computed again.
        connection.execute("PRAGMA synchronous = NORMAL")
        for table in tables:
            connection.execute(table)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
