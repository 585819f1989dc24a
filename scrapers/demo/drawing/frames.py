"""Where the frame cuts the person: the shots of DESIGN.md section 4 as heights."""

import numpy as np

from scrapers.demo.drawing.shell import BUST, HIPS, WAIST, Stance, hem_height
from scrapers.demo.drawing.view import PITCH
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
        return top, _lowest(stance, photo.yaw) - float(rng.uniform(4, 12)), aside
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


def _lowest(stance: Stance, yaw: float) -> float:
    """Height at which the lower shoe appears in the picture."""
    cos, sin = np.cos(np.deg2rad(yaw)), np.sin(np.deg2rad(yaw))
    lowest = 0.0
    for leg in stance.pose.legs:
        x, y, z = leg[2]
        for ahead in (-0.04, 0.12):
            near = (z + ahead * stance.body.height) * cos - x * sin
            sole = y - 0.035 * stance.body.height - 0.75 * stance.body.heel
            lowest = min(lowest, float(sole - PITCH * near))
    return lowest - 3.0


def _detail(
    product: DemoProduct, photo: DemoPhoto, stance: Stance, rng: np.random.Generator
) -> tuple[float, float, float]:
    """A close view of a part of the garment: no person is recognisable as a figure."""
    span = float(rng.uniform(30, 46))
    below = product.category in ("pants", "skirts")
    chin = stance.body.chin + stance.pose.lift
    hem = hem_height(stance, product.category, product.values["length"]) + 0.22 * span
    hips = stance.height(HIPS)
    if below:
        middle = {"neck": hips + 4, "hem": hem, "side": hips, "fabric": hips}[photo.pose]
    else:
        # A top may be tucked in: above the waist there is nothing but itself.
        if product.category != "dresses":
            hem = max(hem, stance.height(WAIST) + 6)
        middle = {
            "neck": chin - span * 0.48,
            "hem": hem,
            "side": stance.height(WAIST) + 8,
            "fabric": stance.height(BUST) - 8,
        }[photo.pose]
    aside = float(rng.uniform(-9, 9)) if photo.pose in ("side", "fabric") else float(rng.normal(0, 3))
    return middle + span / 2, middle - span / 2, aside
