"""The crawls of a ledger: which one goes on where it stopped, and what the last one brought."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FINISHED = "finished"
"""The outcome of a crawl that asked for everything there was; every other is gone on with."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl: from its first request until nothing is left to ask for, over as many processes as it takes."""

    number: int
    started_at: str
    resumed: bool
    """Whether an earlier process began it."""


@dataclass(frozen=True, slots=True)
class Past:
    """A crawl that finished."""

    started_at: str
    summary: dict[str, Any]


class Crawls:
    """The table of crawls."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def begin(self, arguments: str, at: str, process: str) -> Crawl:
        """The last crawl where it was not finished and had the same arguments; else a new one.

        What an earlier process had asked for without hearing the answer is queued again; after a crawl that ended as
        blocked, also what the store refused to it.
        """
        last = self._db.execute(
            "SELECT number, arguments, outcome, started_at FROM crawls ORDER BY number DESC LIMIT 1"
        ).fetchone()
        with self._db:
            if last and last[1] == arguments and last[2] != FINISHED:
                number, _, _, started = last
                self._db.execute("UPDATE crawls SET outcome = '', process = ? WHERE number = ?", (process, number))
                self._db.execute(
                    "UPDATE pages SET status = 'queued' WHERE crawl = ? AND (status = 'asked' OR ? = 'blocked' AND "
                    "status = 'failed' AND reason IN ('http_401', 'http_403', 'http_429', 'http_503'))",
                    (number, last[2]),
                )
                return Crawl(number, started, resumed=True)
            number = last[0] + 1 if last else 1
            self._db.execute(
                "INSERT INTO crawls (number, arguments, started_at, process) VALUES (?, ?, ?, ?)",
                (number, arguments, at, process),
            )
        return Crawl(number, at, resumed=False)

    def end(self, crawl: Crawl, outcome: str, at: str, summary: dict[str, Any]) -> None:
        """Keep how a crawl ended; one that finished leaves no page without an outcome."""
        with self._db:
            self._db.execute(
                "UPDATE crawls SET outcome = ?, ended_at = ?, summary = ? WHERE number = ?",
                (outcome, at, json.dumps(summary), crawl.number),
            )
            if outcome == FINISHED:
                self._db.execute(
                    "UPDATE pages SET status = 'failed', reason = 'no_outcome' WHERE crawl = ? AND status = 'asked'",
                    (crawl.number,),
                )

    def running(self) -> str:
        """Who began the last crawl, as that process wrote it."""
        found = self._db.execute("SELECT process FROM crawls ORDER BY number DESC LIMIT 1").fetchone()
        return found[0] if found else ""

    def last_finished(self, crawl: Crawl) -> Past | None:
        """The last crawl before this one that finished and went to the same places, with `refresh` or without.

        One that was led to no product page (a store that was away, or refused) is nothing to compare with.
        """
        found = self._db.execute(
            "SELECT started_at, summary FROM crawls WHERE number < ? AND outcome = ? "
            "AND summary ->> 'listed' IS NOT 0 AND json_remove(arguments, '$.refresh') = "
            "(SELECT json_remove(arguments, '$.refresh') FROM crawls WHERE number = ?) ORDER BY number DESC LIMIT 1",
            (crawl.number, FINISHED, crawl.number),
        ).fetchone()
        return Past(found[0], json.loads(found[1])) if found else None


def now() -> str:
    """The present, as a ledger writes it: ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
