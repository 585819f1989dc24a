"""From the body's space to the picture: which way it is turned, and where the frame cuts."""

import math
from dataclasses import dataclass

import numpy as np

# The camera stands a little above the hips, so what is nearer appears lower.
PITCH = 0.14


def columns(*parts: np.ndarray) -> np.ndarray:
    """(...) each to (..., number of parts) float64: `np.stack` on the last axis, cheaper for few points."""
    together = np.empty((*parts[0].shape, len(parts)))
    for place, part in enumerate(parts):
        together[..., place] = part
    return together


@dataclass(frozen=True)
class View:
    """An orthographic camera; lengths in centimetres, the picture in pixels."""

    yaw: float
    """Where the chest points, in radians: 0 to the camera, positive to the viewer's right."""
    scale: float
    """Pixels a centimetre."""
    origin: tuple[float, float]
    """Pixel of the point on the ground below the body's axis."""

    def turned(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) body space to (..., 3): x right, y up, z towards the camera; centimetres."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        x, y, z = points[..., 0], points[..., 1], points[..., 2]
        return columns(x * cos + z * sin, y, z * cos - x * sin)

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) body space to (..., 2) pixels, x right and y down."""
        turned = self.turned(points)
        height = turned[..., 1] - PITCH * turned[..., 2]
        return columns(self.origin[0] + turned[..., 0] * self.scale, self.origin[1] - height * self.scale)

    def facing(self) -> float:
        """1 = chest to the camera, 0 = side, -1 = back."""
        return float(np.cos(self.yaw))


def framed(yaw: float, top: float, bottom: float, centre: float, height: int, width: int) -> View:
    """The view that shows heights `bottom` to `top` (cm), `centre` (cm) in the middle."""
    # Plain floats: a NumPy scalar of 64 bits would widen every array it meets.
    scale = float(height / (top - bottom))
    return View(float(np.deg2rad(yaw)), scale, (width / 2 - float(centre) * scale, float(top) * scale))
