"""Run the project's own `scrapy` on a store served from loopback."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
