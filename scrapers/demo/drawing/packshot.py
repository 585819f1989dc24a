"""The article alone: on a ghost mannequin or laid flat."""

import numpy as np

from scrapers.demo.drawing.body import Body
from scrapers.demo.drawing.canvas import Canvas
from scrapers.demo.drawing.clothes import Garment
from scrapers.demo.drawing.pose import pose
from scrapers.demo.drawing.shell import HIPS, NECK_BASE, WAIST, Stance
from scrapers.demo.drawing.styles import Style
from scrapers.demo.drawing.view import framed
from scrapers.demo.drawing.wear import FLARES, HEMS, LEGS, SLEEVES, Fitting
from scrapers.demo.product import DemoPhoto
from scrapers.demo.seeds import generator


def packshot(
    garment: Garment, photo: DemoPhoto, body: Body, style: Style, scene: np.ndarray
) -> Canvas:
    """Paints the garment on `scene`, (H, W, 3) float32, filling most of the picture."""
    rng = generator("packshot", photo.seed)
    stance = Stance.of(body, pose(photo.pose, body, rng, vary=0.3))
    height, width = scene.shape[:2]
    top, bottom, half = _extent(garment, stance)
    margin = float(rng.uniform(0.04, 0.1))
    span = (top - bottom) / (1 - 2 * margin)
    span = max(span, 2 * half / (1 - 2 * margin) * height / width)
    middle = (top + bottom) / 2
    view = framed(photo.yaw, middle + span / 2, middle - span / 2, 0.0, height, width)
    canvas = Canvas(scene, style, view.scale)
    fitting = Fitting(canvas, view, stance, garment)
    for arm in stance.pose.arms:
        if photo.pose == "flat":
            fitting.sleeve(arm)
    fitting.trunk(inside=True)
    for arm in stance.pose.arms:
        if photo.pose != "flat":
            fitting.sleeve(arm)
    return canvas


def _extent(garment: Garment, stance: Stance) -> tuple[float, float, float]:
    """Top, bottom and half width of the garment on its stand, in cm."""
    waist = stance.height(WAIST)
    if garment.category == "pants":
        leg = stance.pose.legs[0]
        end = leg[2, 1] + (leg[0, 1] - leg[2, 1]) * (1 - LEGS[garment.length])
        return waist, end, 30.0
    if garment.category == "skirts":
        flare = {"tight": 0, "normal": 0.16, "loose": 0.4}[garment.fit]
        hem = stance.hip * HEMS[garment.length]
        return waist, hem, 24.0 + flare * (stance.hip - hem) + 12 * flare
    top = stance.height(NECK_BASE) + 2
    if garment.category == "dresses":
        bottom = stance.hip * HEMS[garment.length]
    else:
        bottom = {"short": waist - 3, "normal": stance.height(HIPS) - 1,
                  "long": stance.hip * 0.62}[garment.length]
    arm = stance.pose.arms[0]
    share = {"": 0.0, "sleeveless": 0.0, **SLEEVES}[garment.sleeves]
    elbow = min(share / 0.5, 1.0)
    wrist = max(share / 0.5 - 1.0, 0.0)
    end = arm[0] + elbow * (arm[1] - arm[0]) + wrist * (arm[2] - arm[1])
    loose = {"tight": 0, "normal": 2, "loose": 4}[garment.fit]
    reach = abs(float(end[0])) + 6 + loose
    if share:
        bottom = min(bottom, float(end[1]) - 3)
    if garment.category == "dresses":
        flare = FLARES[garment.fit]
        reach = max(reach, 20 + 2 * loose + flare * (12 + stance.hip - bottom))
    return top, bottom, max(reach, 22.0 + loose)
