"""The pages of a ledger: what is still to be asked for, what was asked, and what came of it."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

PRODUCT_KINDS = ("parse_product", "parse_saved")
"""The methods of a spider that read product pages."""
_PRODUCTS = f"kind IN ({', '.join(repr(kind) for kind in PRODUCT_KINDS)})"


@dataclass(frozen=True, slots=True)
class Page:
    """An address and the spider's method that reads it: one address may be a product's page and a listing."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page that is to be asked for."""

    page: Page
    arguments: dict[str, Any] = field(default_factory=dict)
    """What the request carries besides, as JSON can hold it."""
    etag: str = ""
    last_modified: str = ""
    reading: str = ""
    """What read it when those two came."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is kept of an answer."""

    at: str
    """When, ISO 8601 in UTC."""
    etag: str = ""
    last_modified: str = ""
    reading: str = ""


class Pages:
    """The table of pages, as one crawl (its number) sees it."""

    def __init__(self, database: sqlite3.Connection, crawl: int) -> None:
        self._db = database
        self._crawl = crawl

    def queue(self, found: Iterable[Waiting]) -> None:
        """Keep pages to be asked for; one that this crawl has already is left as it is."""
        with self._db:
            self._queue(found)

    def finish(
        self,
        page: Page,
        status: str,
        reason: str = "",
        *,
        fetched: Fetched | None = None,
        found: Iterable[Waiting] = (),
        seen: Iterable[str] = (),
        consent: str = "",
    ) -> None:
        """What came of a page, what it leads to and which known product pages it names, in one transaction."""
        with self._db:
            self._queue(found)
            self._see(seen)
            self._db.execute(
                "UPDATE pages SET status = ?, reason = ?, consent = ? WHERE url = ? AND kind = ?",
                (status, reason, consent, page.url, page.kind),
            )
            if fetched:
                self._db.execute(
                    "UPDATE pages SET fetched_at = ?, etag = ?, last_modified = ?, reading = ? "
                    "WHERE url = ? AND kind = ?",
                    (fetched.at, fetched.etag, fetched.last_modified, fetched.reading, page.url, page.kind),
                )

    def take(self, most: int, without: Collection[str] = ()) -> list[Waiting]:
        """The next pages to ask for, oldest first, none of the hosts `without`; they count as asked from now on."""
        where, hosts = _elsewhere(without)
        rows = self._db.execute(
            "SELECT url, kind, arguments, etag, last_modified, reading FROM pages "
            f"WHERE crawl = ? AND status = 'queued' {where} ORDER BY rowid LIMIT ?",
            (self._crawl, *hosts, most),
        ).fetchall()
        with self._db:
            self._db.executemany(
                "UPDATE pages SET status = 'asked', attempts = attempts + 1 WHERE url = ? AND kind = ?",
                [row[:2] for row in rows],
            )
        return [Waiting(Page(url, kind), json.loads(arguments), *rest) for url, kind, arguments, *rest in rows]

    def waiting(self) -> int:
        """How many pages are queued or under way."""
        return self._number("crawl = ? AND status IN ('queued', 'asked')")

    def any_queued(self, without: Collection[str] = ()) -> bool:
        """Whether pages are to be asked for; those of the hosts `without` do not count."""
        where, hosts = _elsewhere(without)
        found = self._db.execute(
            f"SELECT 1 FROM pages WHERE crawl = ? AND status = 'queued' {where} LIMIT 1", (self._crawl, *hosts)
        )
        return found.fetchone() is not None

    def any_listing(self) -> bool:
        """Whether a page waits that may lead to others."""
        found = self._db.execute(
            f"SELECT 1 FROM pages WHERE crawl = ? AND status IN ('queued', 'asked') AND NOT {_PRODUCTS} LIMIT 1",
            (self._crawl,),
        )
        return found.fetchone() is not None

    def product_pages(self) -> int:
        """How many product pages this crawl has asked for or is to ask for."""
        return self._number(f"crawl = ? AND {_PRODUCTS}")

    def listed(self) -> int:
        """To how many product pages, known ones among them, this crawl was led."""
        return self._number(f"seen = ? AND {_PRODUCTS}")

    def unchanged(self) -> int:
        """How many product pages of this crawl are as they were when an earlier one read them."""
        return self._number(
            f"crawl = ? AND status = 'done' AND {_PRODUCTS} "
            "AND EXISTS (SELECT 1 FROM products WHERE page = url AND products.crawl < pages.crawl)"
        )

    def vanished(self) -> int:
        """How many product pages that were read once nothing led to in this crawl."""
        return self._number(f"seen < ? AND status = 'done' AND {_PRODUCTS}")

    def listings(self) -> int:
        """How many listings, sitemaps and the like this crawl has asked for or is to ask for."""
        return self._number(f"crawl = ? AND NOT {_PRODUCTS}")

    def reasons(self, *, listings: bool = False) -> dict[str, int]:
        """Why product pages (or listings) of this crawl failed or were refused, most frequent first."""
        rows = self._db.execute(
            f"SELECT reason, count(*) FROM pages WHERE crawl = ? AND status IN ('failed', 'refused') "
            f"AND ({_PRODUCTS}) != ? GROUP BY 1 ORDER BY 2 DESC, 1",
            (self._crawl, listings),
        )
        return dict(rows.fetchall())

    def has(self, url: str) -> bool:
        """Whether this crawl was led to a product page before."""
        found = self._db.execute(
            f"SELECT 1 FROM pages WHERE url = ? AND (crawl = ? OR seen = ?) AND {_PRODUCTS}",
            (url, self._crawl, self._crawl),
        )
        return found.fetchone() is not None

    def was_read(self, url: str) -> bool:
        """Whether a product is known from a page."""
        return self._db.execute("SELECT 1 FROM products WHERE page = ?", (url,)).fetchone() is not None

    def known(self, url: str) -> bool:
        """Whether an earlier crawl read a product page and has all its photos, or was refused them."""
        done = self._db.execute(f"SELECT 1 FROM pages WHERE url = ? AND status = 'done' AND {_PRODUCTS}", (url,))
        return done.fetchone() is not None and not self.photos_open(url)

    def photos_open(self, url: str) -> bool:
        """Whether a photo of the products of a page waits or has failed."""
        found = self._db.execute(
            "SELECT 1 FROM products JOIN images USING (id) "
            "WHERE page = ? AND images.status IN ('queued', 'failed') LIMIT 1",
            (url,),
        )
        return found.fetchone() is not None

    def photos_stored(self, url: str) -> list[str]:
        """Where the stored photos of the products of a page lie, relative to the workspace."""
        rows = self._db.execute(
            "SELECT images.row ->> 'path' FROM products JOIN images USING (id) "
            "WHERE page = ? AND images.status = 'done'",
            (url,),
        )
        return [path for (path,) in rows]

    def open_again(self, *, everything: bool) -> list[str]:
        """Product pages of earlier crawls that should be asked for again: what failed or was left, or `everything`."""
        rows = self._db.execute(
            f"SELECT url FROM pages WHERE crawl < ? AND {_PRODUCTS} AND (? OR status != 'done' OR url IN "
            "(SELECT page FROM products JOIN images USING (id) WHERE images.status IN ('queued', 'failed'))) "
            "ORDER BY rowid",
            (self._crawl, everything),
        )
        return [url for (url,) in rows]

    def queue_again(self, urls: Iterable[str]) -> None:
        """Ask for product pages of earlier crawls again, with the arguments they had; nothing has led to them yet."""
        with self._db:
            self._db.executemany(
                f"UPDATE pages SET crawl = ?, status = 'queued', reason = '' WHERE url = ? AND {_PRODUCTS}",
                [(self._crawl, url) for url in urls],
            )

    def _queue(self, found: Iterable[Waiting]) -> None:
        self._db.executemany(
            "INSERT INTO pages (url, kind, crawl, seen, status, arguments) VALUES (?, ?, ?, ?, 'queued', ?) "
            "ON CONFLICT (url, kind) DO UPDATE SET crawl = excluded.crawl, seen = excluded.seen, status = 'queued', "
            "reason = '', arguments = excluded.arguments WHERE pages.crawl < excluded.crawl",
            [
                (one.page.url, one.page.kind, self._crawl, self._crawl, json.dumps(one.arguments, ensure_ascii=False))
                for one in found
            ],
        )

    def _see(self, urls: Iterable[str]) -> None:
        self._db.executemany(
            f"UPDATE pages SET seen = ? WHERE url = ? AND {_PRODUCTS}", [(self._crawl, url) for url in urls]
        )

    def _number(self, where: str) -> int:
        (count,) = self._db.execute(f"SELECT count(*) FROM pages WHERE {where}", (self._crawl,)).fetchone()
        return int(count)


def _elsewhere(without: Collection[str]) -> tuple[str, list[Any]]:
    """The condition that an address is of none of the hosts, and its parameters."""
    prefixes = [f"{scheme}://{host}{end}" for host in without for scheme in ("http", "https") for end in "/:"]
    # A comparison of the beginning, not LIKE: a host name may hold its wildcard "_".
    return "".join(" AND substr(url, 1, ?) != ?" for _ in prefixes), [
        part for prefix in prefixes for part in (len(prefix), prefix)
    ]
