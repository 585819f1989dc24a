"""The pairs of a build with all that a release says of them, joined on disk: memory does not grow with their number.

A SQLite file in the release's hidden folder, gone when the release is built.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curation import tables
from curation.errors import ReleaseError
from curation.release.fitness import fault
from curation.release.orders import Orders
from curation.schema import (
    ATTRIBUTES,
    LISTED_ATTRIBUTES,
    MORE_ATTRIBUTES,
    Image,
    Pair,
    Product,
    ReleaseRow,
    Removal,
    Split,
)
from curation.workspace import Build

TEXTS = ("name", "brand", *ATTRIBUTES, *MORE_ATTRIBUTES)
PRODUCT = ("store", "id", "product_url", *TEXTS, *LISTED_ATTRIBUTES, "fetched_at")
PAIR = ("store", "id", "product_image", "model_image", "shot", "score", "source")
SPLIT = ("store", "id", "group", "split")
OF_PHOTO = ("url", "key", "sha256", "phash", "width", "height", "bytes", "format", "consent")
"""What a row says of each of its photos."""
PHOTO = ("path", *OF_PHOTO, "group", "fetched_at")
_SAFE = re.compile(r"[^A-Za-z0-9_-]")
_ASKED = ("allowed", "overridden", "refused")


@dataclass
class Chosen:
    """What goes in, and what does not."""

    listed: int = 0
    """Pairs of the build."""
    left_out: list[Removal] = field(default_factory=list)
    """Pairs of the build that are not in the release, with the reason."""
    first: str = ""
    """The day on which the oldest page or photo in it was read; empty where no row says."""
    last: str = ""
    """The day of the newest."""


@dataclass(frozen=True)
class Source:
    """One pair, and where its photos lie in the workspace."""

    number: int
    key: str
    store: str
    id: str
    split: str
    product: str
    model: str
    facts: dict[str, str]
    """What is known of the product: `TEXTS`."""


class Pool:
    """The joined tables of one build."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path)
        # A file that lives as long as one command needs no journal.
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=FILE;"
        )

    def close(self) -> None:
        self._db.close()

    def fill(self, build: Build) -> None:
        """Read the tables of a build.

        Raises:
            TableError: one of them is missing or broken.
            ReleaseError: there are no pairs.
        """
        files = sorted((build.root / "pairs").glob("*.parquet"))
        self._load("pair", PAIR, (row for path in files for row in tables.cells(path, Pair, PAIR)), "store, id")
        if not self._db.execute("SELECT count(*) FROM pair").fetchone()[0]:
            raise ReleaseError(f"{build.root / 'pairs'} holds no pairs to release; run curate run first")
        listed = (_flat(row) for row in tables.cells(build.products, Product, PRODUCT))
        self._load("product", PRODUCT, listed, "store, id")
        self._load("photo", PHOTO, tables.cells(build.images, Image, PHOTO), "path")
        self._load("split", SPLIT, tables.cells(build.splits, Split, SPLIT), "store, id")
        self._db.execute('CREATE INDEX photo_group ON photo ("group")')

    def _load(self, name: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]], key: str) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        self._db.execute(f"CREATE TABLE {name} ({listed}, PRIMARY KEY ({key})) WITHOUT ROWID")
        marks = ", ".join("?" for _ in listed.split(", "))
        # A photo that two products share has two rows with one path, a pair of two categories two: the first will do.
        self._db.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", rows)

    def removed_photos(self, orders: Orders) -> set[str]:
        """Paths of the photos that orders name, with all their copies."""
        if not any(orders.by_kind.get(kind) for kind in ("url", "sha256", "phash")):
            return set()
        rows = self._db.execute("SELECT path, \"group\", url, sha256, phash FROM photo WHERE path != ''")
        named = [(path, group) for path, group, *known in rows if orders.photo(*known)]
        copies = {
            path
            for group in {group for _, group in named if group}
            for (path,) in self._db.execute('SELECT path FROM photo WHERE "group" = ?', (group,))
        }
        return {path for path, _ in named} | copies

    def removed_products(self, orders: Orders) -> set[tuple[str, str]]:
        """Store and id of the products that orders name."""
        if not any(orders.by_kind.get(kind) for kind in ("product", "brand", "url")):
            return set()
        rows = self._db.execute("SELECT store, id, brand, product_url FROM product")
        return {(store, id) for store, id, brand, url in rows if orders.product(store, id, brand, url)}

    def concerned(self, orders: Orders) -> int:
        """How many pairs orders take out."""
        photos, products = self.removed_photos(orders), self.removed_products(orders)
        rows = self._db.execute("SELECT store, id, product_image, model_image FROM pair")
        return sum((store, id) in products or not photos.isdisjoint(paths) for store, id, *paths in rows)

    def choose(self, orders: Orders, *, links: bool, overridden: bool) -> Chosen:
        """Decide which pairs go in; only those have a row from then on.

        Args:
            orders: the removals in force.
            links: whether a photo needs an address.
            overridden: whether what a site reserved and its store allowed goes in.

        Raises:
            ReleaseError: photos were never cleaned, so have no perceptual hash.
        """
        photos, products = self.removed_photos(orders), self.removed_products(orders)
        self._db.execute(
            "CREATE TABLE chosen (number INTEGER PRIMARY KEY, key UNIQUE COLLATE NOCASE, store, id, "
            "product_file DEFAULT '', model_file DEFAULT '', shard DEFAULT '')"
        )
        chosen = Chosen()
        for row in self._candidates():
            chosen.listed += 1
            reason = fault(row, photos, products, links, overridden)
            if reason:
                chosen.left_out.append(Removal(row["store"], row["id"], row["model_image"], reason))
            else:
                self._take(row["store"], row["id"])
                days = [row[name][:10] for name in ("read_at", "m_fetched_at", "p_fetched_at") if row[name]]
                chosen.first = min([*days, *filter(None, [chosen.first])], default="")
                chosen.last = max([*days, chosen.last])
        return chosen

    def _candidates(self) -> Iterator[sqlite3.Row]:
        reader = self._db.cursor()
        reader.row_factory = sqlite3.Row
        photos = ", ".join(f'{at}."{name}" AS {at}_{name}' for at in "pm" for name in PHOTO)
        return reader.execute(
            "SELECT pair.store, pair.id, pair.model_image, pair.product_image, product.fetched_at AS read_at, "
            f"product.store AS known, split.split, {photos} {_JOINED} ORDER BY pair.store, pair.id"
        )

    def _take(self, store: str, id: str) -> None:
        for name in (row_key(store, id), row_key(store, id, sure=True)):
            try:
                self._db.execute("INSERT INTO chosen (key, store, id) VALUES (?, ?, ?)", (name, store, id))
                return
            except sqlite3.IntegrityError:
                continue  # an id that differs from another in its case only
        raise ReleaseError(f"{store} {id} stands twice in the build; run curate run again")

    def sources(self) -> Iterator[Source]:
        """The chosen pairs by split and in the order of their keys."""
        facts = ", ".join(f"product.{name}" for name in TEXTS)
        query = (
            f"SELECT number, key, chosen.store, chosen.id, split, product_image, model_image, {facts} FROM chosen "
            "JOIN pair USING (store, id) JOIN split USING (store, id) JOIN product USING (store, id) "
            "ORDER BY split, key"
        )
        for row in self._db.cursor().execute(query):
            number, key, store, id, split, product, model, *known = row
            yield Source(number, key, store, id, split, product, model, dict(zip(TEXTS, known)))

    def place(self, number: int, product_file: str, model_file: str, shard: str) -> None:
        """Where a pair's photos lie in the release."""
        self._db.execute(
            "UPDATE chosen SET product_file = ?, model_file = ?, shard = ? WHERE number = ?",
            (product_file, model_file, shard, number),
        )

    def drop(self, number: int) -> None:
        """Take a pair out whose photos turned out to be no use."""
        self._db.execute("DELETE FROM chosen WHERE number = ?", (number,))

    def count(self, split: str = "") -> int:
        """How many pairs go in; of one split, or of all."""
        query = "SELECT count(*) FROM chosen JOIN split USING (store, id) WHERE ? IN ('', split.split)"
        return int(self._db.execute(query, (split,)).fetchone()[0])

    def rows(self, split: str = "") -> Iterator[ReleaseRow]:
        """The chosen pairs by store and id; of one split, or of all."""
        facts = ", ".join(f"product.{name}" for name in (*TEXTS, *LISTED_ATTRIBUTES))
        photo = {at: ", ".join(f'{at}."{name}"' for name in OF_PHOTO) for at in "pm"}
        query = (
            'SELECT chosen.key, pair.store, pair.id, split.split, split."group", product.product_url, '
            f"{facts}, {photo['p']}, product_file, {photo['m']}, model_file, shard, shot, score, source "
            f"{_JOINED} JOIN chosen ON chosen.store = pair.store AND chosen.id = pair.id "
            "WHERE ? IN ('', split.split) ORDER BY pair.store, pair.id"
        )
        for values in self._db.cursor().execute(query, (split,)):
            row = ReleaseRow(*values)
            row.group = hashlib.sha256((row.group or f"{row.store} {row.id}").encode()).hexdigest()[:16]
            row.details, row.care = _list(row.details), _list(row.care)
            row.product_consent, row.model_consent = asked(row.product_consent), asked(row.model_consent)
            yield row


