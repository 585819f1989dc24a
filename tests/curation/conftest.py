"""A small store on disk: products with drawn figures, as a crawl leaves them."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace

DEFINITION = """[dataset]
name = "fashion"
categories = ["blouses", "dresses", "jackets", "knitwear", "pants", "skirts", "tops"]

[shots]
use = "none"
"""
SLUGS = {"dresses": "damenbekleidung-kleider", "pants": "damenbekleidung-hosen"}


def figure(shot: str, seed: int) -> np.ndarray:
    """(180, 120, 3) uint8: a standing figure, an upper body, a garment alone or a close-up, each a little different."""
    dice = np.random.default_rng(seed)
    image = np.full((180, 120, 3), 255, np.uint8)
    dark = tuple(int(value) for value in dice.integers(20, 140, 3))
    x = 60 + int(dice.integers(-4, 5))
    if shot == "full":
        cv2.circle(image, (x, 22), 10, dark, -1)
        cv2.rectangle(image, (x - 18, 34), (x + 18, 110), dark, -1)
        cv2.rectangle(image, (x - 14, 110), (x - 4, 168), dark, -1)
        cv2.rectangle(image, (x + 4, 110), (x + 14, 168), dark, -1)
    elif shot == "upper":
        cv2.circle(image, (x, 45), 22, dark, -1)
        cv2.rectangle(image, (x - 42, 75), (x + 42, 180), dark, -1)
    elif shot == "packshot":
        cv2.rectangle(image, (x - 30, 40), (x + 30, 140), dark, -1)
    else:
        # cloth from near: no edge of a garment, but a weave
        image[:] = dark
        image[::6] = image[::6] // 2
    return image


@pytest.fixture
def store(tmp_path) -> Callable[..., Workspace]:
    """A maker of workspaces with one raw store; each product has a packshot and the shots asked for."""

    def make(
        products: int = 6,
        shots: tuple[str, ...] = ("full", "upper", "detail"),
        category: str = "dresses",
        name: str = "zalando",
    ) -> Workspace:
        workspace = Workspace(tmp_path / "workspace")
        # Figures of rectangles tell the outlines apart; that none of them is a person's front is tested in shots/.
        definition = workspace.root / "fashion" / "dataset.toml"
        definition.parent.mkdir(parents=True, exist_ok=True)
        definition.write_text(DEFINITION)
        raw = workspace.raw(name)
        rows, photos = [], []
        for number in range(products):
            gallery = [
                _photo(workspace, raw.root, name, f"P{number}", position, shot, SLUGS[category])
                for position, shot in enumerate(("packshot", *shots))
            ]
            photos += gallery
            rows.append(
                RawProduct(
                    store=name,
                    id=f"P{number}",
                    name=f"Kleid {number}",
                    category=SLUGS[category],
                    color="acid black",
                    color_family="dunkelgrau",
                    img_path=gallery[0].path,
                    model_img_paths=[image.path for image in gallery[1:]],
                )
            )
        tables.write(raw.products, rows, RawProduct)
        tables.write(raw.images, photos, RawImage)
        return workspace

    return make


def _photo(workspace: Workspace, root: Path, name: str, product: str, position: int, shot: str, slug: str) -> RawImage:
    front = shot == "packshot"
    path = root / (f"images/{slug}/{product}.png" if front else f"models/{slug}/{product}@{position}.png")
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), figure(shot, int(product[1:]) * 10 + position))
    return RawImage(
        store=name,
        id=product,
        position=position,
        role="product" if front else "unknown",
        path=workspace.relative(path),
        width=120,
        height=180,
        format="png",
        status="done",
    )


@pytest.fixture
def small_disk(tmp_path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs `curate COMMAND` with DISK for a disk of 60 kB; standard output ends with all that then lies on it.

    The disk is made in a user namespace; the test is skipped where that is not allowed.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    unshare = shutil.which("unshare")
    mount = f"mount -t tmpfs -o size=60k t {disk}"
    probe = [str(unshare), "-Urm", "sh", "-c", mount]
    if not unshare or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here, so no small disk")

    def run(command: str) -> subprocess.CompletedProcess[str]:
        curate = f"{sys.executable} -c 'from curation.cli import main; main()' {command}"
        script = f"{mount}; {curate}; find {disk}".replace("DISK", str(disk))
        return subprocess.run([unshare, "-Urm", "sh", "-c", script], capture_output=True, text=True, check=False)

    return run
