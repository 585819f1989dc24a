"""A workspace of as many photos as wanted: two thousand drawn ones, each stretched, moved and coloured anew."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from curation import tables
from curation.pixels import decode, pad_square
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg

GALLERY = 5
"""Photos a product: one of the article alone, four of a person."""
DRAWN = 400
"""Products that are drawn; every other one is made from these."""
STORE, SLUG = "crowd", "damenbekleidung-kleider"
DEFINITION = '[dataset]\nname = "fashion"\n\n[shots]\nuse = "none"\n'


def crowd(folder: Path, photos: int, *, height: int = 256, width: int = 256, progressive: bool = False) -> Workspace:
    """A store of dresses, five photos each, JPEG of quality 88; the same arguments give the same bytes.

    Args:
        folder: of the workspace.
        photos: how many, a multiple of five.
        height: of each photo, in pixels.
        width: of each photo, in pixels.
        progressive: whether the JPEGs are.
    """
    workspace = Workspace(folder)
    definition = folder / "fashion/dataset.toml"
    definition.parent.mkdir(parents=True, exist_ok=True)
    definition.write_text(DEFINITION)
    raw = workspace.raw(STORE)
    numbers = range(photos // GALLERY)
    chunks = [numbers[start : start + 100] for start in range(0, len(numbers), 100)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        steps = [range(start, start + 20) for start in range(0, min(DRAWN, photos // GALLERY), 20)]
        drawn = [photo for part in pool.map(_draw, steps) for photo in part]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_take, initargs=(drawn,)) as pool:
        made = pool.map(partial(_products, folder, height, width, progressive), chunks)
        galleries = [gallery for part in made for gallery in part]
    tables.write(raw.products, (_product(gallery) for gallery in galleries), RawProduct)
    tables.write(raw.images, (image for gallery in galleries for image in gallery), RawImage)
    return workspace


_DRAWN: dict[str, list[bytes]] = {"product": [], "model": []}


def _draw(numbers: Sequence[int]) -> list[tuple[str, bytes]]:
    """Role and JPEG of the photos of some drawn products."""
    cv2.setNumThreads(1)
    dresses = [product for product in catalogue(3 * DRAWN) if product.category == "dresses"]
    chosen = [dresses[number] for number in numbers]
    return [
        ("product" if photo.role == "product" else "model", jpeg(product, photo, 256))
        for product in chosen
        for photo in product.photos
    ]


def _take(photos: Sequence[tuple[str, bytes]]) -> None:
    """Give a process the photos that the others are made from."""
    cv2.setNumThreads(1)
    for role, body in photos:
        _DRAWN[role].append(body)


def _products(folder: Path, height: int, width: int, progressive: bool, numbers: Sequence[int]) -> list[list[RawImage]]:
    return [
        [_photo(folder, number, place, height, width, progressive) for place in range(GALLERY)] for number in numbers
    ]


def _photo(folder: Path, number: int, place: int, height: int, width: int, progressive: bool) -> RawImage:
    role = "model" if place else "product"
    dice = np.random.default_rng((number, place))
    options = [cv2.IMWRITE_JPEG_QUALITY, 88, cv2.IMWRITE_JPEG_PROGRESSIVE, int(progressive)]
    drawn = pad_square(decode(_DRAWN[role][int(dice.integers(len(_DRAWN[role])))]), 256)
    picture = cv2.resize(_changed(drawn, dice), (width, height))
    body = cv2.imencode(".jpg", picture[..., ::-1], options)[1].tobytes()
    folders = f"{'models' if place else 'images'}/{SLUG}/{number // 1000:04}"
    path = folder / f"raw/{STORE}/{folders}/C{number:07}{f'@{place}' if place else ''}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return RawImage(
        STORE,
        f"C{number:07}",
        place,
        role=role,
        path=path.relative_to(folder).as_posix(),
        sha256=hashlib.sha256(body).hexdigest(),
        width=width,
        height=height,
        format="jpeg",
        bytes=len(body),
        status="done",
    )


def _changed(picture: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """The picture larger or smaller, moved, and with another hue, so that few are copies of each other."""
    scale = dice.uniform(0.85, 1.05, 2)
    shift = dice.uniform(-10, 10, 2)
    move = np.array([[scale[0], 0, 128 * (1 - scale[0]) + shift[0]], [0, scale[1], 128 * (1 - scale[1]) + shift[1]]])
    picture = np.ascontiguousarray(picture[:, ::-1] if dice.random() < 0.5 else picture)
    moved = cv2.warpAffine(picture, move, (256, 256), borderValue=(255, 255, 255))
    # White stays white, what is dark becomes more or less so, channel by channel.
    levels = 255 * (np.arange(256)[:, None] / 255) ** dice.uniform(0.6, 1.6, 3)
    return cv2.LUT(moved, levels.astype(np.uint8)[None])


def _product(gallery: Sequence[RawImage]) -> RawProduct:
    first = gallery[0]
    return RawProduct(
        STORE,
        first.id,
        name=f"Kleid {first.id}",
        category=SLUG,
        color="blau",
        img_path=first.path,
        model_img_paths=[image.path for image in gallery[1:]],
    )
