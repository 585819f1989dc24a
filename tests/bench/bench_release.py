"""How long a release of links takes, and how much memory: `make bench`.

Wanted: 100,000 pairs in at most 60 s on two cores, with at most 1.5 times the memory of 10,000.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from curation import tables
from curation.release.questions import QUESTIONS
from curation.schema import Image, Pair, Product, Split
from curation.workspace import Workspace

PHOTOS = 5
COLORS = ("black", "red", "blue", "green", "white")
DEFINITION = """[dataset]
name = "fashion"

[release]
license = "cc-by-4.0"
authors = ["Somebody"]
contact = "somebody@example.org"
url = "https://example.org"
"""
RUN = """
import resource, sys, time
from pathlib import Path
from curation.release.build import release
from curation.release.verify import verify
from curation.workspace import Workspace
start = time.perf_counter()
made = release(Workspace(Path(sys.argv[1])), "fashion", sys.argv[2])
built = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
faults = verify(made.folder)
print(f"{built:.1f} s, {memory} MB; verify {time.perf_counter() - start - built:.1f} s, {len(faults)} faults")
"""


def write_build(workspace: Workspace, number: int) -> None:
    """Products of one store with five photos each, as a crawl and curation leave them."""
    build = workspace.build("fashion")
    tables.write(build.products, _products(number), Product, batch=10_000)
    tables.write(build.images, _images(number), Image, batch=50_000)
    pairs = (
        Pair("zalando", f"{n:07}", _path(n, 0), _path(n, 1), 1.0, 1.0, 0, "full_front", 0.9) for n in range(number)
    )
    tables.write(build.pairs("dresses"), pairs, Pair)
    parts = ("train",) * 8 + ("validation", "test")
    tables.write(build.splits, (Split("zalando", f"{n:07}", f"g{n}", parts[n % 10]) for n in range(number)), Split)
    folder = workspace.root / "fashion"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(DEFINITION)
    (folder / "CARD.md").write_text("".join(f"## {name}\n\nAnswered.\n\n" for name in QUESTIONS))


def _path(number: int, place: int) -> str:
    return f"raw/zalando/models/damenbekleidung-kleider/{number:07}@{place}.jpg"


def _products(number: int) -> Iterator[Product]:
    for n in range(number):
        yield Product(
            "zalando",
            f"{n:07}",
            product_url=f"https://www.zalando.de/{n:07}.html",
            name=f"Kleid {n}",
            brand=f"Brand {n % 800}",
            category="dresses",
            color=COLORS[n % 5],
            length="long",
            care=["machine_wash", "iron"],
            fetched_at="2026-11-21T18:00:00+00:00",
        )


def _images(number: int) -> Iterator[Image]:
    for n in range(number):
        for place in range(PHOTOS):
            yield Image(
                "zalando",
                f"{n:07}",
                place,
                url=f"https://img01.ztat.net/article/spp-media-p1/{n:032x}/{place:032x}.jpg?imwidth=1800",
                key=f"{n:032x}{place}",
                path=_path(n, place),
                sha256=f"{n:032x}{place:032x}",
                width=1100,
                height=1524,
                format="jpeg",
                bytes=200_000,
                fetch_status="done",
                consent="allowed robots.txt+tdmrep.json+headers 2026-11-21T18:55:07+00:00",
                fetched_at="2026-11-21T18:55:07+00:00",
                phash=f"{n:015x}{place}",
            )


def bench_releasing_links(tmp_path: Path) -> None:
    for number in (10_000, 100_000):
        workspace = Workspace(tmp_path / str(number))
        write_build(workspace, number)
        for version in ("1.0.0", "1.0.1"):
            words = [sys.executable, "-c", RUN, str(workspace.root), version]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            print(
                f"\n{number:,} pairs, {PHOTOS * number:,} photos, version {version}: {done.stdout or done.stderr}",
                end="",
            )
