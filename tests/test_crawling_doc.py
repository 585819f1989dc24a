"""docs/crawling.md is true: its commands, run one after the other, print what stands under them."""

import os
import re
import subprocess
import sys
from pathlib import Path

from scrapers import settings
from scrapers.demo.catalogue import catalogue
from scrapers.demo.server import serve
from scrapers.demo.stores import open_stores

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/crawling.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
SERVES = "scrapy demo-stores --stores zalando --products 20"


def commands() -> list[tuple[str, str]]:
    """Every `$ line` with the output under it."""
    blocks = re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(line, output) for line, _, output in (part.partition("\n") for part in parts)]


def test_the_commands_print_what_stands_under_them(tmp_path):
    (serves, _), *others = commands()
    assert serves == SERVES
    environment = {
        **os.environ,
        "PATH": f"{BIN}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "SCRAPY_SETTINGS_MODULE": "scrapers.settings",
    }
    with serve(open_stores(catalogue(20, stores=("zalando",)))) as server:
        for line, output in others:
            real = line.replace("http://127.0.0.1:8018", server.url)
            done = subprocess.run(
                real, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
            )
            assert (done.returncode, done.stdout) == (0, output), done.stderr


def test_the_floors_stand_as_they_are_set():
    shown = dict(re.findall(r"^\| `(HEALTH_\w+)` \| `?(.*?)`? \|", TEXT, re.MULTILINE))
    floors = (name for name in dir(settings) if name.startswith("HEALTH_"))
    assert shown == {name: str(getattr(settings, name)).replace("'", '"') for name in floors}