_JOINED = (
    "FROM pair LEFT JOIN product ON product.store = pair.store AND product.id = pair.id "
    "LEFT JOIN split ON split.store = pair.store AND split.id = pair.id "
    "LEFT JOIN photo p ON p.path = pair.product_image LEFT JOIN photo m ON m.path = pair.model_image"
)


def _list(cell: Any) -> list[str]:
    """A list that was kept as JSON text."""
    return [] if cell == "[]" else list(json.loads(cell))


def _flat(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lists as JSON text."""
    return tuple(json.dumps(cell, ensure_ascii=False) if isinstance(cell, list) else cell for cell in row)


def row_key(store: str, id: str, *, sure: bool = False) -> str:
    """A name for a pair's files: letters, digits, - and _; with eight hex digits where the id had to be changed.

    >>> row_key("zalando", "AR322O0BC-C11"), row_key("shop", "1.5")
    ('zalando-AR322O0BC-C11', 'shop-1_5-d5b57ac6')
    """
    plain = f"{store}-{id}"
    name = _SAFE.sub("_", plain)[:80]
    if name == plain and not sure:
        return name
    both = f"{store}\0{id}".encode(errors="surrogatepass")
    return f"{name}-{hashlib.sha1(both).hexdigest()[:8]}"


def asked(cell: str) -> str:
    """Outcome, source and date of a consent cell; a note on an agreement stays at home.

    >>> asked("overridden x-robots-tag:noai 2026-11-21T18:55:25+00:00 letter of 2026-11-01")
    'overridden x-robots-tag:noai 2026-11-21T18:55:25+00:00'
    """
    words = cell.split(" ")[:3]
    return " ".join(words) if words[0] in _ASKED else ""
