"""The whole toolkit on drawn stores: serve, crawl, curate, and compare the pairs with the known truth.

This is `make demo`: python -m scrapers.demo --workspace demo
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from curation import tables
from curation.schema import Image, Pair, Product, Rejection
from curation.workspace import Build, Workspace, atomic_write
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
from scrapers.demo.fashionid_urls import token
from scrapers.demo.product import DemoProduct
from scrapers.demo.schemaorg_urls import SHOP as ORDINARY_SHOP
from scrapers.demo.server import serve
from scrapers.demo.shopify_urls import SHOP as SHOPIFY_SHOP
from scrapers.demo.stores import STORES, open_stores
from scrapers.demo.truth import write_truth

SHOPS = {
    "shopify": ("-a", f"shop=https://{SHOPIFY_SHOP}"),
    "schemaorg": ("-a", f"site=https://{ORDINARY_SHOP}"),
}
"""What names the shop to the spiders that serve any; in tables such a shop is called by its host."""


@dataclass(frozen=True)
class CategorySummary:
    """What came out for one category."""

    products: int
    images: int
    pairs: int
    rejected: int
    front_full: float | None
    """Share of the pairs whose photo is a full front by the truth; None without a pair."""


@dataclass(frozen=True)
class Summary:
    """What `demo/summary.json` holds."""

    products: int
    images: int
    pairs: int
    rejected: int
    front_full: float | None
    seconds: float
    report: str
    categories: dict[str, CategorySummary]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scrapers.demo", description=__doc__)
    parser.add_argument("--workspace", type=Path, default=Path("demo"), help="where everything is written")
    parser.add_argument("--products", type=int, default=300, help="size of the catalogue")
    parser.add_argument("--seed", type=int, default=2018, help="of the catalogue")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=list(STORES), help="which stores sell it")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    products = catalogue(options.products, options.seed, stores=options.stores)
    workspace = Workspace(options.workspace)
    write_truth(options.workspace / "truth", products)
    _define(options.workspace / "fashion")
    # Drawing is the slow part: in processes of its own it uses the cores that the crawl leaves.
    with (
        ProcessPoolExecutor(mp_context=get_context("spawn")) as artists,
        serve(open_stores(products, lambda product, photo: artists.submit(jpeg, product, photo).result())) as server,
    ):
        for store in sorted({product.store for product in products}):
            settings = (f"REPLAY={server.url}", f"WORKSPACE={options.workspace}", "LOG_LEVEL=WARNING")
            words = [word for setting in settings for word in ("-s", setting)]
            _step("scrapy", "crawl", store, *SHOPS.get(store, ()), *words)
    _step("curate", "run", "--workspace", str(options.workspace))
    build = workspace.build("fashion")
    summary = summarise(build, products, time.monotonic() - started)
    with atomic_write(options.workspace / "summary.json", "w") as file:
        file.write(json.dumps(asdict(summary), indent=2) + "\n")
    _show(summary)
    return 0


def summarise(build: Build, products: Sequence[DemoProduct], seconds: float) -> Summary:
    """Count what the build holds and compare its pairs with the truth."""
    truth = {name: photo.shot for p in products for photo in p.photos for name in (photo.key, token(photo))}
    images = tables.read(build.images, Image)
    shots = {image.path: _shot(image.key, truth) for image in images if image.path}
    curated = tables.read(build.products, Product)
    owner = {(product.store, product.id): product.category for product in curated}
    categories: dict[str, CategorySummary] = {}
    fronts = 0
    for category in sorted(set(owner.values())):
        pairs = tables.read(build.pairs(category), Pair)
        front = sum(shots[pair.model_image] == "full_front" for pair in pairs)
        fronts += front
        categories[category] = CategorySummary(
            products=sum(value == category for value in owner.values()),
            images=sum(owner[image.store, image.id] == category for image in images if image.path),
            pairs=len(pairs),
            rejected=len(tables.read(build.rejected(category), Rejection)),
            front_full=round(front / len(pairs), 3) if pairs else None,
        )
    pairs_made = sum(part.pairs for part in categories.values())
    return Summary(
        products=len(curated),
        images=sum(part.images for part in categories.values()),
        pairs=pairs_made,
        rejected=sum(part.rejected for part in categories.values()),
        front_full=round(fronts / pairs_made, 3) if pairs_made else None,
        seconds=round(seconds, 1),
        report=build.report.as_posix(),
        categories=categories,
    )


def _shot(key: str, truth: Mapping[str, str]) -> str:
    """What a photo shows, by the name that its store's image host gives it; stores number galleries their own way."""
    return next(truth[part] for part in re.split(r"[/.-]", key) if part in truth)


def _define(folder: Path) -> None:
    """Lay the demo's own definition into its workspace, where a person has none: drawn photos may be passed on."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(Path(str(files("scrapers.demo"))).joinpath("definition").iterdir()):
        if not (folder / source.name).exists():
            shutil.copyfile(source, folder / source.name)


def _step(*words: str) -> None:
    """Run one of the project's commands as a user would, and stop the demo where it fails."""
    sys.stdout.write(f"$ {' '.join(words)}\n")
    sys.stdout.flush()
    # The script beside this interpreter, whatever the PATH says; the settings by name, so that no scrapy.cfg is needed.
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scrapers.settings"}
    done = subprocess.run([Path(sys.executable).with_name(words[0]), *words[1:]], check=False, env=environment)
    if done.returncode:
        sys.exit(f"Error: `{' '.join(words)}` ended with exit code {done.returncode}")


def _show(summary: Summary) -> None:
    table = Table(title="Demo stores, crawled and curated")
    for column in ("category", "products", "images", "pairs", "rejected", "full front"):
        table.add_column(column, justify="left" if column == "category" else "right")
    for cells in _rows(summary):
        table.add_row(*cells, end_section=cells[0] == list(summary.categories)[-1])
    console = Console()
    console.print(table)
    console.print("full front = share of the pairs whose photo shows a full front, by what was drawn")
    console.print(f"{summary.seconds} s; report: {summary.report}", soft_wrap=True)


def _rows(summary: Summary) -> Iterator[tuple[str, ...]]:
    parts: list[tuple[str, CategorySummary | Summary]] = [*summary.categories.items(), ("all", summary)]
    for name, part in parts:
        share = "-" if part.front_full is None else f"{part.front_full:.2f}"
        yield name, str(part.products), str(part.images), str(part.pairs), str(part.rejected), share


if __name__ == "__main__":
    sys.exit(main())
