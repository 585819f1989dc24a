"""docs/layouts.md and docs/api.md are true: what they show runs, and prints what stands under it."""

import contextlib
import io
import re
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from curation import tables
from curation.cli import main
from curation.exporters.layouts import LAYOUTS as EXPORTS
from curation.importers.layouts import LAYOUTS as IMPORTS
from curation.schema import Attribute, Image, Pair, Product, Split
from curation.workspace import Workspace

DOCS = Path(__file__).parents[2] / "docs"
LAYOUTS = (DOCS / "layouts.md").read_text(encoding="utf-8")
API = (DOCS / "api.md").read_text(encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """Every `$ line` of layouts.md with the output that stands under it, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```$", LAYOUTS, re.MULTILINE | re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(line, output) for line, _, output in (part.partition("\n") for part in parts)]


def shown(line: str) -> str:
    """The text a `cat` of the document shows."""
    return next(output for command, output in commands() if command == line)


def photo(path: Path, gray: int = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((30, 20, 3), gray, np.uint8))


def fill(place: Path) -> None:
    """The folders the document speaks of: their texts are those it shows, their photos gray."""
    listed = [name for line, output in commands() if line.startswith("find") for name in output.split()]
    for name in listed:
        if name.endswith(".jpg") and not name.startswith("out-"):
            photo(place / name)
    for name in ("legacy/data.csv", "hf/train/metadata.jsonl", "my-photos/images.csv"):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown(f"cat {name}"), encoding="utf-8")
    photo(place / "my-photos/front.png")
    photo(place / "my-photos/anna.jpg")
    build_of_three_pairs(Workspace(place / "demo"))


def build_of_three_pairs(workspace: Workspace) -> None:
    build = workspace.build("fashion")
    products, images, pairs, splits = [], [], [], []
    for id, name, split in (("A1", "Anna", "train"), ("B2", "Berta", "validation"), ("C3", "Carla", "test")):
        paths = [f"raw/shop/images/dresses/{id}.jpg", f"raw/shop/models/dresses/{id}@1.jpg"]
        for path in paths:
            photo(workspace.root / path)
        products.append(
            Product(
                "shop",
                id,
                product_url=f"https://shop.example/{id}",
                name=f"Kleid {name}",
                brand="Norrtal",
                attributes=[Attribute("Länge", "Lang"), Attribute("", "Unifarben")],
                img_path=paths[0],
                model_img_urls=[f"https://shop.example/{id}-1.jpg"],
                model_img_paths=paths[1:],
                category="dresses",
                color="black",
                length="long",
                pattern="unicolors",
            )
        )
        images += [Image("shop", id, position, path=path) for position, path in enumerate(paths)]
        pairs.append(Pair("shop", id, *paths, 1.0, 1.0, 0, "full_front", 0.9))
        splits.append(Split("shop", id, id, split))
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)
    tables.write(build.pairs("dresses"), pairs, Pair)
    tables.write(build.splits, splits, Split)


def test_the_commands_of_layouts_md_print_what_stands_under_them(tmp_path, monkeypatch):
    fill(tmp_path)
    monkeypatch.chdir(tmp_path)
    for line, output in commands():
        if line.startswith("curate "):
            done = CliRunner().invoke(main, line.removeprefix("curate ").split())
            assert (line, done.output, done.exit_code) == (line, output, 0)
        else:
            run = subprocess.run(line, shell=True, capture_output=True, text=True, check=False, env={**ENVIRONMENT})
            assert (line, run.stdout) == (line, output)


ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def test_every_layout_has_a_section_and_a_command():
    sides = LAYOUTS.partition("## Export")
    for name in IMPORTS:
        assert f"\n### {name}\n" in sides[0]
        assert f"--layout {name} " in sides[0]
    for name in EXPORTS:
        assert f"\n### {name}\n" in sides[2]
        assert f"--layout {name} " in sides[2]


def test_the_session_of_api_md_prints_what_stands_under_it(store, tmp_path, monkeypatch):
    store().root.rename(tmp_path / "practice")
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    for code, output in sessions():
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, "api.md", "exec"), scope)
        assert (code, said.getvalue()) == (code, output)


def sessions() -> list[tuple[str, str]]:
    """Every block of Python in api.md, with what it prints."""
    found = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", API, re.MULTILINE | re.DOTALL)
    assert len(found) == API.count("```python")
    return found


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_its_function_in_api_md(name):
    assert re.search(rf"`(curate )?{name}\b", API), (
        f"say in the table of docs/api.md which function curate {name} calls"
    )


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", LAYOUTS + API))))
def test_every_link_leads_somewhere(target):
    assert (DOCS / target).exists()
