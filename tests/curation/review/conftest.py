"""A build as pairing leaves it, made by hand: known scores, known fronts, drawn figures; and a browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.cluster.recipe import Recipe
from curation.localpage import LocalPage
from curation.review.page import application
from curation.review.room import Room
from curation.schema import Image, Pair, Product, Rejection
from curation.workspace import Workspace

CHROMIUM = Path("/usr/bin/chromium")
SCORES = (0.95, 0.55, 0.81, 0.32, 0.70, 0.99)
"""Of the best photo of each product; the fourth is rejected. Least certain first: P1, P3, P4, P2, P0, P5."""


def build(root: Path, products: int = 6) -> Workspace:
    """Products P0, P1, ...: a packshot, and three photos of which the second is the proposed one."""
    workspace = Workspace(root)
    made = workspace.build("fashion")
    dice = np.random.default_rng(1)
    rows, images, pairs, rejected = [], [], [], []
    for number in range(products):
        name, score = f"P{number}", SCORES[number % len(SCORES)]
        paths = [f"raw/zalando/{name}@{position}.jpg" for position in range(4)]
        for position, path in enumerate(paths):
            workspace.file(path).parent.mkdir(parents=True, exist_ok=True)
            picture = np.full((180, 120, 3), 255, np.uint8)
            color = tuple(int(value) for value in dice.integers(30, 180, 3))
            cv2.rectangle(picture, (30 + 5 * position, 20), (90, 60 + 35 * position), color, -1)
            cv2.imwrite(str(workspace.file(path)), picture)
            front = score if position == 2 else 0.02
            shot = "full_front" if position == 2 else "upper_front"
            role = "unknown" if position else "product"
            images.append(
                Image("zalando", name, position, role=role, path=path, shot=shot, shot_score=0.9, front_score=front)
            )
        rows.append(Product("zalando", name, name=f"Kleid {number}", brand="Norrtal", category="dresses"))
        rows[-1].img_path = paths[0]
        if score < 0.5:
            rejected.append(Rejection("zalando", name, "below_min_score", paths[2]))
        else:
            pairs.append(Pair("zalando", name, paths[0], paths[2], 1.0, 2.0, 0, "full_front", score))
    tables.write(made.products, rows, Product)
    tables.write(made.images, images, Image)
    tables.write(made.pairs("dresses"), pairs, Pair)
    tables.write(made.rejected("dresses"), rejected, Rejection)
    clusters(workspace, [image.path for image in images if image.position])
    return workspace


def clusters(workspace: Workspace, photos: list[str]) -> None:
    """Three clusters, as pairing records them; the first was chosen by its shape."""
    folder = workspace.build("fashion").clusters("dresses")
    folder.mkdir(parents=True)
    recipe = Recipe()
    np.savez_compressed(folder / "centers.npz", centers=np.full((3, recipe.size**2), 128.0, np.float32))
    parts = [
        {"cluster": n, "name": name, "photos": len(photos[n::3]), "nearest": photos[n::3], "random": photos[n::3]}
        for n, name in enumerate(("full_body", "upper_body", "detail"))
    ]
    run = {"method": "threshold", "canvas": 256, "threshold": 200, "blur": 5, "crop": [70, 186], "size": 64, "k": 3}
    run.update(chosen=0, why="it stands free", clusters=parts)
    (folder / "run.json").write_text(json.dumps(run))


@pytest.fixture
def paired(tmp_path) -> Callable[..., Workspace]:
    """A maker of paired workspaces."""
    return lambda products=6: build(tmp_path / "workspace", products)


@pytest.fixture
def served(paired) -> Iterator[tuple[LocalPage, Room, Workspace]]:
    """The page of six products, on a port of its own."""
    workspace = paired()
    room = Room(workspace, workspace.build("fashion"))
    with LocalPage(application(room), "curate review") as page:
        yield page, room, workspace


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """A real headless Chromium, one a file: while it is there, its event loop runs in this thread, and no other can."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()
