"""How a person stands: the joints of a named pose in the body's own space."""

from dataclasses import dataclass

import numpy as np

from scrapers.demo.drawing.body import Body

# Angles in degrees. An arm: upper arm out, upper arm forward, forearm out, forearm forward.
# A leg: thigh out, thigh forward, shin out, shin forward. Then how far the hips are pushed
# aside, in centimetres. "near" is the side that carries the gesture.
Limb = tuple[float, float, float, float]
POSES: dict[str, tuple[Limb, Limb, Limb, Limb, float]] = {
    # near arm, far arm, near leg, far leg, sway
    "stand": ((9, 0, 3, 8), (9, 0, 3, 8), (2, 0, 1, 0), (2, 0, 1, 0), 0.0),
    "relaxed": ((12, -4, 6, 10), (7, 2, 1, 14), (9, 10, 2, -8), (-1, 0, -1, 0), -2.5),
    "walk": ((9, -20, 5, -6), (9, 16, 4, 34), (0, 20, -1, 6), (1, -14, -1, -34), 0.8),
    "hip": ((52, -10, -46, 20), (8, 2, 3, 10), (8, 6, 3, -6), (-1, 0, -1, 0), -2.2),
    "akimbo": ((52, -10, -45, 20), (52, -10, -45, 20), (6, 0, 3, 0), (6, 0, 3, 0), 0.0),
    "crossed": ((10, 0, 4, 10), (8, -4, 3, 6), (-5, 8, -3, 2), (0, -4, -1, -6), 1.5),
    "ghost": ((13, 0, 9, 2), (13, 0, 9, 2), (2.5, 0, 1.0, 0), (2.5, 0, 1.0, 0), 0.0),
    "flat": ((24, 0, 16, 0), (24, 0, 16, 0), (4, 0, 2.5, 0), (4, 0, 2.5, 0), 0.0),
}


@dataclass(frozen=True)
class Pose:
    """Joints in centimetres, (x, y, z) of the body: x to its left, y up, z forward.

    Index 0 is the body's left (+x), index 1 its right.
    """

    arms: tuple[np.ndarray, np.ndarray]
    """(3, 3) each: shoulder, elbow, wrist."""
    legs: tuple[np.ndarray, np.ndarray]
    """(3, 3) each: hip, knee, ankle."""
    sway: float
    """How far the hips are pushed to +x."""
    lift: float
    """What the whole body was raised by, so that the lower foot stands on the ground."""


def pose(name: str, body: Body, rng: np.random.Generator, vary: float = 1.0) -> Pose:
    """The named pose on this body, mirrored at random and never twice exactly the same."""
    near_arm, far_arm, near_leg, far_leg, sway = POSES[name]
    angles = np.array([near_arm, far_arm, near_leg, far_leg], dtype=float)
    angles += rng.normal(0, 2.2, angles.shape) * vary
    if rng.random() < 0.5:
        angles, sway = angles[[1, 0, 3, 2]], -sway
    shoulder, hip = body.shoulder, body.hip
    arms = tuple(
        _limb((side * shoulder[0], shoulder[1], -1.0), body.arm, angles[i], side) for i, side in enumerate((1, -1))
    )
    legs = tuple(
        _limb((side * hip[0] + sway, hip[1], 0.0), body.leg, angles[2 + i], side) for i, side in enumerate((1, -1))
    )
    ankle = 0.04 * body.height + body.heel * 0.7
    lift = ankle - min(leg[2, 1] for leg in legs)
    rise = np.array([0.0, lift, 0.0])
    return Pose((arms[0] + rise, arms[1] + rise), (legs[0] + rise, legs[1] + rise), sway, lift)


def _limb(root: tuple[float, float, float], lengths: tuple[float, float], angles: np.ndarray, side: int) -> np.ndarray:
    """Two bones from `root`: (3, 3) joints."""
    joints = [np.array(root, dtype=float)]
    for length, (out, forward) in zip(lengths, np.deg2rad(angles.reshape(2, 2)), strict=True):
        step = np.array([side * np.sin(out), -np.cos(out) * np.cos(forward), np.cos(out) * np.sin(forward)])
        joints.append(joints[-1] + length * step)
    return np.stack(joints)
