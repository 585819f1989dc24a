"""Draws the photos of the demo products, with exact masks of person, garment and its regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scrapers.demo.drawing import canvas as labels
from scrapers.demo.drawing.backdrop import backdrop, floor_shadow
from scrapers.demo.drawing.body import Body, body, mannequin
from scrapers.demo.drawing.canvas import Canvas
from scrapers.demo.drawing.clothes import garment, outfit
from scrapers.demo.drawing.figure import Figure
from scrapers.demo.drawing.finish import developed, encoded
from scrapers.demo.drawing.frames import frame
from scrapers.demo.drawing.packshot import packshot
from scrapers.demo.drawing.pose import POSES, pose
from scrapers.demo.drawing.shell import Stance
from scrapers.demo.drawing.styles import STYLES
from scrapers.demo.drawing.view import framed
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.seeds import generator

__all__ = ["ASPECT", "Drawing", "draw", "jpeg"]

ASPECT = 0.693
"""Width by height of Zalando's photos, 762 x 1100."""


@dataclass(frozen=True)
class Drawing:
    """A drawn photo and what is where in it."""

    image: np.ndarray
    """(H, W, 3) uint8 RGB."""
    person: np.ndarray
    """(H, W) bool: the person with all clothes and shoes, without a bag; empty in a packshot."""
    garment: np.ndarray
    """(H, W) bool: the product as far as it is seen."""
    regions: Mapping[str, np.ndarray]
    """(H, W) bool each: "sleeves", "neck" and "hem" of the product; empty where it has none."""
    companions: tuple[np.ndarray, ...]
    """(H, W) bool each: the products of `DemoProduct.outfit` as far as they are seen, in their order."""


def draw(product: DemoProduct, photo: DemoPhoto, height: int = 400) -> Drawing:
    """The photo, `height` pixels high and 0.693 times as wide; the same each time."""
    width = round(height * ASPECT)
    canvas = _packshot if photo.shot == "packshot" else _worn
    return _finished(product, photo, canvas(product, photo, height, width))


def jpeg(product: DemoProduct, photo: DemoPhoto, height: int = 400) -> bytes:
    """The photo as the bytes of a JPEG file of the photo's own quality; the same each time."""
    return encoded(draw(product, photo, height).image, photo.quality)


@lru_cache(maxsize=64)
def _body(person: int, style: str) -> Body:
    return body(person, STYLES[style])


def _worn(product: DemoProduct, photo: DemoPhoto, height: int, width: int) -> Canvas:
    """The scene with a person in it."""
    style = STYLES[product.style]
    rng = generator("scene", photo.seed)
    person = _body(photo.person, style.name)
    name = photo.pose if photo.pose in POSES else "stand"
    stance = Stance.of(person, pose(name, person, rng))
    top, bottom, centre = frame(product, photo, stance, rng)
    view = framed(photo.yaw, top, bottom, centre, height, width)
    # One wall, one light for all photos of a gallery.
    scene = backdrop(photo.backdrop, product.look, height, width, view.origin[1])
    if photo.backdrop != "white":
        floor_shadow(scene, view.origin[1], view.origin[0], 34 * view.scale, 0.14)
    canvas = Canvas(scene, style, view.scale)
    worn = tuple(outfit(product))
    Figure(canvas, view, stance, worn, np.deg2rad(photo.yaw + photo.gaze)).draw()
    return canvas


def _packshot(product: DemoProduct, photo: DemoPhoto, height: int, width: int) -> Canvas:
    """The article alone."""
    style = STYLES[product.style]
    scene = backdrop(photo.backdrop, product.look, height, width, 2.0 * height)
    return packshot(garment(product), photo, _mannequin(style.name), style, scene)


@lru_cache(maxsize=8)
def _mannequin(style: str) -> Body:
    return mannequin(STYLES[style])


def _finished(product: DemoProduct, photo: DemoPhoto, canvas: Canvas) -> Drawing:
    seen = canvas.labels
    alone = photo.shot == "packshot"
    return Drawing(
        image=developed(canvas.image, canvas.style, photo.seed, photo.brightness),
        person=np.zeros(seen.shape, bool) if alone else seen >= labels.SKIN,
        garment=seen >= labels.GARMENT,
        regions={"sleeves": seen == labels.SLEEVE, "neck": seen == labels.NECK, "hem": seen == labels.HEM},
        companions=tuple(seen == labels.OTHER + place for place in range(1, len(product.outfit) + 1)),
    )
