"""What a store's crawls know: pages, products and photos with their state, in one SQLite file.

The ledger is the truth of a crawl; `products.csv` and `images.csv` are exported from it when a crawl ends. A product
and the results of its photos are committed together, after the files are on disk.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from curation import tables
from curation.errors import CrawlError
from curation.schema import VERSION, Attribute, RawImage, RawProduct
from curation.workspace import Raw, Workspace, safe_name
from scrapers.pages.item import ProductItem

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE pages (
    url TEXT PRIMARY KEY, status TEXT NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL,
    fetched_at TEXT NOT NULL
);
CREATE TABLE products (id TEXT PRIMARY KEY, folder TEXT NOT NULL, row TEXT NOT NULL);
CREATE TABLE images (
    id TEXT NOT NULL, position INTEGER NOT NULL, attempts INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (id, position)
);
"""


class Ledger:
    """The SQLite file of one store; a context manager.

    Raises:
        CrawlError: the file is no ledger, or one of another version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=30)
        try:
            # WAL: a reader (curate status) never waits for the crawl, and a killed crawl leaves no torn page.
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise CrawlError(f"{path} is no ledger ({error}); move it away and crawl again") from error

    def _prepare(self) -> None:
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            with self._db:
                self._db.executescript(_TABLES)
                self._db.execute("INSERT INTO meta VALUES ('version', ?)", (str(VERSION),))
        (found,) = self._db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if found != str(VERSION):
            self._db.close()
            raise CrawlError(
                f"{self.path} has schema version {found}, this version reads {VERSION}; move it away and crawl again"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def folder(self, product_id: str) -> str:
        """The folder name a product's photos lie in since it was first seen; empty for a new product."""
        found = self._db.execute("SELECT folder FROM products WHERE id = ?", (product_id,)).fetchone()
        return found[0] if found else ""

    def images(self, product_id: str) -> list[RawImage]:
        """The photos of a product as last saved, in gallery order."""
        rows = self._db.execute("SELECT row FROM images WHERE id = ? ORDER BY position", (product_id,))
        return [RawImage(**json.loads(row)) for (row,) in rows]

    def save(self, item: ProductItem) -> None:
        """Keep a product and all its photos in one transaction, in place of what was known of it."""
        product = item.product
        folder = self.folder(product.id) or safe_name(product.category or "uncategorised")
        with self._db:
            self._db.execute(
                "INSERT INTO products VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET row = excluded.row",
                (product.id, folder, _json(product)),
            )
            attempts = dict(
                self._db.execute("SELECT position, attempts FROM images WHERE id = ?", (product.id,)).fetchall()
            )
            self._db.execute("DELETE FROM images WHERE id = ?", (product.id,))
            self._db.executemany(
                "INSERT INTO images VALUES (?, ?, ?, ?)",
                [(i.id, i.position, attempts.get(i.position, 0) + 1, _json(i)) for i in item.images],
            )

    def save_page(self, url: str, status: str, reason: str, fetched_at: str) -> None:
        """Keep what became of a page: done, failed or refused, and why."""
        with self._db:
            self._db.execute(
                "INSERT INTO pages VALUES (?, ?, ?, 1, ?) ON CONFLICT (url) DO UPDATE SET status = excluded.status, "
                "reason = excluded.reason, attempts = attempts + 1, fetched_at = excluded.fetched_at",
                (url, status, reason, fetched_at),
            )

    def products(self) -> Iterator[RawProduct]:
        """All products by id, with the paths of their stored photos."""
        for (row,) in self._db.execute("SELECT row FROM products ORDER BY id"):
            fields = json.loads(row)
            fields["attributes"] = [Attribute(**attribute) for attribute in fields["attributes"]]
            yield RawProduct(**fields)

    def all_images(self) -> Iterator[RawImage]:
        """All photos by product id and position."""
        for (row,) in self._db.execute("SELECT row FROM images ORDER BY id, position"):
            yield RawImage(**json.loads(row))

    def counts(self) -> dict[str, int]:
        """How many products there are, and how many photos in each state, as `images_done` and so on."""
        (products,) = self._db.execute("SELECT count(*) FROM products").fetchone()
        states = self._db.execute("SELECT row ->> 'status', count(*) FROM images GROUP BY 1 ORDER BY 1")
        return {"products": products, **{f"images_{state}": count for state, count in states}}

    def export(self, raw: Raw) -> None:
        """Write `products.csv` and `images.csv`."""
        tables.write(raw.products, self.products(), RawProduct)
        tables.write(raw.images, self.all_images(), RawImage)


def _json(row: RawProduct | RawImage) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)


def with_paths(product: RawProduct, images: list[RawImage]) -> RawProduct:
    """The product with the URLs and stored paths of its photos: the first product photo, and all others in order."""
    front = next((image for image in images if image.role == "product"), None)
    others = [image for image in images if image is not front]
    return replace(
        product,
        img_url=front.url if front else "",
        img_path=front.path if front else "",
        model_img_urls=[image.url for image in others],
        model_img_paths=[image.path for image in others if image.path],
    )


class LedgerPipeline:
    """Saves each item when its photos are through, and exports the CSV files when the crawl ends."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        assert self.crawler.spider
        self.raw = Workspace(Path(self.crawler.settings["WORKSPACE"])).raw(self.crawler.spider.name)
        self.ledger = Ledger(self.raw.ledger)

    def process_item(self, item: ProductItem) -> ProductItem:
        self.ledger.save(replace(item, product=with_paths(item.product, item.images)))
        product = item.product
        self.ledger.save_page(product.product_url, "done", "", product.fetched_at)
        return item

    def close_spider(self) -> None:
        self.ledger.export(self.raw)
        self.ledger.close()
