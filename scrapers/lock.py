"""One crawl of a store at a time: a lock that a killed process does not leave behind.

An open transaction on a side file: the system gives it up with the process, on Windows as well, and nobody has to find
out whether the process that a file names is still alive.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from curation.errors import CrawlError
from curation.workspace import Raw
from scrapers.ledger import Ledger


@contextmanager
def only_crawl(raw: Raw) -> Iterator[None]:
    """Hold a store's folder for one crawl.

    Raises:
        CrawlError: another crawl holds it, and the message names its process; or the folder cannot be written to.
    """
    try:
        raw.root.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(raw.root / "crawl.lock", timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise CrawlError(_unusable(raw, error)) from error
    try:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            raise CrawlError(_taken(raw) if "locked" in str(error) else _unusable(raw, error)) from error
        for half in (*raw.root.glob(".*.part"), *raw.root.glob("*/*/.*.part")):
            half.unlink()  # what a killed crawl was writing; nothing refers to it
        yield
    finally:
        database.close()


def _unusable(raw: Raw, error: Exception) -> str:
    return (
        f"{raw.root}/crawl.lock cannot be used ({error}); make the folder writable, or crawl into another workspace "
        "with -s WORKSPACE=DIR"
    )


def _taken(raw: Raw) -> str:
    with Ledger(raw.ledger) as ledger:
        process = ledger.crawls.running()
    by = f" by {process}" if process else ""
    return (
        f"{raw.store} is being crawled into {raw.root} already{by}; wait until that ends, stop it with Ctrl-C, or "
        "crawl into another workspace with -s WORKSPACE=DIR"
    )
