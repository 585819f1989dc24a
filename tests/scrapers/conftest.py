"""Run the project's own `scrapy` on a store served from loopback, and kill it there."""

import csv
import hashlib
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from curation.workspace import Workspace
from scrapers.demo.answer import Answer, Store
from scrapers.demo.catalogue import catalogue
from scrapers.demo.server import RunningServer, serve
from scrapers.demo.stores import open_stores

ROOT = Path(__file__).parents[2]


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def scrapy() -> Run:
    """`scrapy(*words)` in the repository, as a user types it."""
    script = Path(sys.executable).with_name("scrapy")

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [script, *map(str, words)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    return run


@pytest.fixture(scope="session")
def products():
    """A small catalogue of the Zalando demo store."""
    return catalogue(24)


@pytest.fixture(scope="session")
def mall(products) -> RunningServer:
    """The demo store on loopback."""
    with serve(open_stores(products)) as server:
        yield server


@pytest.fixture(scope="session")
def crawl(mall, scrapy) -> Run:
    """`crawl(workspace, *arguments, mirror=URL)`: the Zalando spider against a server, by default the demo store."""

    def run(workspace: Path, *arguments: str, mirror: str = "") -> subprocess.CompletedProcess[str]:
        words = [word for argument in arguments for word in ("-a", argument)]
        settings = (f"REPLAY={mirror or mall.url}", f"WORKSPACE={workspace}", "LOG_LEVEL=WARNING")
        return scrapy("crawl", "zalando", *words, *(word for setting in settings for word in ("-s", setting)))

    return run


class CountingStore:
    """A store that remembers what it was asked for."""

    def __init__(self, store: Store) -> None:
        self.inner = store
        self.name, self.hosts = store.name, store.hosts
        self.asked: list[str] = []

    def answer(self, host: str, path: str, query: str) -> Answer:
        self.asked.append(f"{host}{path}{'?' if query else ''}{query}")
        return self.inner.answer(host, path, query)


class Field:
    """One demo store that counts requests, and crawls of it that may be killed."""

    def __init__(self, name: str, products: int, seed: int) -> None:
        self.products = catalogue(products, seed, stores=(name,))
        (store,) = open_stores(self.products)
        self.store = CountingStore(store)
        which = {"shopify": "shop", "schemaorg": "site"}.get(name)
        self.words = ["crawl", name, *(("-a", f"{which}=https://{store.hosts[0]}") if which else ())]

    def __enter__(self) -> "Field":
        self.server = serve([self.store])
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()

    def command(self, workspace: Path, *words: str) -> list[str]:
        settings = (f"REPLAY={self.server.url}", f"WORKSPACE={workspace}", "LOG_LEVEL=ERROR")
        return [*self.words, *words, *(word for setting in settings for word in ("-s", setting))]

    def start(self, workspace: Path, *words: str, program: Sequence[object] = ()) -> subprocess.Popen[str]:
        """A crawl at work; `program` stands for the `scrapy` script."""
        script = program or [Path(sys.executable).with_name("scrapy")]
        command = [*map(str, script), *self.command(workspace, *words)]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def crawl(self, workspace: Path, *words: str) -> subprocess.CompletedProcess[str]:
        process = self.start(workspace, *words)
        out, error = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, error)

    def asked_by(self, workspace: Path, *words: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        """A whole crawl, and what it asked the store for."""
        before = len(self.store.asked)
        done = self.crawl(workspace, *words)
        return done, self.store.asked[before:]

    def wait_for(self, requests: int) -> None:
        """Until the store has been asked so many times more."""
        enough, latest = len(self.store.asked) + requests, time.monotonic() + 60
        while len(self.store.asked) < enough and time.monotonic() < latest:
            time.sleep(0.01)

    def kill(self, workspace: Path, after: int, wait_s: float) -> bool:
        """Kill a crawl with -9 so many requests after its first, and a little later; whether it was still at work."""
        before = len(self.store.asked)
        process = self.start(workspace)
        while len(self.store.asked) < before + after and process.poll() is None:
            time.sleep(0.002)
        time.sleep(wait_s)
        process.kill()
        process.communicate(timeout=30)
        return process.returncode == -9

    def killed_and_finished(self, workspace: Path, dice: random.Random, kills: int, within: int) -> int:
        """Kill crawls at random points, then let the same command end; gives how many were killed at work."""
        killed = sum(self.kill(workspace, dice.randint(1, within), dice.uniform(0, 0.05)) for _ in range(kills))
        done = self.crawl(workspace)
        assert done.returncode == 0, done.stderr
        return killed


TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
"""When a page was read and when a site was asked: all that may differ between two crawls of the same store."""


def left_behind(workspace: Path) -> dict[str, object]:
    """What a crawl left, in a form that can be compared: rows but for times, and the files' hashes."""
    found: dict[str, object] = {}
    for raw in Workspace(workspace).stores():
        for table in (raw.products, raw.images):
            with table.open(encoding="utf-8", newline="") as file:
                found[table.name] = [
                    {name: TIME.sub("", cell) for name, cell in row.items()} for row in csv.DictReader(file)
                ]
        for path in sorted(raw.root.rglob("*")):
            # The ledger keeps attempts and times; tables and photos are what is handed on.
            if path.is_file() and path.suffix != ".csv" and not path.name.startswith(("ledger.sqlite", "crawl.lock")):
                found[path.relative_to(workspace).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="session")
def field():
    """`field(store, products, seed)`: a demo store whose crawls are counted and killed; a context manager."""
    return Field


@pytest.fixture(scope="session")
def left():
    """`left(workspace)`: what a crawl left behind, for comparing."""
    return left_behind
