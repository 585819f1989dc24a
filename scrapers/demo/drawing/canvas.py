"""The picture while it is drawn: colour, and beside each pixel what it belongs to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from scrapers.demo.drawing import fabric
from scrapers.demo.drawing.styles import Style
from scrapers.demo.drawing.tube import Tube
from scrapers.demo.product import Rgb

# What a pixel shows. FIRST and SECOND are the products of the outfit. The product's own parts come last, so that
# `>= GARMENT` is the product.
EMPTY, BAG, SKIN, HAIR, SHOE, OTHER, FIRST, SECOND, GARMENT, SLEEVE, NECK, HEM = range(12)

SHIFT = 3
"""Fractional bits of polygon corners: edges lie between pixels."""
WEAVE_SEEN = 2.5
"""Pixels a centimetre from which on threads are drawn."""
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


@dataclass(frozen=True)
class Paint:
    """What a surface is made of."""

    rgb: Rgb
    motif: tuple[np.ndarray, ...] | None = None
    """Pyramid of tiles; None = plain `rgb`."""
    folds: np.ndarray | None = None
    fold_gain: float = 0.0
    grow: tuple[float, float] = (1.0, 1.0)
    """Factor of the folds at the beginning and at the end of a tube."""
    gloss: float = 0.0
    plain: bool = False
    """The motif is nothing but the weave, which only a close view shows."""
    offset: float = 0.0
    """Where on the tile the cloth begins, in cm: no two pieces are cut from the same place."""


class Canvas:
    """A picture and its labels; parts are painted from the farthest to the nearest."""

    def __init__(self, backdrop: np.ndarray, style: Style, scale: float) -> None:
        """`backdrop`: (H, W, 3) float32 in [0, 255]; `scale`: pixels a centimetre."""
        self.image = backdrop
        self.style = style
        self.scale = scale
        self.labels = np.zeros(backdrop.shape[:2], np.uint8)

    def tube(
        self,
        tube: Tube,
        paint: Paint,
        label: int,
        cuts: Sequence[np.ndarray] = (),
        shadow: float = 1.0,
        fade: float = 0.0,
    ) -> None:
        """Paints a tube, lit and folded; `cuts` are (n, 2) polygons left out of it.

        Args:
            fade: cm before its end over which it passes into what lies below.
        """
        covered = self._covered(tube.outline(), cuts)
        if covered is None:
            return
        (top, left, bottom, right), mask = covered
        if shadow and self.style.shadow:
            self._cast(covered, shadow)
        along, aside, facing = self._placed(tube, (top, left, bottom, right))
        first, last = tube.along[0], tube.along[-1]
        if fade:
            share = np.clip((last - along) / (fade * self.scale), 0, 1)
            mask[:] = mask * np.broadcast_to(share, mask.shape)
        ticks = np.arange(first, last + 1)
        middle = np.interp(ticks, tube.along, (tube.left + tube.right) / 2).astype(np.float32)
        half = np.interp(ticks, tube.along, (tube.right - tube.left) / 2).astype(np.float32)
        half = np.maximum(half, 0.5)
        tick = np.clip(along - first, 0, len(ticks) - 1).astype(np.intp)
        place = np.clip((aside - middle[tick]) / half[tick], -0.999, 0.999)
        colour = self._lit(place * facing)
        fold: np.ndarray | float = 1.0
        motif = None if paint.plain and self.scale < WEAVE_SEEN else paint.motif
        if motif is not None or paint.folds is not None:
            round_the_body = np.arcsin(place) - tube.turn
            u = round_the_body * (0.6 * half[tick] + 0.4 * half.mean()) / self.scale + paint.offset
            v = along / self.scale + paint.offset * 0.7
            if paint.folds is not None:
                fold = self._folded(paint, u, v, along, (first, last))
            if motif is not None:
                colour = self._motif(motif, u, v) * _on_all(colour * fold)
            else:
                colour = _dyed(paint.rgb, colour * fold)
        else:
            colour = _dyed(paint.rgb, colour)
        if paint.gloss:
            gleam = np.exp(-((place - 0.55 * facing) ** 2) * 14)
            colour += _on_all(255 * paint.gloss * gleam)
        self._blend(covered, colour)
        self._mark(covered, label)
        self._contour(covered, paint.rgb)

    def _placed(self, tube: Tube, box: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where the pixels of a box lie on a tube.

        Returns:
            (h, w) each: pixels along the axis, pixels beside it, and how far the direction across
            points to the light.
        """
        top, left, bottom, right = box
        x = np.arange(left, right, dtype=np.float32) + 0.5
        y = (np.arange(top, bottom, dtype=np.float32) + 0.5)[:, None]
        light = self.style.light
        placed = []
        for point, axis, position in tube.parts():
            dx, dy = x - np.float32(point[0]), y - np.float32(point[1])
            ax, ay = np.float32(axis[0]), np.float32(axis[1])
            placed.append(
                (
                    dx * ax + dy * ay + np.float32(position),
                    dx * ay - dy * ax,
                    np.float32(light[0] * axis[1] - light[1] * axis[0]),
                )
            )
        along, aside, facing = placed[0]
        if len(placed) == 1:
            return along, aside, np.full((1, 1), facing, np.float32)
        assert tube.joint is not None
        assert tube.after is not None
        # A pixel belongs to the part on whose side of the bisecting plane it lies.
        point, axis, _ = tube.parts()[1]
        bisector = (tube.axis + tube.after).astype(np.float32)
        second = (x - np.float32(point[0])) * bisector[0] + (y - np.float32(point[1])) * bisector[1] > 0
        thick = max(float(np.abs(tube.right).max()), 1.0)
        share = np.clip((along - tube.joint) / (2 * thick) + 0.5, 0, 1)
        return (
            np.where(second, placed[1][0], along),
            np.where(second, placed[1][1], aside),
            facing + share * (placed[1][2] - facing),
        )

    def _lit(self, sideways: np.ndarray) -> np.ndarray:
        """How bright a surface is, 1 = as dyed.

        Args:
            sideways: (h, w) in [-1, 1], how far the surface leans to the light in the picture
                plane times the light's own lean.
        """
        style = self.style
        lean = np.clip(sideways / max(math.hypot(*style.light[:2]), 1e-6), -1, 1)
        towards = sideways + np.sqrt(1 - lean * lean) * style.light[2]
        shade = style.ambient + style.diffuse * np.maximum(towards, 0)
        if style.tones:
            steps = shade * style.tones * 2
            whole = np.floor(steps)
            shade = (whole + np.clip((steps - whole - 0.5) * 5 + 0.5, 0, 1)) / (style.tones * 2)
        return np.asarray(shade, np.float32)

    def _folded(
        self,
        paint: Paint,
        u: np.ndarray,
        v: np.ndarray,
        along: np.ndarray,
        ends: tuple[float, float],
    ) -> np.ndarray:
        assert paint.folds is not None
        density = fabric.FOLD_DENSITY
        depth = cv2.remap(
            paint.folds,
            (u * density).astype(np.float32),
            (v * density).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        way = np.clip((along - ends[0]) / max(ends[1] - ends[0], 1), 0, 1)
        gain = paint.fold_gain * self.style.folds
        fold = 1 + gain * (paint.grow[0] + (paint.grow[1] - paint.grow[0]) * way) * depth
        if self.style.tones:
            # Ink draws few folds with clear edges.
            fold = 1 - 2.0 * gain * np.clip((-depth - 0.9) * 3, 0, 1)
        return np.clip(fold, 0.55, 1.35)

    def _motif(self, levels: tuple[np.ndarray, ...], u: np.ndarray, v: np.ndarray) -> np.ndarray:
        level = int(np.clip(np.floor(np.log2(fabric.DENSITY / self.scale) + 0.5), 0, len(levels) - 1))
        density = fabric.DENSITY / 2**level
        return cv2.remap(
            levels[level],
            (u * density).astype(np.float32),
            (v * density).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )

    def shape(
        self,
        outline: np.ndarray,
        rgb: Rgb,
        label: int | None = None,
        shade: float = 0.12,
        shadow: float = 0.0,
        cuts: Sequence[np.ndarray] = (),
        line: bool = True,
    ) -> None:
        """Paints a flat polygon, a little darker towards the side away from the light."""
        covered = self._covered(outline, cuts)
        if covered is None:
            return
        if shadow and self.style.shadow:
            self._cast(covered, shadow)
        (_, left, _, right), mask = covered
        middle, half = outline[:, 0].mean(), max(float(np.ptp(outline[:, 0])) / 2, 1)
        place = np.clip((np.arange(left, right, dtype=np.float32) - middle) / half, -1, 1)
        lean = 1 if self.style.light[0] > 0 else -1
        bright = 1 - shade * (1 - lean * place) / 2
        self._blend(covered, _dyed(rgb, np.tile(bright, (len(mask), 1))))
        if label is not None:
            self._mark(covered, label)
        if line:
            self._contour(covered, rgb)

    def line(
        self,
        points: np.ndarray,
        rgb: Rgb,
        width: float,
        strength: float,
        closed: bool = False,
        dark: float = 0.35,
        only: int = 0,
    ) -> None:
        """Draws a line `width` cm wide in a darker tone of `rgb`.

        Args:
            only: smallest label the line may run over; 0 = everywhere.
        """
        thick = max(width * self.scale, 0.5)
        strength *= min(1.0, thick)
        pad = int(thick) + 3
        box = self._box(points, pad)
        if box is None:
            return
        top, left, bottom, right = box
        mask = np.zeros((bottom - top, right - left), np.uint8)
        corners = np.round((points - (left, top)) * 2**SHIFT).astype(np.int32)
        cv2.polylines(mask, [corners], closed, 255, max(1, round(thick)), cv2.LINE_AA, SHIFT)
        if only:
            mask[self.labels[top:bottom, left:right] < only] = 0
        self._blend((box, mask), _ink(rgb, dark), strength)

    def spot(
        self,
        centre: np.ndarray,
        radii: tuple[float, float],
        gain: float,
        lowest: int,
        angle: float = 0.0,
    ) -> None:
        """Brightens (gain > 0) or darkens softly round a point, only what is labelled `lowest`+.

        Args:
            centre: (2,) pixels. radii: cm. angle: of the first radius, radians.
        """
        reach = 2.2 * max(radii) * self.scale
        box = self._box(centre[None], int(reach) + 1)
        if box is None:
            return
        top, left, bottom, right = box
        x = (np.arange(left, right, dtype=np.float32) - float(centre[0])) / self.scale
        y = ((np.arange(top, bottom, dtype=np.float32) - float(centre[1])) / self.scale)[:, None]
        cos, sin = math.cos(angle), math.sin(angle)
        near = np.exp(-(((x * cos + y * sin) / radii[0]) ** 2 + ((y * cos - x * sin) / radii[1]) ** 2))
        near *= self.labels[top:bottom, left:right] >= lowest
        _scale(self.image[top:bottom, left:right], 1 + gain * near)

    def relabel(self, outline: np.ndarray, old: int, new: int) -> None:
        """Turns `old` labels inside a polygon into `new`."""
        covered = self._covered(outline, ())
        if covered is None:
            return
        (top, left, bottom, right), mask = covered
        labels = self.labels[top:bottom, left:right]
        labels[(mask > 127) & (labels == old)] = new

    def _box(self, points: np.ndarray, pad: int) -> tuple[int, int, int, int] | None:
        """Top, left, bottom, right of the part of the picture round these points."""
        height, width = self.image.shape[:2]
        x, y, wide, high = cv2.boundingRect(points.astype(np.float32))
        left, right = max(x - pad, 0), min(x + wide + pad, width)
        top, bottom = max(y - pad, 0), min(y + high + pad, height)
        return (top, left, bottom, right) if left < right and top < bottom else None

    def _covered(
        self, outline: np.ndarray, cuts: Sequence[np.ndarray]
    ) -> tuple[tuple[int, int, int, int], np.ndarray] | None:
        """The box round a polygon, and (h, w) uint8 how much of each pixel it covers."""
        box = self._box(outline, 2)
        if box is None:
            return None
        top, left, bottom, right = box
        mask = np.zeros((bottom - top, right - left), np.uint8)
        for polygon, value in [(outline, 255), *((cut, 0) for cut in cuts)]:
            corners = np.round((polygon - (left, top)) * 2**SHIFT).astype(np.int32)
            cv2.fillPoly(mask, [corners], value, cv2.LINE_AA, SHIFT)
        return box, mask

    def _cast(self, covered: tuple[tuple[int, int, int, int], np.ndarray], strength: float) -> None:
        """The soft shadow of a part on the parts behind it; the backdrop is too far away."""
        (top, left, bottom, right), mask = covered
        reach = max(2, round(1.6 * self.scale))
        height, width = self.image.shape[:2]
        low, high = max(0, top - reach), min(height, bottom + 2 * reach)
        west, east = max(0, left - 2 * reach), min(width, right + 2 * reach)
        if not self.labels[low:high, west:east].any():
            return
        wide = np.zeros((high - low, east - west), np.uint8)
        wide[top - low : bottom - low, left - west : right - west] = mask
        wide = cv2.blur(wide, (2 * reach + 1, 2 * reach + 1))
        aside = -round(self.style.light[0] * reach)
        down = round(max(-self.style.light[1], 0.3) * reach * 1.5)
        moved = np.zeros_like(wide)
        h, w = wide.shape
        moved[min(down, h) :, max(aside, 0) : w + min(aside, 0)] = wide[
            : max(h - down, 0), max(-aside, 0) : w - max(aside, 0)
        ]
        dim = moved.astype(np.float32) * (-strength * self.style.shadow / 255)
        dim *= self.labels[low:high, west:east] > EMPTY
        _scale(self.image[low:high, west:east], 1 + dim)

    def _contour(self, covered: tuple[tuple[int, int, int, int], np.ndarray], rgb: Rgb) -> None:
        """The ink line along the inner edge of a part, in the styles that have one."""
        if not self.style.outline:
            return
        box, mask = covered
        thick = self.style.outline * self.image.shape[0] / 1000
        inner = mask
        for _ in range(max(1, round(thick))):
            inner = cv2.erode(inner, _CROSS)
        edge = cv2.subtract(mask, inner)
        self._blend((box, edge), _ink(rgb, 0.3), min(1.0, 0.5 + thick / 2))

    def _blend(
        self,
        covered: tuple[tuple[int, int, int, int], np.ndarray],
        colour: np.ndarray | tuple[float, ...],
        strength: float = 1.0,
    ) -> None:
        """Lays a colour over a part: (h, w, 3) float32, or one colour as OpenCV takes it."""
        (top, left, bottom, right), mask = covered
        under = self.image[top:bottom, left:right]
        # OpenCV takes one colour for a whole picture, too; its stubs do not say so.
        step = cv2.subtract(under, colour)  # type: ignore[arg-type]
        cv2.multiply(step, _on_all(mask.astype(np.float32) * (strength / 255)), dst=step)
        cv2.subtract(under, step, dst=under)

    def _mark(self, covered: tuple[tuple[int, int, int, int], np.ndarray], label: int) -> None:
        (top, left, bottom, right), mask = covered
        self.labels[top:bottom, left:right][mask > 127] = label


# A plane that NumPy spreads over three channels costs fifteen times as much as one that OpenCV has copied into them.


def _on_all(plane: np.ndarray) -> np.ndarray:
    """(h, w) to (h, w, 3) float32, the same in each channel."""
    plane = plane.astype(np.float32, copy=False)
    return np.asarray(cv2.merge((plane, plane, plane)))


def _dyed(rgb: Rgb, plane: np.ndarray) -> np.ndarray:
    """(h, w) brightness to (h, w, 3) float32 colour."""
    plane = plane.astype(np.float32, copy=False)
    red, green, blue = (plane * np.float32(value) for value in rgb)
    return np.asarray(cv2.merge((red, green, blue)))


def _ink(rgb: Rgb, dark: float) -> tuple[float, ...]:
    """A darker tone, with the fourth channel that OpenCV wants."""
    return (*(float(value) * dark for value in rgb), 0.0)


def _scale(part: np.ndarray, plane: np.ndarray) -> None:
    """Multiplies each channel of a part of a picture by a plane, in place."""
    cv2.multiply(part, _on_all(plane), dst=part)
