"""Machine translation that may fail: a time limit, a pause, retries, a breaker, and a cache that outlives the run.

A provider can hang, return nothing, raise, or answer with a web page. None of that stops a run: the text stays
untranslated, and the next run asks again. What was translated is never asked twice.
"""

import queue
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from curation.translate.providers import Provider

_MARKUP = re.compile(r"<\s*(?:!doctype|html|body|div|head|script|title)\b", re.IGNORECASE)
LONGEST = 5000
"""Characters a provider takes; an answer that is longer than five times its text is none."""


@dataclass
class Report:
    """What became of the texts of one run; asked = translated + failed."""

    cached: int = 0
    asked: int = 0
    translated: int = 0
    failed: int = 0
    skipped: int = 0
    """Not asked: the breaker had opened."""
    why: str = ""
    """The last failure, in a sentence."""


@dataclass
class Machine:
    """A provider behind a time limit, a pause, retries and a breaker."""

    provider: Provider
    cache: Path
    timeout_s: float = 10.0
    """For one answer."""
    pause_s: float = 0.5
    """Between two questions."""
    retries: int = 2
    breaker: int = 3
    """Texts that fail one after the other before no more are asked in this run."""
    sleep: Callable[[float], None] = time.sleep
    report: Report = field(default_factory=Report)

    def translate(self, texts: Iterable[str], source: str) -> dict[str, str]:
        """English for as many of the texts as could be had.

        Every answer is in the cache before the next text is asked, so an interrupted run goes on where it stopped.
        """
        found: dict[str, str] = {}
        in_a_row = 0
        with closing(self._opened()) as database:
            for text in dict.fromkeys(texts):
                if (known := self._cached(database, text, source)) is not None:
                    found[text] = known
                    self.report.cached += 1
                elif in_a_row >= self.breaker:
                    self.report.skipped += 1
                else:
                    self.report.asked += 1
                    answer, why = self._asked(text, source)
                    if answer:
                        found[text] = answer
                        self.report.translated += 1
                        in_a_row = 0
                        self._keep(database, text, source, answer)
                    else:
                        self.report.failed += 1
                        self.report.why = why
                        in_a_row += 1
        return found

    def _asked(self, text: str, source: str) -> tuple[str, str]:
        """An answer, or why there is none."""
        if len(text) > LONGEST:
            return "", f"text of {len(text):,} characters, at most {LONGEST:,} are sent"
        why = ""
        for attempt in range(self.retries + 1):
            self.sleep(self.pause_s * 2**attempt)
            try:
                answer = self._within_limit(text, source)
            except TimeoutError:
                why = f"{self.provider.name} gave no answer within {self.timeout_s:g} s"
                continue
            except Exception as error:  # a scraped page can raise anything; the run goes on
                why = f"{self.provider.name} failed: {type(error).__name__}: {' '.join(str(error).split())[:120]}"
                continue
            if why := _fault(self.provider.name, text, answer):
                continue
            return " ".join(str(answer).split()), ""
        return "", why

    def _within_limit(self, text: str, source: str) -> object:
        """The provider's answer. deep-translator sets no time limit, so a thread is left behind when it hangs."""
        box: queue.Queue[object] = queue.Queue()

        def ask() -> None:
            try:
                box.put(self.provider.translate(text, source))
            except Exception as error:
                box.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = box.get(timeout=self.timeout_s)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _opened(self) -> sqlite3.Connection:
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.cache)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(
            "CREATE TABLE IF NOT EXISTS translations (provider TEXT, version TEXT, source TEXT, text TEXT, "
            "english TEXT NOT NULL, PRIMARY KEY (provider, version, source, text))"
        )
        return database

    def _cached(self, database: sqlite3.Connection, text: str, source: str) -> str | None:
        row = database.execute(
            "SELECT english FROM translations WHERE provider = ? AND version = ? AND source = ? AND text = ?",
            (self.provider.name, self.provider.version, source, text),
        ).fetchone()
        return str(row[0]) if row else None

    def _keep(self, database: sqlite3.Connection, text: str, source: str, english: str) -> None:
        with database:
            database.execute(
                "INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?, ?)",
                (self.provider.name, self.provider.version, source, text, english),
            )


def _fault(name: str, text: str, answer: object) -> str:
    """Why an answer is no translation; empty where it is one."""
    if answer is None:
        return f"{name} returned nothing"
    if not isinstance(answer, str) or not answer.strip():
        return f"{name} returned {answer!r}"
    if _MARKUP.search(answer):
        return f"{name} answered with a web page"
    if len(answer) > 5 * len(text) + 40:
        return f"{name} answered {len(answer):,} characters to {len(text):,}"
    return ""
