"""Clothes round the trunk: the stack of ellipses a garment makes over a body, and its openings."""

from dataclasses import dataclass

import numpy as np

from scrapers.demo.drawing.body import Body
from scrapers.demo.drawing.pose import Pose
from scrapers.demo.drawing.view import View, columns


def levels(top: float, armpit: float, bottom: float) -> np.ndarray:
    """Heights to cut a trunk at, falling: closer together at the shoulders, which are curved."""
    if top <= armpit + 1:
        return np.linspace(top, bottom, 34)
    return np.concatenate([np.linspace(top, armpit, 16), np.linspace(armpit, bottom, 30)[1:]])


@dataclass(frozen=True)
class Stance:
    """A body in a pose, feet on the ground."""

    body: Body
    pose: Pose
    trunk: np.ndarray
    """(n, 4) as Body.trunk, lifted with the pose."""

    @classmethod
    def of(cls, body: Body, pose: Pose) -> "Stance":
        return cls(body, pose, body.trunk + np.array([pose.lift, 0, 0, 0]))

    def sway(self, heights: np.ndarray) -> np.ndarray:
        """How far each height is pushed aside by the hips, in cm."""
        trunk = self.trunk
        return np.asarray(self.pose.sway * np.interp(heights, (trunk[9, 0], trunk[6, 0]), (1.0, 0.0)))

    def skin(self, bottom: float) -> tuple[np.ndarray, np.ndarray]:
        """The trunk down to `bottom` in fine sections, (n, 4), and how each is pushed aside."""
        rising = self.trunk[::-1]
        heights = levels(rising[-1, 0], self.trunk[ARMPIT, 0], bottom)
        parts = [np.interp(heights, rising[:, 0], rising[:, i]) for i in (1, 2, 3)]
        return np.stack([heights, *parts], axis=1), self.sway(heights)

    def height(self, row: int) -> float:
        """Height of a measured section of the trunk."""
        return float(self.trunk[row, 0])

    @property
    def hip(self) -> float:
        """Height of the hip joints."""
        return self.body.hip[1] + self.pose.lift


NECK_BASE, SHOULDER, ARMPIT, BUST, WAIST, HIPS = 2, 4, 5, 7, 9, 12
"""Rows of the trunk."""

EASE = {"tight": 0.5, "normal": 1.7, "loose": 3.8}
BRIDGE = {"tight": 0.06, "normal": 0.45, "loose": 0.92}
"""How much of the hollow at the waist the cloth spans."""


# Where the hem of a skirt lies, as a share of the height of the hip joints.
HEMS = {"short": 0.7, "knee": 0.525, "3-4": 0.3, "long": 0.075, "normal": 0.6}
# How far down the leg trousers reach.
LEGS = {"short": 0.24, "knee": 0.52, "3-4": 0.8, "long": 0.985, "normal": 0.985}


def hem_height(stance: Stance, category: str, length: str) -> float:
    """Height of the lower edge of a garment, in cm."""
    if category in ("dresses", "skirts"):
        return stance.hip * HEMS[length]
    if category == "pants":
        ankle = min(float(leg[2, 1]) for leg in stance.pose.legs)
        return stance.hip - LEGS[length] * (stance.hip - ankle)
    if length == "short":
        return stance.height(WAIST) - 3
    if length == "long":
        return stance.hip * (0.6 if category == "jackets" else 0.8)
    return stance.height(HIPS) - 1


