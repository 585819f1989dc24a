"""Where the frame cuts the person: the shots of DESIGN.md section 4 as heights."""

import numpy as np

from scrapers.demo.drawing.shell import BUST, HIPS, WAIST, Stance
from scrapers.demo.product import DemoPhoto, DemoProduct


def frame(
    product: DemoProduct, photo: DemoPhoto, stance: Stance, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Top, bottom and middle of the picture in centimetres."""
    body = stance.body
    crown = body.chin + stance.pose.lift + 2 * body.head[1]
    aside = float(rng.normal(0, 2.5))
    shot = photo.shot
    if shot.startswith("full_"):
        top = crown + float(rng.uniform(3, 13))
        if rng.random() < 0.1:
            top = body.chin + float(rng.uniform(-2, 6))  # the head is cut
        return top, -float(rng.uniform(4, 12)), aside
    if shot.startswith("threequarter_"):
        cut = rng.random() < 0.15
        top = body.chin + float(rng.uniform(0, 8)) if cut else crown + float(rng.uniform(2, 12))
        return top, stance.hip * float(rng.uniform(0.28, 0.82)), aside
    if shot == "upper_front":
        top = crown + float(rng.uniform(0, 9))
        if rng.random() < 0.2:
            top = body.chin + float(rng.uniform(-1, 8))
        return top, stance.height(HIPS) + float(rng.uniform(3, 14)), aside
    if shot == "partial_back":
        bottom = stance.hip * float(rng.uniform(0.35, 1.25))
        return crown + float(rng.uniform(0, 9)), bottom, aside
    return _detail(product, photo, stance, rng)


def _detail(
    product: DemoProduct, photo: DemoPhoto, stance: Stance, rng: np.random.Generator
) -> tuple[float, float, float]:
    """A close view of a part of the garment: no person is recognisable as a figure."""
    span = float(rng.uniform(30, 46))
    below = product.category in ("pants", "skirts")
    chin = stance.body.chin + stance.pose.lift
    middle = {
        "neck": chin - span * 0.48,
        "hem": stance.hip * 0.72 if below or product.category == "dresses" else
        stance.height(HIPS) + 4,
        "side": stance.height(WAIST), "fabric": stance.height(BUST) - 10,
    }[photo.pose]
    if below:
        middle = {"neck": stance.height(HIPS) + 4, "hem": stance.hip * 0.7,
                  "side": stance.height(HIPS), "fabric": stance.height(HIPS)}[photo.pose]
    aside = float(rng.uniform(-9, 9)) if photo.pose in ("side", "fabric") else float(
        rng.normal(0, 3))
    return middle + span / 2, middle - span / 2, aside
