"""The article alone: on a ghost mannequin or laid flat."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scrapers.demo.drawing.body import Body
from scrapers.demo.drawing.canvas import Canvas, Paint
from scrapers.demo.drawing.clothes import Garment
from scrapers.demo.drawing.pose import pose
from scrapers.demo.drawing.shell import Stance
from scrapers.demo.drawing.styles import Style
from scrapers.demo.drawing.tube import Tube
from scrapers.demo.drawing.view import View
from scrapers.demo.drawing.wear import Fitting
from scrapers.demo.product import DemoPhoto
from scrapers.demo.seeds import generator


class _Ruler(Canvas):
    """Stands in for a canvas to learn how large a garment is before it is drawn."""

    def __init__(self, style: Style) -> None:
        super().__init__(np.empty((0, 0, 3), np.float32), style, 1.0)
        self.corners: list[np.ndarray] = []

    def tube(
        self,
        tube: Tube,
        paint: Paint,
        label: int,
        cuts: Sequence[np.ndarray] = (),
        shadow: float = 1.0,
        fade: float = 0.0,
    ) -> None:
        """Notes how far the tube reaches."""
        outline = tube.outline()
        self.corners += [outline.min(axis=0), outline.max(axis=0)]


def packshot(garment: Garment, photo: DemoPhoto, body: Body, style: Style, scene: np.ndarray) -> Canvas:
    """Paints the garment on `scene`, (H, W, 3) float32, filling most of the picture."""
    if photo.pose == "flat":
        # Laid flat there is less of a solid and more of a crease.
        style = replace(
            style, ambient=style.ambient + 0.6 * style.diffuse, diffuse=0.4 * style.diffuse, folds=1.3 * style.folds
        )
    rng = generator("packshot", photo.seed)
    stance = Stance.of(body, pose(photo.pose, body, rng, vary=0.3))
    view = View(float(np.deg2rad(photo.yaw)), 1.0, (0.0, 0.0))
    ruler = _Ruler(style)
    _dress(Fitting(ruler, view, stance, garment), photo.pose)
    corners = np.array(ruler.corners)
    low, high = corners.min(axis=0), corners.max(axis=0)
    height, width = scene.shape[:2]
    margin = float(rng.uniform(0.1, 0.17))
    scale = float((1 - 2 * margin) * min(width / (high[0] - low[0]), height / (high[1] - low[1])))
    x, y = ((low + high) / 2 * scale).tolist()
    view = View(view.yaw, scale, (width / 2 - x, height / 2 - y))
    canvas = Canvas(scene, style, scale)
    _dress(Fitting(canvas, view, stance, garment), photo.pose)
    return canvas


def _dress(fitting: Fitting, laid: str) -> None:
    """Sleeves lie under the trunk of what is laid flat and before that of what hangs."""
    arms = fitting.stance.pose.arms
    if laid == "flat":
        for arm in arms:
            fitting.sleeve(arm)
    fitting.trunk(inside=True)
    if laid != "flat":
        for arm in arms:
            fitting.sleeve(arm)
