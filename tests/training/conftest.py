"""Small builds to train on, made of drawn rectangles: a person's photo shows the product's colour in another place."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from curation import tables
from curation.release.layout import Layout
from curation.schema import Image, Pair, Product, ReleaseRow, Split
from curation.workspace import Workspace

COLORS = {"red": (200, 40, 40), "blue": (40, 60, 200), "green": (40, 160, 60), "black": (30, 30, 30)}


@pytest.fixture(autouse=True)
def one_thread():
    """The same bits whatever the machine, and no threads that fight the tests' own."""
    torch.set_num_threads(1)


def packshot(color: str, number: int, side: int) -> np.ndarray:
    """(side, side, 3) uint8: the article in the middle of white."""
    image = np.full((side, side, 3), 255, np.uint8)
    image[side // 4 : -side // 4, side // 4 + number % 3 : -side // 4] = COLORS[color]
    return image


def worn(color: str, number: int, side: int) -> np.ndarray:
    """(side, side // 2, 3) uint8: head and legs around the article."""
    image = np.full((side, side // 2, 3), 235, np.uint8)
    image[: side // 5, side // 6 : side // 3] = (220, 180, 160)
    image[side // 5 : side * 3 // 5, side // 8 + number % 2 : side * 3 // 8] = COLORS[color]
    image[side * 3 // 5 :, side // 6 : side // 3] = (90, 90, 110)
    return image


@pytest.fixture(scope="session")
def make_build() -> Callable[..., Path]:
    """A maker of builds: `make_build(workspace, products=24)` gives the build's folder."""

    def make(workspace: Path, products: int = 24, side: int = 40, splits: bool = True) -> Path:
        build = Workspace(workspace).build("fashion")
        rows, images, pairs, dealt = [], [], [], []
        for number in range(products):
            color = list(COLORS)[number % len(COLORS)]
            key = {"store": "shop", "id": f"p{number:03}"}
            category = ("dresses", "tops")[number % 2]
            pattern = "stripes" if number % 3 == 0 else "unicolors"
            rows.append(Product(**key, category=category, color=color, pattern=pattern))
            for position, draw, role, shot in (
                (0, packshot, "product", "packshot"),
                (1, worn, "model", "full_front"),
                (2, worn, "model", "full_back"),
            ):
                path = f"raw/shop/{role}s/{key['id']}@{position}.png"
                (workspace / path).parent.mkdir(parents=True, exist_ok=True)
                picture = draw(color, number + position, side)
                cv2.imwrite(str(workspace / path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
                images.append(
                    Image(
                        **key,
                        position=position,
                        role=role,
                        shot=shot,
                        path=path,
                        keep=True,
                        sha256=hashlib.sha256((workspace / path).read_bytes()).hexdigest(),
                    )
                )
            place = f"raw/shop/models/{key['id']}@1.png"
            pairs.append(
                Pair(
                    **key,
                    product_image=f"raw/shop/products/{key['id']}@0.png",
                    model_image=place,
                    distance=0.0,
                    margin=1.0,
                    cluster=0,
                )
            )
            split = "train" if number < products * 2 // 3 else "validation" if number < products * 5 // 6 else "test"
            dealt.append(Split(**key, group=key["id"], split=split))
        tables.write(build.products, rows, Product)
        tables.write(build.images, images, Image)
        for category in ("dresses", "tops"):
            ids = {row.id for row in rows if row.category == category}
            tables.write(build.pairs(category), [pair for pair in pairs if pair.id in ids], Pair)
        if splits:
            tables.write(build.splits, dealt, Split)
        return build.root

    return make


@pytest.fixture(scope="session")
def make_release() -> Callable[..., Path]:
    """A maker of releases: `make_release(folder, in_tars=True)` gives the folder; two products a split."""

    def make(root: Path, *, in_tars: bool = False, links: bool = False, sums: bool = True) -> Path:
        layout, rows = Layout(root), []
        layout.root.mkdir(parents=True)
        for number, split in enumerate(("train", "train", "validation", "validation", "test", "test")):
            color, key = list(COLORS)[number % len(COLORS)], f"shop-p{number}"
            photos = {"product": png(packshot(color, number, 40)), "model": png(worn(color, number, 40))}
            names = {role: f"{split}/{role}/{key}.png" for role in photos}
            shard = layout.relative(layout.shard(split, 0)) if in_tars else ""
            if in_tars:
                names = {role: f"{key}.{role}.png" for role in photos}
                layout.shard(split, 0).parent.mkdir(exist_ok=True)
                with tarfile.open(layout.shard(split, 0), "a", format=tarfile.USTAR_FORMAT) as tar:
                    for role, data in photos.items():
                        entry = tarfile.TarInfo(names[role])
                        entry.size = len(data)
                        tar.addfile(entry, io.BytesIO(data))
            for role, data in photos.items():
                if not in_tars and not links:
                    (root / names[role]).parent.mkdir(parents=True, exist_ok=True)
                    (root / names[role]).write_bytes(data)
            if links:
                names = dict.fromkeys(names, "")
            facts = {"store": "shop", "id": f"p{number}", "split": split, "category": "tops", "color": color}
            rows.append(
                ReleaseRow(
                    key,
                    **facts,
                    product_file=names["product"],
                    model_file=names["model"],
                    material="wool",
                    shard=shard,
                    shot="full_front",
                )
            )
        tables.write(layout.data, rows, ReleaseRow)
        layout.facts.write_text("{}")
        if sums:
            found = sorted(path for path in root.rglob("*") if path.is_file())
            lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {layout.relative(path)}\n" for path in found]
            layout.checksums.write_text("".join(lines))
        return root

    return make


def png(picture: np.ndarray) -> bytes:
    """(H, W, 3) RGB as a file."""
    return bytes(cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1])


@pytest.fixture(scope="session")
def build(make_build, tmp_path_factory) -> Path:
    """24 products with a pair each, 16 of them for training; read-only."""
    return make_build(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="session")
def tiny_run(build, tmp_path_factory) -> Path:
    """A finished run of pix2pix/tiny: four steps on `build`; read-only."""
    from training.fit import fit
    from training.preset import preset
    from training.run import Run

    torch.set_num_threads(1)
    settings = ("train.steps=4", "train.batch=4", "train.log_every=2", "train.validate_items=4", "options.width=8")
    config = preset("pix2pix/tiny").with_settings([*settings, "options.patch_width=8"])
    run = Run(tmp_path_factory.mktemp("runs") / "runs" / "tiny")
    fit(config, build, run, device="cpu")
    return run.root
