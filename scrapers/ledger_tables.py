"""The tables of a ledger, and how an older ledger becomes a present one.

Rows of products and photos are kept as JSON beside the columns that are searched, so that a new column of
`products.csv` or `images.csv` needs no migration here.
"""

import sqlite3

from curation.errors import CrawlError

VERSION = 2
"""Of the tables below; an older ledger is migrated when it is opened, a newer one refused by name."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE crawls (
    number INTEGER PRIMARY KEY,
    arguments TEXT NOT NULL,              -- as given with -a, JSON with sorted keys
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',     -- empty while it runs and after a kill; finished, shutdown, blocked
    process TEXT NOT NULL DEFAULT '',     -- who crawls, for the one who is refused
    summary TEXT NOT NULL DEFAULT '{}'    -- what scrapers.health measured, JSON
);
CREATE TABLE pages (
    url TEXT NOT NULL,
    kind TEXT NOT NULL,                   -- the spider's method that reads it
    crawl INTEGER NOT NULL,               -- the last crawl that asked for it or is to ask
    seen INTEGER NOT NULL,                -- the last crawl in which something led to it
    status TEXT NOT NULL,                 -- queued, asked, done, failed, refused
    reason TEXT NOT NULL DEFAULT '',      -- why failed or refused, snake_case
    attempts INTEGER NOT NULL DEFAULT 0,
    arguments TEXT NOT NULL DEFAULT '{}', -- of the request, JSON
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    reading TEXT NOT NULL DEFAULT '',     -- what read it; another reading asks for the page again
    consent TEXT NOT NULL DEFAULT '',     -- scrapers/consent: outcome, source and date
    fetched_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (url, kind)
);
CREATE INDEX pages_waiting ON pages (crawl, status);
CREATE TABLE products (
    id TEXT PRIMARY KEY, folder TEXT NOT NULL,
    page TEXT NOT NULL,                   -- the address that was asked for
    crawl INTEGER NOT NULL,               -- the last crawl that read it
    row TEXT NOT NULL
);
CREATE INDEX products_page ON products (page);
CREATE INDEX products_name ON products (lower(id));
CREATE TABLE images (
    id TEXT NOT NULL, position INTEGER NOT NULL,
    status TEXT NOT NULL,                 -- queued, done, failed, refused
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',       -- the last failure in full; its word stands in the row
    row TEXT NOT NULL,
    PRIMARY KEY (id, position)
);
CREATE INDEX images_status ON images (status);
"""

_FROM_1 = """
ALTER TABLE pages RENAME TO pages_1;
ALTER TABLE products RENAME TO products_1;
ALTER TABLE images RENAME TO images_1;
DROP TABLE meta;
{tables}
INSERT INTO pages (url, kind, crawl, seen, status, reason, attempts, fetched_at)
    SELECT url, 'parse_product', 0, 0, status, reason, attempts, fetched_at FROM pages_1;
INSERT INTO products SELECT id, folder, row ->> 'product_url', 0, row FROM products_1;
INSERT INTO images SELECT id, position, row ->> 'status', attempts, row ->> 'reason', row FROM images_1;
DROP TABLE pages_1;
DROP TABLE products_1;
DROP TABLE images_1;
"""
_MIGRATIONS = {1: _FROM_1}
"""By the version that they start from; each ends in the present one."""


def prepare(database: sqlite3.Connection, path: str) -> None:
    """Make the tables, or bring older ones up to date, in one transaction.

    Raises:
        CrawlError: the ledger's version is not known here.
    """
    there = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    if there is None:
        _run(database, TABLES)
        return
    (found,) = database.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    if found == str(VERSION):
        return
    migration = next((script for version, script in _MIGRATIONS.items() if found == str(version)), None)
    if migration is None:
        raise CrawlError(
            f"{path} has schema version {found}, this version reads {VERSION}; move it away and crawl again"
        )
    _run(database, migration.format(tables=TABLES))


def _run(database: sqlite3.Connection, script: str) -> None:
    """All of a script or, when the process is killed in it, nothing."""
    version = f"INSERT INTO meta VALUES ('version', '{VERSION}');"
    try:
        database.executescript(f"BEGIN IMMEDIATE;\n{script}\n{version}\nCOMMIT;")
    except sqlite3.Error:
        database.rollback()
        raise
