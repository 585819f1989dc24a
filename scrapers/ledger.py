"""What a store's crawls know: pages, products and photos with their state, in one SQLite file.

The ledger is the truth of a crawl; `products.csv` and `images.csv` are exported from it when a crawl ends. A photo is
entered when its file is on disk, a product when all its photos are through, a page as done when all its products are.
So a crawl may be killed at any moment: whatever is not entered is asked for again.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler

from curation import tables
from curation.errors import CrawlError
from curation.schema import Attribute, RawImage, RawProduct
from curation.workspace import Raw, safe_name
from scrapers.ledger_crawls import Crawl, Crawls
from scrapers.ledger_pages import Pages
from scrapers.ledger_tables import prepare
from scrapers.pages.item import ProductItem

_IMAGE = tuple(column.name for column in fields(RawImage))
_PRODUCT = tuple(column.name for column in fields(RawProduct))


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
            prepare(self._db, str(path))
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise CrawlError(f"{path} is no ledger ({error}); move it away and crawl again") from error
        except CrawlError:
            self._db.close()
            raise
        self.crawls = Crawls(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def pages(self, crawl: Crawl) -> Pages:
        """The pages, as a crawl sees them."""
        return Pages(self._db, crawl.number)

    def folder(self, product_id: str) -> str:
        """The folder name a product's photos lie in since it was first seen; empty for a new product."""
        found = self._db.execute("SELECT folder FROM products WHERE id = ?", (product_id,)).fetchone()
        return found[0] if found else ""

    def first_of_name(self, product_id: str) -> str:
        """The id that was there first of those that differ from this one in their case only; empty where none is."""
        found = self._db.execute(
            "SELECT id FROM products WHERE lower(id) = lower(?) ORDER BY rowid LIMIT 1", (product_id,)
        ).fetchone()
        return found[0] if found else ""

    def images(self, product_id: str) -> list[RawImage]:
        """The photos of a product as last saved, in gallery order."""
        rows = self._db.execute("SELECT row FROM images WHERE id = ? ORDER BY position", (product_id,))
        return [_image(row) for (row,) in rows]

    def read_by(self, crawl: Crawl, product_id: str) -> bool:
        """Whether a crawl has read a product already."""
        found = self._db.execute("SELECT 1 FROM products WHERE id = ? AND crawl = ?", (product_id, crawl.number))
        return found.fetchone() is not None

    def expect(self, images: list[RawImage]) -> None:
        """Keep photos as queued before they are asked for: from here on no row speaks of bytes that may change."""
        with self._db:
            self._db.executemany(
                "INSERT INTO images (id, position, status, row) VALUES (?, ?, 'queued', ?) ON CONFLICT (id, position) "
                "DO UPDATE SET status = 'queued', row = excluded.row",
                [(image.id, image.position, _json(replace(image, status="queued"))) for image in images],
            )

    def save_image(self, image: RawImage, error: str = "") -> None:
        """Keep what became of one photo; the attempts are counted."""
        with self._db:
            self._db.execute(
                "INSERT INTO images VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (id, position) DO UPDATE SET "
                "status = excluded.status, attempts = attempts + 1, error = excluded.error, row = excluded.row",
                (image.id, image.position, image.status, error, _json(image)),
            )

    def save(self, item: ProductItem, crawl: Crawl | None = None) -> None:
        """Keep a product and all its photos in one transaction, in place of what was known of it."""
        product = item.product
        folder = self.folder(product.id) or safe_name(product.category or "uncategorised")
        with self._db:
            self._db.execute(
                "INSERT INTO products VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "page = excluded.page, crawl = excluded.crawl, row = excluded.row",
                (product.id, folder, item.page or product.product_url, crawl.number if crawl else 0, _json(product)),
            )
            kept = self.attempts(product.id)
            self._db.execute("DELETE FROM images WHERE id = ?", (product.id,))
            self._db.executemany(
                "INSERT INTO images VALUES (?, ?, ?, ?, ?, ?)",
                [(i.id, i.position, i.status, *kept.get(i.position, (0, "")), _json(i)) for i in item.images],
            )

    def attempts(self, product_id: str) -> dict[int, tuple[int, str]]:
        """How often each photo of a product was asked for, by position, and the last failure in full."""
        rows = self._db.execute("SELECT position, attempts, error FROM images WHERE id = ?", (product_id,))
        return {position: (attempts, error) for position, attempts, error in rows}

    def products(self, crawl: Crawl | None = None) -> Iterator[RawProduct]:
        """All products by id, with the paths of their stored photos; or those that a crawl read."""
        rows = self._db.execute(
            "SELECT row FROM products WHERE ? IS NULL OR crawl = ? ORDER BY id", (crawl and crawl.number,) * 2
        )
        for (row,) in rows:
            yield _product(row)

    def all_images(self) -> Iterator[RawImage]:
        """All photos by product id and position."""
        for (row,) in self._db.execute("SELECT row FROM images ORDER BY id, position"):
            yield _image(row)

    def counts(self, crawl: Crawl | None = None) -> dict[str, int]:
        """How many products there are, and how many photos in each state, as `images_done` and so on.

        With a crawl: those that it read.
        """
        number = crawl and crawl.number
        (products,) = self._db.execute(
            "SELECT count(*) FROM products WHERE ? IS NULL OR crawl = ?", (number, number)
        ).fetchone()
        states = self._db.execute(
            "SELECT status, count(*) FROM images WHERE ? IS NULL OR id IN (SELECT id FROM products WHERE crawl = ?) "
            "GROUP BY 1 ORDER BY 1",
            (number, number),
        )
        return {"products": products, **{f"images_{state}": count for state, count in states}}

    def export(self, raw: Raw) -> None:
        """Write `products.csv` and `images.csv`."""
        tables.write(raw.products, self.products(), RawProduct)
        tables.write(raw.images, self.all_images(), RawImage)


def _json(row: RawProduct | RawImage) -> str:
    # By hand: `asdict` copies every list and text deeply before it is written.
    cells = {name: getattr(row, name) for name in (_PRODUCT if isinstance(row, RawProduct) else _IMAGE)}
    return json.dumps(cells, ensure_ascii=False, default=asdict)


def _product(row: str) -> RawProduct:
    cells = _known(row, _PRODUCT)
    cells["attributes"] = [Attribute(**attribute) for attribute in cells["attributes"]]
    return RawProduct(**cells)


def _image(row: str) -> RawImage:
    return RawImage(**_known(row, _IMAGE))


def _known(row: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The columns of today; a row that was kept before a column was added has its default, one taken out is gone."""
    return {name: value for name, value in json.loads(row).items() if name in names}


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
    """Saves each item when its photos are through."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: ProductItem) -> ProductItem:
        spider: Any = self.crawler.spider
        spider.ledger.save(replace(item, product=with_paths(item.product, item.images)), spider.crawl)
        return item
