"""What all tests share: the real data for measuring, and the closing line that says how many tests read it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
REAL_DATA = ROOT / os.environ.get("REAL_DATA", "../shared/data")

# Time limits on a shared machine fail tests that are right; no database, so that two runs see the same examples.
settings.register_profile("pairwear", deadline=None, database=None, derandomize=True)
settings.load_profile("pairwear")
# Threads of OpenCV and the tests' own workers fight for two cores.
cv2.setNumThreads(1)


def pytest_collection_modifyitems(items):
    """Skip what needs a GPU where there is none."""
    marked = [item for item in items if item.get_closest_marker("cuda")]
    if not marked:
        return
    import torch

    if not torch.cuda.is_available():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="no GPU here"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real photos and pages, which is never part of the repository."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real data at {REAL_DATA}; set REAL_DATA to measure on it")
    return REAL_DATA


@pytest.fixture
def photo():
    """A maker of small photos: (height, width, 3) uint8 RGB, a gray figure on white."""

    def make(width: int = 60, height: int = 90, gray: int = 90) -> np.ndarray:
        image = np.full((height, width, 3), 255, np.uint8)
        image[height // 10 : -height // 10, width // 3 : -width // 3] = gray
        return image

    return make


@dataclass(frozen=True)
class DemoRun:
    """What `make demo` left and said."""

    workspace: Path
    stdout: str
    page: bytes
    """A product page of the demo store."""


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory) -> DemoRun:
    """The whole demo, once for all tests that look at it."""
    from scrapers.demo.catalogue import catalogue
    from scrapers.demo.stores import open_stores
    from scrapers.demo.zalando_urls import product_path

    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "scrapers.demo", "--workspace", "demo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    products = catalogue(4)
    (store,) = open_stores(products)
    page = store.answer("www.zalando.de", product_path(products[0]), "").body
    return DemoRun(folder / "demo", done.stdout, page)


def pytest_terminal_summary(terminalreporter, config) -> None:
    marked = [
        report
        for outcome in ("passed", "failed", "skipped")
        for report in terminalreporter.stats.get(outcome, [])
        if "real_data" in report.keywords and (report.when == "call" or report.skipped)
    ]
    skipped = sum(report.skipped for report in marked)
    terminalreporter.write_line(f"real_data: {len(marked) - skipped} run, {skipped} skipped")


def pytest_sessionfinish(session, exitstatus) -> None:
    """In CI, real data that is there but read by no test means that a marker was lost."""
    whole_suite = not session.config.args or session.config.args == session.config.getini("testpaths")
    if os.environ.get("CI") and whole_suite and REAL_DATA.is_dir() and exitstatus == pytest.ExitCode.OK:
        run = [item for item in session.items if "real_data" in item.keywords]
        if not run:
            pytest.exit(f"real data lies at {REAL_DATA}, but no test read it", returncode=1)