@dataclass(frozen=True)
class Shell:
    """A garment's sections: (n,) arrays in cm, heights falling."""

    heights: np.ndarray
    wide: np.ndarray
    deep: np.ndarray
    ahead: np.ndarray
    aside: np.ndarray

    @property
    def sections(self) -> np.ndarray:
        """(n, 4) as a trunk."""
        return np.stack([self.heights, self.wide, self.deep, self.ahead], axis=1)

    def at(self, heights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Half width, half depth, forward offset and sideways offset at these heights."""
        rising = self.heights[::-1]
        wide, deep, ahead, aside = (
            np.interp(heights, rising, part[::-1]) for part in (self.wide, self.deep, self.ahead, self.aside)
        )
        return wide, deep, ahead, aside

    def on(self, view: View, angle: np.ndarray, heights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points on the surface: (n, 2) pixels, and (n,) whether the camera sees them.

        Args:
            angle: (n,) round the body from the chest, radians; positive to its left.
        """
        wide, deep, ahead, aside = self.at(heights)
        x, z = wide * np.sin(angle), deep * np.cos(angle)
        cos, sin = np.cos(view.yaw), np.sin(view.yaw)
        across = (x + aside) * cos + (z + ahead) * sin
        normal = np.cos(angle) / deep * cos - np.sin(angle) / wide * sin
        half = np.hypot(wide * cos, deep * sin)
        middle = aside * cos + ahead * sin
        seen = normal > 0
        # What lies on the far side is drawn where it goes out of sight: at the contour.
        edge = middle + half * np.where(across >= middle, 1, -1)
        across = np.where(seen, across, edge)
        return columns(view.origin[0] + across * view.scale, view.origin[1] - heights * view.scale), seen


def fitted(stance: Stance, top: float, hem: float, fit: str, shoulder: float = 1.0) -> Shell:
    """The shell of a garment from height `top` to height `hem` over the trunk and the legs.

    Args:
        shoulder: factor of the width at the shoulders; below 1 for sleeveless garments.
    """
    trunk = stance.trunk
    heights = levels(top, trunk[ARMPIT, 0], hem)
    rising = trunk[::-1]
    wide, deep, ahead = (np.interp(heights, rising[:, 0], rising[:, i]) for i in (1, 2, 3))
    bust, hips = trunk[BUST], trunk[HIPS]
    between = (heights < bust[0]) & (heights > hips[0])
    share = BRIDGE[fit] * between
    chord = np.interp(heights, (hips[0], bust[0]), (hips[1], bust[1]))
    wide = wide + share * np.maximum(chord - wide, 0)
    chord = np.interp(heights, (hips[0], bust[0]), (hips[2], bust[2]))
    deep = deep + share * np.maximum(chord - deep, 0)
    # Close at the neck, wider from the armpit down; loose things hang out towards the hem.
    ease = EASE[fit] * np.interp(heights, (trunk[WAIST, 0], trunk[ARMPIT, 0], trunk[3, 0]), (1.0, 0.6, 0.05))
    if fit == "loose":
        ease = ease + 0.055 * np.maximum(trunk[BUST, 0] - heights, 0)
    wide, deep = wide + ease, deep + ease
    high = heights > trunk[ARMPIT, 0] + 1
    wide = np.where(high, np.minimum(wide, np.maximum(wide * shoulder, trunk[2, 1])), wide)
    return Shell(heights, wide, deep, ahead, stance.sway(heights))


def skirted(stance: Stance, shell: Shell, waist: float, flare: float) -> Shell:
    """The shell with everything below `waist` hanging as a skirt round the legs.

    Args:
        flare: cm of extra half width for each cm below the hips; negative narrows.
    """
    heights = shell.heights
    hips = stance.trunk[HIPS]
    below = heights < hips[0]
    fall = np.maximum(hips[0] - heights, 0)
    widest_wide = float(np.interp(hips[0], heights[::-1], shell.wide[::-1]))
    widest_deep = float(np.interp(hips[0], heights[::-1], shell.deep[::-1]))
    wide = np.where(below, widest_wide + flare * fall, shell.wide)
    deep = np.where(below, widest_deep + 0.55 * flare * fall, shell.deep)
    if flare > 0.05:
        start = np.clip((waist - heights) / max(waist - hips[0], 1), 0, 1)
        wide = wide + np.where(below, 0, 3.0 * start * flare * 4)
        wide = np.where(below, wide + 12.0 * flare, wide)
    room = 1.4
    for leg in stance.pose.legs:
        falling = leg[::-1]
        x = np.interp(heights, falling[:, 1], falling[:, 0]) - shell.aside
        z = np.interp(heights, falling[:, 1], falling[:, 2])
        thick = np.interp(
            heights,
            (leg[2, 1], leg[1, 1], leg[0, 1]),
            (stance.body.leg_radius[3], stance.body.leg_radius[1], stance.body.leg_radius[0]),
        )
        wide = np.where(below, np.maximum(wide, np.abs(x) + thick + room), wide)
        deep = np.where(below, np.maximum(deep, np.abs(z) * 0.9 + thick + room), deep)
    return Shell(heights, _eased(wide), _eased(deep), shell.ahead, shell.aside)


def gathered(stance: Stance, shell: Shell) -> Shell:
    """The shell drawn in to the body over its last centimetres, as under a waistband."""
    heights = shell.heights
    snug = np.clip((heights - heights[-1]) / 11.0, 0, 1) ** 0.6
    rising = stance.trunk[::-1]
    wide, deep = (np.interp(heights, rising[:, 0], rising[:, i]) for i in (1, 2))
    return Shell(
        heights, wide + snug * (shell.wide - wide), deep + snug * (shell.deep - deep), shell.ahead, shell.aside
    )


def _eased(values: np.ndarray) -> np.ndarray:
    """Cloth does not bend as sharply as a knee."""
    padded = np.pad(values, 3, mode="edge")
    return np.convolve(padded, np.ones(7) / 7, mode="valid")


def armhole(stance: Stance, view: View, arm: np.ndarray) -> np.ndarray:
    """What the trunk hides of an arm: (n, 2) polygon inward of the seam at the shoulder.

    Seen from the side the seam lies across the line of sight and hides nothing.
    """
    side = float(np.sign(arm[0, 0]))
    x, y, z = np.abs(arm[0, 0]), arm[0, 1], arm[0, 2]
    radius = stance.body.arm_radius[0]
    seam = [
        (x - 0.3 * radius, y + 3.0 * radius),
        (x - 0.3 * radius, y + 0.9 * radius),
        (x - 0.45 * radius, y + 0.1 * radius),
        (x - 0.5 * radius, y - 0.8 * radius),
        (x - 0.8 * radius, y - 1.5 * radius),
        (x - 1.6 * radius, y - 2.1 * radius),
        (x - 4.0 * radius, y - 2.1 * radius),
        (x - 4.0 * radius, y + 3.0 * radius),
    ]
    return view.pixels(np.array([(side * across, up, z) for across, up in seam]))


@dataclass(frozen=True)
class Opening:
    """A neckline: how wide it is at the shoulders, how deep, and its curve."""

    wide: float
    """Half width in cm."""
    deep: float
    """cm below the shoulder line."""
    power: float
    """1 = V, 2 = round, more = squarer."""


OPENINGS: dict[str, tuple[Opening, Opening]] = {
    # front, back
    "round": (Opening(8.2, 6.5, 2.2), Opening(8.2, 2.0, 2.2)),
    "v": (Opening(8.0, 15.5, 1.05), Opening(8.0, 2.5, 2.0)),
    "wide": (Opening(14.0, 5.0, 2.6), Opening(13.5, 3.5, 2.4)),
    "deep": (Opening(10.0, 19.5, 1.8), Opening(10.0, 5.0, 2.0)),
    "back": (Opening(9.0, 5.0, 2.2), Opening(10.5, 30.0, 1.5)),
    "lined": (Opening(8.6, 8.5, 2.0), Opening(8.6, 3.0, 2.2)),
}
_ACROSS = np.linspace(-1, 1, 31)
LAPEL = (Opening(7.5, 24.0, 1.0), Opening(6.5, -1.0, 2.0))


def opening_curve(
    stance: Stance, shell: Shell, view: View, opening: Opening, back: bool, grow: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """The edge of an opening, (n, 2) pixels from one shoulder to the other, and what is seen of it.

    Args:
        grow: cm by which the opening is drawn larger all round.
    """
    trunk = stance.trunk
    scale = stance.body.shoulder[0] / 16.4
    half, deep = opening.wide * scale + grow, opening.deep * scale + grow
    shoulder = float(np.interp(half, trunk[2:5, 1], trunk[2:5, 0]))
    step = _ACROSS
    heights = shoulder - deep * (1 - np.abs(step) ** opening.power)
    wide, *_ = shell.at(heights)
    angle = np.arcsin(np.clip(step * half / np.maximum(wide, half * 1.001), -1, 1))
    if back:
        angle = np.pi - angle
    return shell.on(view, angle, heights)


def opening_cut(curve: np.ndarray, scale: float) -> np.ndarray:
    """The polygon that an opening takes away: everything from the curve up."""
    up = np.array([0.0, -14.0 * scale])
    return np.concatenate([curve, [curve[-1] + up, curve[0] + up]])
