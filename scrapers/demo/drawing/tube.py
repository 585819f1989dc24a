"""Tubes: the one solid all bodies and clothes are made of.

A tube is a straight axis in the picture with an edge on either side of it that may vary along the
axis. Trunks, skirts, sleeves, legs are tubes; where a pixel lies across the tube tells which way
the surface faces there, hence how it is lit and which part of the cloth it shows.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scrapers.demo.drawing.view import PITCH, View, columns

_RIM = np.linspace(-1, 1, 25)[1:-1]
_MARKS = np.linspace(0, 1, 23)
_ARC = np.array([1.0, 0.97, 0.88, 0.72, 0.5, 0.25])
_ROUND = np.sqrt(1 - _ARC**2)


@dataclass(frozen=True)
class Tube:
    """A tube in the picture; all lengths in pixels."""

    start: np.ndarray
    """(2,) where the axis begins."""
    axis: np.ndarray
    """(2,) unit vector along it."""
    along: np.ndarray
    """(n,) increasing positions on the axis."""
    left: np.ndarray
    """(n,) offset of the left edge from the axis, seen along it (negative)."""
    right: np.ndarray
    """(n,) offset of the right edge."""
    turn: float = 0.0
    """How far the solid is turned about its axis, in radians."""
    drop: float = 0.0
    """How far the middle of the lower rim hangs below its ends."""
    ripple: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Amplitude, waves and phase of the lower rim."""
    joint: float | None = None
    """Position on the axis where the tube bends, as an arm at the elbow."""
    after: np.ndarray | None = None
    """(2,) unit vector along the axis behind the joint."""

    @property
    def across(self) -> np.ndarray:
        """(2,) unit vector from the left edge to the right one."""
        return _across(self.axis)

    def parts(self) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """The straight parts: (2,) a point of each, (2,) its direction, position of that point."""
        whole = [(self.start, self.axis, 0.0)]
        if self.joint is not None and self.after is not None:
            whole.append((self.start + self.joint * self.axis, self.after, self.joint))
        return whole

    def end(self) -> tuple[np.ndarray, np.ndarray, float]:
        """The part that the lower rim belongs to."""
        return self.parts()[-1]

    def outline(self) -> np.ndarray:
        """(m, 2) polygon in pixels."""
        at, across = self._spine()
        left = at + self.left[:, None] * across
        right = at + self.right[:, None] * across
        if not self.drop and not self.ripple[0]:
            return np.concatenate([left, right[::-1]])
        step = _RIM
        middle, half = (left[-1] + right[-1]) / 2, (right[-1] - left[-1]) / 2
        amplitude, waves, phase = self.ripple
        hang = self.drop * np.sqrt(1 - step**2) + amplitude * np.sin(waves * np.arcsin(step) + phase) * (1 - step**4)
        rim = middle + step[:, None] * half + hang[:, None] * self.end()[1]
        return np.concatenate([left, rim, right[::-1]])

    def _spine(self) -> tuple[np.ndarray, np.ndarray]:
        """Points on the axis and the direction across it, (n, 2) each; round at the joint."""
        if self.joint is None or self.after is None:
            at = self.start + self.along[:, None] * self.axis
            return at, np.broadcast_to(self.across, at.shape)
        # Round the joint over a length as thick as the limb: flesh and cloth do not kink.
        around = max(1.2 * float(np.interp(self.joint, self.along, self.right)), 1e-3)
        share = np.clip((self.along - self.joint) / around / 2 + 0.5, 0, 1)[:, None]
        elbow = self.start + self.joint * self.axis
        before = self.start + np.minimum(self.along, self.joint - around)[:, None] * self.axis
        beyond = np.maximum(self.along - self.joint - around, 0)[:, None] * self.after
        bow = around * (2 * share - share**2) * self.axis + around * share**2 * self.after
        at = np.where(self.along[:, None] < self.joint - around, before, elbow - around * self.axis + bow + beyond)
        heading = (1 - share) * self.axis + share * self.after
        heading /= np.linalg.norm(heading, axis=1, keepdims=True)
        return at, columns(heading[:, 1], -heading[:, 0])


@lru_cache(maxsize=32)
def _even(count: int) -> np.ndarray:
    """`count` even steps from 0 to 1."""
    return np.linspace(0, 1, count)


def _across(axis: np.ndarray) -> np.ndarray:
    return np.array([axis[1], -axis[0]])


def trunk_tube(
    view: View,
    trunk: np.ndarray,
    sway: np.ndarray,
    drop: float = 0.0,
    ripple: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Tube:
    """The upright tube of stacked ellipses.

    Args:
        trunk: (n, 4) height, half width, half depth, forward offset; cm, heights falling.
        sway: (n,) sideways offset of each section in cm.
    """
    heights, wide, deep, ahead = trunk.T
    cos, sin = np.cos(view.yaw), np.sin(view.yaw)
    half = np.hypot(wide * cos, deep * sin)
    middle = sway * cos + ahead * sin
    top = np.array([view.origin[0], view.origin[1] - heights[0] * view.scale])
    return Tube(
        start=top,
        axis=np.array([0.0, 1.0]),
        along=(heights[0] - heights) * view.scale,
        left=(middle - half) * view.scale,
        right=(middle + half) * view.scale,
        turn=view.yaw,
        drop=drop * view.scale,
        ripple=ripple,
    )


def _smooth(values: np.ndarray) -> np.ndarray:
    """The values with the corners between measured sections rounded off."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    return np.asarray((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4)


def limb_tube(
    view: View,
    joints: np.ndarray,
    radii: np.ndarray,
    reach: float = 1.0,
    round_start: bool = True,
    round_end: bool = True,
) -> Tube:
    """A limb of one or two bones with flesh or cloth around it.

    Args:
        joints: (2, 3) or (3, 3) in body space.
        radii: (n,) radii in cm at even steps over the whole limb.
        reach: how much of the limb the tube covers, from its beginning.
    """
    points = view.pixels(joints)
    bones = np.diff(points, axis=0)
    lengths = np.maximum(np.hypot(bones[:, 0], bones[:, 1]), 1e-6)
    axes = bones / lengths[:, None]
    # Radii go by the bone, not by the length seen: a limb that points at us stays as thick.
    ticks = np.concatenate([[0.0], np.cumsum(lengths)])
    marks = _MARKS * reach
    along = np.interp(marks, _even(len(ticks)), ticks)
    half = _smooth(np.interp(marks, _even(len(radii)), radii * view.scale))
    if round_start:
        along = np.concatenate([-_ARC * half[0], along])
        half = np.concatenate([half[0] * _ROUND, half])
    if round_end:
        along = np.concatenate([along, along[-1] + _ARC[::-1] * half[-1]])
        half = np.concatenate([half, half[-1] * _ROUND[::-1]])
    drop = 0.0 if round_end else PITCH * 1.5 * float(half[-1])
    bent = len(axes) == 2 and along[-1] > ticks[1]
    return Tube(
        start=points[0],
        axis=axes[0],
        along=along,
        left=-half,
        right=half,
        turn=view.yaw,
        drop=drop,
        joint=float(ticks[1]) if bent else None,
        after=axes[1] if bent else None,
    )
