"""A small build with pairs, written straight to its tables."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.schema import Attribute, Image, Pair, Product, Split
from curation.workspace import Build, Workspace

CATEGORIES = ("dresses", "pants")


@pytest.fixture
def curated(tmp_path) -> Callable[..., tuple[Workspace, Build]]:
    """A maker of builds: `pairs` products of two categories, each with a product photo, a pair's photo and a detail."""

    def make(pairs: int = 4, splits: tuple[str, ...] = (), suffix: str = ".jpg") -> tuple[Workspace, Build]:
        workspace = Workspace(tmp_path / "ws")
        build = workspace.build("fashion")
        products, images, chosen = [], [], []
        for number in range(pairs):
            id = f"P.{number}"
            paths = [
                _photo(workspace, f"images/P.{number}{suffix}", number, 40, 60),
                _photo(workspace, f"models/P.{number}@0{suffix}", number + 100, 60, 90),
                _photo(workspace, f"models/P.{number}@2{suffix}", number + 200, 90, 60),
            ]
            products.append(
                Product(
                    "shop",
                    id,
                    name=f"Kleid {number}",
                    brand="Ärmel & Co",
                    category=CATEGORIES[number % 2],
                    color="black",
                    fit="loose",
                    attributes=[Attribute("Länge", "Lang; weit"), Attribute("", "Unifarben")],
                    img_path=paths[0],
                    model_img_urls=["https://a.example/0.jpg", "https://a.example/2.jpg"],
                    model_img_paths=paths[1:],
                )
            )
            positions, roles = (1, 0, 3), ("product", "model", "detail")
            images += [
                Image("shop", id, position, role, path=path) for position, role, path in zip(positions, roles, paths)
            ]
            chosen.append(Pair("shop", id, paths[0], paths[1], 1.0, 1.0, 0, "full_front", 0.9))
        tables.write(build.products, products, Product)
        tables.write(build.images, images, Image)
        for category in CATEGORIES:
            rows = [pair for pair, product in zip(chosen, products) if product.category == category]
            tables.write(build.pairs(category), rows, Pair)
        if splits:
            rows = [Split("shop", product.id, product.id, split) for product, split in zip(products, splits)]
            tables.write(build.splits, rows, Split)
        return workspace, build

    return make


def _photo(workspace: Workspace, name: str, seed: int, width: int, height: int) -> str:
    path = workspace.raw("shop").root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    color = np.random.default_rng(seed).integers(0, 200, 3)
    cv2.imwrite(str(path), np.full((height, width, 3), color, np.uint8))
    return workspace.relative(path)


@pytest.fixture
def files() -> Callable[[Path], list[str]]:
    """All files below a folder, relative to it."""

    def list_files(folder: Path) -> list[str]:
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    return list_files


@pytest.fixture
def hugging_face(tmp_path) -> Callable[[str], str]:
    """Runs Python with `load_dataset` in a process without a network; gives what it printed."""

    def run(code: str) -> str:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf")}
        script = f"from datasets import load_dataset\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
