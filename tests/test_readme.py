"""The README is true: its commands run and print what it says, its links lead somewhere, every command is in it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation.cli import main as curate
from training.cli import main as train

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
PROGRAMS = {"curate": curate, "train": train}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Every `$ line` of the README with the output that stands under it."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            found.append((line, output))
    return found


@pytest.fixture(scope="module")
def place(demo_run, tmp_path_factory) -> Path:
    """A directory with what the README speaks of: `demo/` after `make demo`, a saved page, a folder of photos."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(demo_run.workspace, place / "demo", copy_function=shutil.copy)
    (place / "page.html").write_bytes(demo_run.page)
    photos = place / "my-photos"
    photos.mkdir()
    cv2.imwrite(str(photos / "a.png"), np.zeros((8, 8, 3), np.uint8))
    (photos / "images.csv").write_text("id,category,role,path\nx1,Kleider,product,a.png\n")
    return place


NEEDS_MORE = {
    "make demo": "tests/test_demo.py runs what it runs",
    "make test": "this is it",
    "scrapy crawl zalando -a category=dresses,skirts -a color=black -a limit=500 -s CONTACT=you@example.org": "the net",
    "scrapy demo-stores --products 60": "serves until it is stopped; tests/scrapers/commands/test_demo_stores.py",
    "scrapy crawl zalando -a limit=20 -s REPLAY=http://127.0.0.1:8018 -s WORKSPACE=practice": "test_crawl.py runs it",
}
RUN_HERE = [(line, output) for line, output in commands() if line not in NEEDS_MORE and not line.endswith("--help")]


def test_what_is_not_run_here_still_stands_in_the_readme():
    assert set(NEEDS_MORE) <= {line for line, _ in commands()}


@pytest.mark.parametrize(("line", "output"), RUN_HERE, ids=[line for line, _ in RUN_HERE])
def test_a_command_of_the_readme_runs_and_prints_what_stands_under_it(place, line, output):
    done = subprocess.run(
        line, shell=True, cwd=place, capture_output=True, text=True, check=False, env={"PATH": f"{BIN}:/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stderr
    if output:
        assert done.stdout == output


def test_the_python_of_the_readme_runs(place):
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "pairs; the first: raw/" in done.stdout


def test_the_demo_prints_what_the_readme_shows(demo_run):
    (shown,) = re.findall(r"<!-- demo output -->\n```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

    def steady(text: str) -> list[str]:
        # port and seconds differ from run to run, and so does the folder in the test
        text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text).replace(str(demo_run.workspace), "demo")
        return re.sub(r"[\d.]+ s;", "N s;", text).split()

    assert steady(demo_run.stdout) == steady(shown)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_leads_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize(
    "line", [f"{program} {name}" for program, group in PROGRAMS.items() for name in sorted(group.commands)]
)
def test_every_command_stands_in_the_readme(line):
    assert f"$ {line} --help" in README
