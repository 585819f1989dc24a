"""A release of links to photos of two demo stores, and the stores with some of their photos changed."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.clean.measure import measured
from curation.glance.look import AT_LEAST
from curation.pixels import decode_sized
from curation.release.layout import SPLITS, Layout
from curation.schema import LinkedPair, RawImage, RawProduct, ReleaseRow
from curation.workspace import Workspace
from scrapers.demo.answer import Answer, Store, not_found, photo
from scrapers.demo.catalogue import catalogue
from scrapers.demo.server import serve
from scrapers.demo.stores import open_stores

ROOT = Path(__file__).parents[4]
STORES = ("zalando", "fashionid")
PRODUCTS = 30


@dataclass
class Changed:
    """A store whose photos are changed by address; what was asked is kept."""

    inner: Store
    changes: dict[str, Callable[[Answer], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def hosts(self) -> tuple[str, ...]:
        return self.inner.hosts

    def answer(self, host: str, path: str, query: str) -> Answer:
        url = f"https://{host}{path}{'?' if query else ''}{query}"
        self.asked.append(url)
        usual = self.inner.answer(host, path, query)
        return self.changes.get(url, lambda answer: answer)(usual)


def reencoded(answer: Answer, scale: float = 1.0) -> Answer:
    """The same picture in other bytes, as a shop's image server might serve it tomorrow."""
    pixels = cv2.imdecode(np.frombuffer(answer.body, np.uint8), cv2.IMREAD_COLOR)
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return photo(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes())


@dataclass
class Shops:
    """Two stores that are served, and a release of links to their photos."""

    stores: list[Changed]
    release: Path
    rows: list[ReleaseRow]
    url: str = ""

    @property
    def urls(self) -> list[str]:
        """The addresses of all photos, each once."""
        return list(dict.fromkeys(url for row in self.rows for url in (row.product_url, row.model_url)))

    def store_of(self, url: str) -> Changed:
        return next(store for store in self.stores if any(f"//{host}/" in url for host in store.hosts))

    def answer(self, url: str) -> Answer:
        host, _, rest = url.removeprefix("https://").partition("/")
        path, _, query = rest.partition("?")
        return self.store_of(url).inner.answer(host, f"/{path}", query)

    def change(self, url: str, how: Callable[[Answer], Answer]) -> None:
        self.store_of(url).changes[url] = how

    def lose(self, url: str) -> None:
        self.change(url, lambda answer: not_found())

    def reencode(self, url: str, scale: float = 1.0) -> None:
        self.change(url, lambda answer: reencoded(answer, scale))

    def replace(self, url: str, other: str) -> None:
        body = self.answer(other).body
        self.change(url, lambda answer: replace(answer, body=body))

    def reset(self) -> None:
        for store in self.stores:
            store.changes.clear()
            store.asked.clear()

    def asked(self) -> list[str]:
        """The photos that were asked for."""
        return [url for store in self.stores for url in store.asked if url in set(self.urls)]


def release_of(workspace: Workspace, root: Path) -> list[ReleaseRow]:
    """Write a release of links: each product with its first photo of a person."""
    rows, dice = [], random.Random(5)
    for raw in workspace.stores():
        products = {row.id: row for row in tables.read(raw.products, RawProduct)}
        gallery: dict[str, list[RawImage]] = {}
        for image in tables.read(raw.images, RawImage):
            gallery.setdefault(image.id, []).append(image)
        for id, images in sorted(gallery.items()):
            product = next(image for image in images if image.role == "product")
            model = next(image for image in images if image.role != "product")
            row = ReleaseRow(
                f"{raw.store}-{id}", raw.store, id, dice.choices(SPLITS, (8, 1, 1))[0], name=products[id].name
            )
            for part, image in (("product", product), ("model", model)):
                photo_ = decode_sized((workspace.root / image.path).read_bytes(), AT_LEAST)
                seen = measured(photo_.image, photo_.width, photo_.height)
                facts = {"url": image.url, "sha256": image.sha256, "width": image.width, "height": image.height}
                for name, value in {**facts, "phash": f"{int(seen['hashes'][0]):016x}"}.items():
                    setattr(row, f"{part}_{name}", value)
            rows.append(row)
    layout = Layout(root)
    tables.write(layout.data, rows, ReleaseRow)
    layout.facts.write_text(json.dumps({"name": "fashion", "version": "1.0.0", "photos": {}}))
    for split in SPLITS:
        part = [LinkedPair(row.product_url, row.model_url, key=row.key) for row in rows if row.split == split]
        tables.write(layout.metadata(split), part, LinkedPair)
    return rows


@pytest.fixture(scope="session")
def open_shops(tmp_path_factory):
    products = catalogue(PRODUCTS, seed=11, stores=STORES)
    stores = [Changed(store) for store in open_stores(products)]
    folder = tmp_path_factory.mktemp("shops")
    with serve(stores) as server:
        for name in STORES:
            script = Path(sys.executable).with_name("scrapy")
            settings = (f"REPLAY={server.url}", f"WORKSPACE={folder / 'ws'}", "LOG_LEVEL=ERROR")
            words = [word for setting in settings for word in ("-s", setting)]
            done = subprocess.run(
                [script, "crawl", name, *words], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        release = folder / "fashion-1.0.0"
        yield Shops(stores, release, release_of(Workspace(folder / "ws"), release), server.url)


@pytest.fixture
def shops(open_shops) -> Shops:
    """The stores as they were when the release was made."""
    open_shops.reset()
    return open_shops


@pytest.fixture(scope="session")
def body():
    """`body(root)`: every file of a folder, by path."""
    return lambda root: {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }
