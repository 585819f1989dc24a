"""How each drawing style renders: proportions, light, line and finish."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Style:
    """One way to draw the same world."""

    name: str
    legs: float
    """Length of the legs against natural ones."""
    head: float
    """Size of the head against a natural one."""
    girth: float
    """Width of bodies against natural ones."""
    outline: float
    """Width of the contour line in 1/1000 of the picture's height; 0 = none."""
    tones: int
    """Steps of shading; 0 = smooth."""
    ambient: float
    diffuse: float
    light: tuple[float, float, float]
    """Direction to the light: x right, y down, z to the camera; unit length."""
    folds: float
    """Strength of folds."""
    shadow: float
    """Strength of the shadow one part casts on the next."""
    saturation: float
    grade: tuple[float, float, float]
    """Gain of red, green and blue."""
    grain: float
    """Standard deviation of sensor noise in gray levels."""
    softness: float
    """Blur of the lens in 1/1000 of the picture's height."""
    exposure: float
    """Standard deviation of the exposure from photo to photo."""


def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    length = float(np.sqrt(x * x + y * y + z * z))
    return x / length, y / length, z / length


STYLES: dict[str, Style] = {
    # Shop photo: natural figures, soft light, clean.
    "a": Style(
        "a",
        legs=1.0,
        head=1.0,
        girth=1.0,
        outline=0.0,
        tones=0,
        ambient=0.5,
        diffuse=0.58,
        light=_unit(-0.45, -0.4, 0.8),
        folds=1.0,
        shadow=0.4,
        saturation=1.0,
        grade=(1.0, 1.0, 1.0),
        grain=1.3,
        softness=1.2,
        exposure=0.02,
    ),
    # Fashion plate: long figures, ink line, flat tones.
    "b": Style(
        "b",
        legs=1.16,
        head=0.9,
        girth=0.9,
        outline=3.4,
        tones=4,
        ambient=0.68,
        diffuse=0.4,
        light=_unit(-0.65, -0.35, 0.65),
        folds=1.3,
        shadow=0.22,
        saturation=1.18,
        grade=(1.0, 1.0, 1.0),
        grain=0.8,
        softness=0.0,
        exposure=0.015,
    ),
    # Film: fuller figures, one hard lamp from the right, warm and grainy.
    "c": Style(
        "c",
        legs=0.95,
        head=1.06,
        girth=1.12,
        outline=0.0,
        tones=0,
        ambient=0.42,
        diffuse=0.7,
        light=_unit(0.72, -0.25, 0.62),
        folds=1.4,
        shadow=0.5,
        saturation=0.86,
        grade=(1.03, 1.0, 0.95),
        grain=2.8,
        softness=2.0,
        exposure=0.02,
    ),
}
