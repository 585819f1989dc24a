"""What is sewn on: edges, seams, buttons, zips, collars, pockets, cuffs."""

import numpy as np

from scrapers.demo.drawing.canvas import Canvas
from scrapers.demo.drawing.clothes import Garment
from scrapers.demo.drawing.shell import BUST, HIPS, OPENINGS, WAIST, Shell, Stance
from scrapers.demo.drawing.tube import Tube
from scrapers.demo.drawing.view import View
from scrapers.demo.product import Rgb

_HALF_ROUND = np.linspace(-np.pi / 2, np.pi / 2, 21)
_SAG = np.cos(_HALF_ROUND)


def _tone(rgb: Rgb, factor: float) -> Rgb:
    red, green, blue = (int(min(255, part * factor + (30 if factor > 1 else 0))) for part in rgb)
    return red, green, blue


def _seam(
    canvas: Canvas,
    shell: Shell,
    view: View,
    rgb: Rgb,
    angles: np.ndarray,
    heights: np.ndarray,
    label: int,
    width: float = 0.5,
    strength: float = 0.5,
) -> None:
    """A line on the surface of a garment, where the camera sees it."""
    points, seen = shell.on(view, angles, heights)
    if seen.sum() > 1:
        canvas.line(points[seen], rgb, width=width, strength=0.85 * strength, only=label, dark=0.5)


def _upright(
    canvas: Canvas,
    shell: Shell,
    view: View,
    rgb: Rgb,
    angle: float,
    top: float,
    bottom: float,
    label: int,
    width: float = 0.5,
    strength: float = 0.5,
) -> None:
    heights = np.linspace(top, bottom, 16)
    _seam(canvas, shell, view, rgb, np.full(16, angle), heights, label, width, strength)


def _level(
    canvas: Canvas,
    shell: Shell,
    view: View,
    rgb: Rgb,
    height: float,
    label: int,
    width: float = 0.5,
    strength: float = 0.5,
    sag: float = 1.2,
) -> None:
    """A seam all round at one height, sagging a little in the middle of the picture."""
    points, _ = shell.on(view, _HALF_ROUND - view.yaw, height - sag * _SAG)
    canvas.line(points, rgb, width=width, strength=strength, only=label, dark=0.45)


def edge(canvas: Canvas, garment: Garment, curve: np.ndarray, label: int) -> None:
    """The edge of a neckline: a fine seam, or the contrasting band of a lined one."""
    if len(curve) < 2:
        return
    if garment.neckline == "lined":
        canvas.line(curve, garment.accent, width=1.9, strength=1.0, dark=1.0)
    elif garment.category == "knitwear":
        canvas.line(curve, _tone(garment.rgb, 0.88), width=2.4, strength=0.9, dark=1.0)
        canvas.line(curve, garment.rgb, width=0.5, strength=0.6)
    else:
        canvas.line(curve, garment.rgb, width=0.6, strength=0.5, dark=0.55)


def armholes(stance: Stance, shell: Shell, view: View, garment: Garment) -> list[np.ndarray]:
    """What thin straps leave free: the shoulders, front and back."""
    if garment.sleeves != "sleeveless" or not garment.straps or garment.neckline == "wide":
        return []
    trunk = stance.trunk
    strap = 9.4 * stance.body.shoulder[0] / 16.0
    chest = stance.height(BUST) + 6.0
    cuts = []
    for side in (-1, 1):
        outer = float(trunk[:6, 1].max()) + 6
        x = np.array([strap, strap + 0.5, strap + 3.5, outer, outer, strap])
        heights = np.array([trunk[2, 0] + 4, chest + 4, chest, chest - 3, trunk[2, 0] + 4, trunk[2, 0] + 4])
        wide, *_ = shell.at(heights)
        angle = np.arcsin(np.clip(side * x / wide, -1, 1))
        if view.facing() < 0:
            angle = np.pi - angle
        points, _ = shell.on(view, angle, heights)
        # Beyond the contour the cut simply goes on outwards.
        sign = np.sign(points[:, 0] - points[:, 0].mean()) if len(points) else 0
        over = x > wide
        points[over, 0] += np.where(over, side * np.sign(view.facing() or 1), sign)[over] * (8 * view.scale)
        cuts.append(points)
    return cuts


def open_front(shell: Shell, view: View, garment: Garment) -> np.ndarray:
    """The gap of a jacket worn open: (n, 2) polygon from the lapels to the hem."""
    top, bottom = shell.heights[0] - 14, shell.heights[-1] - 8
    heights = np.linspace(top, bottom, 14)
    gap = np.interp(np.linspace(0, 1, 14), (0, 0.5, 1), (0.02, 0.2, 0.34))
    gap = gap * (0.6 + 0.2 * (garment.variant % 3))
    left, _ = shell.on(view, -gap, heights)
    right, _ = shell.on(view, gap, heights)
    return np.concatenate([left, right[::-1]])


def on_bodice(canvas: Canvas, garment: Garment, stance: Stance, shell: Shell, view: View, label: int) -> None:
    """Everything sewn on a dress, top, blouse, pullover or jacket."""
    top, bottom = stance.height(2), float(shell.heights[-1])
    rgb, category = garment.rgb, garment.category
    front = view.facing() > -0.1
    if category == "dresses":
        _dress(canvas, garment, stance, shell, view, label)
    elif category == "blouses":
        if front:
            deep = OPENINGS[garment.neckline or "round"][0].deep
            _placket(canvas, garment, shell, view, top - deep - 3, bottom, label)
            _collar(canvas, garment, stance, shell, view)
        else:
            _level(canvas, shell, view, rgb, top - 9, label, 0.5, 0.6)
            _upright(canvas, shell, view, rgb, np.pi, top - 9, bottom, label, 0.5, 0.35)
    elif category == "knitwear":
        for up in (1.0, 2.2, 5.5):
            _level(canvas, shell, view, rgb, bottom + up, label, 0.4, 0.45, 2.0)
    elif category == "jackets":
        if front:
            _jacket_front(canvas, garment, stance, shell, view, label)
        else:
            _upright(canvas, shell, view, rgb, np.pi, top, bottom, label, 0.5, 0.6)
            _level(canvas, shell, view, rgb, top - 10, label, 0.4, 0.4)
    elif not front:
        _level(canvas, shell, view, rgb, top - 4, label, 0.4, 0.3)
    if category != "knitwear":
        _level(canvas, shell, view, rgb, bottom + 1.6, label, 0.35, 0.45, 1.9)


def _dress(canvas: Canvas, garment: Garment, stance: Stance, shell: Shell, view: View, label: int) -> None:
    """Waist seam, sometimes a belt, and the zip behind."""
    if garment.fit != "loose":
        _level(canvas, shell, view, garment.rgb, stance.height(WAIST), label, 0.5, 0.35)
    if garment.variant % 4 == 0 and garment.fit == "normal":
        _belt(canvas, garment, stance, shell, view, label)
    if view.facing() <= -0.1 and garment.neckline != "back":
        _upright(canvas, shell, view, garment.rgb, np.pi, stance.height(2), stance.height(HIPS), label, 0.6, 0.7)


def _belt(canvas: Canvas, garment: Garment, stance: Stance, shell: Shell, view: View, label: int) -> None:
    height = stance.height(WAIST)
    angles = _HALF_ROUND - view.yaw
    upper, _ = shell.on(view, angles, np.full(21, height + 1.6))
    lower, _ = shell.on(view, angles[::-1], np.full(21, height - 1.8))
    canvas.shape(np.concatenate([upper, lower]), _tone(garment.rgb, 0.6), label, shadow=0.5)


def _placket(
    canvas: Canvas,
    garment: Garment,
    shell: Shell,
    view: View,
    top: float,
    bottom: float,
    label: int,
) -> None:
    """Two stitched lines and a row of buttons between them."""
    for angle in (-0.11, 0.11):
        _upright(canvas, shell, view, garment.rgb, angle, top, bottom, label, 0.4, 0.45)
    _buttons(canvas, garment, shell, view, np.linspace(top - 2, bottom + 6, 7))


def _buttons(canvas: Canvas, garment: Garment, shell: Shell, view: View, heights: np.ndarray) -> None:
    points, seen = shell.on(view, np.zeros(len(heights)), heights)
    light = sum(garment.rgb) / 3 < 110
    rgb = _tone(garment.rgb, 1.5 if light else 0.55)
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    circle = 0.65 * view.scale * np.stack([np.cos(turn), np.sin(turn)], -1)
    for point in points[seen]:
        canvas.shape(point + circle, rgb, line=False)


def _collar(canvas: Canvas, garment: Garment, stance: Stance, shell: Shell, view: View) -> None:
    """Two collar points that fall from the neck."""
    if garment.neckline not in ("v", "round"):
        return
    top = stance.height(2)
    for side in (-1, 1):
        angles = side * np.array([0.75, 0.5, 0.2, 0.42, 0.85])
        heights = top + np.array([1.5, -1.0, -7.5, -9.5, -2.0])
        points, seen = shell.on(view, angles, heights)
        if seen.all():
            canvas.shape(points, _tone(garment.rgb, 0.95), None, shadow=0.6)
            canvas.line(points, garment.rgb, closed=True, width=0.35, strength=0.5)


def _jacket_front(canvas: Canvas, garment: Garment, stance: Stance, shell: Shell, view: View, label: int) -> None:
    """Lapels, the closing edge or the open one, pockets, buttons."""
    top, bottom = stance.height(2), float(shell.heights[-1])
    for side in (-1, 1):
        angles = side * np.array([0.62, 0.28, 0.03, 0.42, 0.68])
        heights = top + np.array([1.0, -9.0, -24.0, -13.0, -10.0])
        points, seen = shell.on(view, angles, heights)
        if seen.sum() >= 4:
            canvas.shape(points, _tone(garment.rgb, 0.9), label, shadow=0.5)
            canvas.line(points, garment.rgb, closed=True, width=0.4, strength=0.6)
        pocket = stance.height(HIPS) + 10
        if bottom < pocket - 6:
            _seam(
                canvas,
                shell,
                view,
                garment.rgb,
                side * np.linspace(0.5, 0.95, 6),
                np.linspace(pocket, pocket + 1.2, 6),
                label,
                0.8,
                0.7,
            )
    if garment.variant % 3 == 0:
        _upright(canvas, shell, view, garment.rgb, 0.0, top - 24, bottom, label, 0.5, 0.7)
        _buttons(canvas, garment, shell, view, np.linspace(top - 26, max(bottom, top - 48) + 3, 3))


def on_skirt(canvas: Canvas, garment: Garment, shell: Shell, view: View, label: int) -> None:
    """Waistband, hem stitch, zip or slit."""
    top, bottom = float(shell.heights[0]), float(shell.heights[-1])
    _level(canvas, shell, view, garment.rgb, top - 3, label, 0.5, 0.6, 0.6)
    _level(canvas, shell, view, garment.rgb, bottom + 2, label, 0.35, 0.45, 2.2)
    if view.facing() < -0.1:
        _upright(canvas, shell, view, garment.rgb, np.pi, top, top - 18, label, 0.5, 0.7)
        if garment.fit == "tight":
            _upright(canvas, shell, view, garment.rgb, np.pi, bottom + 14, bottom, label, 0.9, 0.8)
    elif garment.variant % 4 == 1:
        _buttons(canvas, garment, shell, view, np.linspace(top - 5, bottom + 6, 7))


def on_trousers(canvas: Canvas, garment: Garment, stance: Stance, shell: Shell, view: View, label: int) -> None:
    """Waistband, fly and pockets in front, seat seam and patch pockets behind."""
    top, crotch = float(shell.heights[0]), float(shell.heights[-1]) - 1
    _level(canvas, shell, view, garment.rgb, top - 3, label, 0.5, 0.65, 0.8)
    if view.facing() > -0.1:
        _upright(canvas, shell, view, garment.rgb, 0.0, top - 3, crotch, label, 0.5, 0.7)
        for side in (-1, 1):
            _seam(
                canvas,
                shell,
                view,
                garment.rgb,
                side * np.linspace(0.75, 1.25, 8),
                top - 3.5 - 9 * np.linspace(0, 1, 8) ** 2,
                label,
                0.45,
                0.6,
            )
    else:
        _upright(canvas, shell, view, garment.rgb, np.pi, top - 3, crotch, label, 0.6, 0.8)
        middle = top - 12
        for side in (-1, 1):
            angles = np.pi + side * np.array([0.3, 0.85, 0.85, 0.58, 0.3, 0.3])
            heights = middle + np.array([3.5, 3.8, -4.5, -6.5, -4.5, 3.5])
            _seam(canvas, shell, view, garment.rgb, angles, heights, label, 0.45, 0.7)


def cuff(canvas: Canvas, garment: Garment, tube: Tube, label: int) -> None:
    """The seam across the end of a sleeve or a trouser leg."""
    inset = 1.6 if garment.category != "knitwear" else 4.0
    place = tube.along[-1] - inset * canvas.scale
    if place <= tube.along[0]:
        return
    left, right = (float(np.interp(place, tube.along, edge)) for edge in (tube.left, tube.right))
    step = np.linspace(-1, 1, 9)
    middle, half = (left + right) / 2, (right - left) / 2
    point, axis, position = tube.end()
    across = np.array([axis[1], -axis[0]])
    points = (
        point
        + (place - position + tube.drop * np.sqrt(1 - step**2))[:, None] * axis
        + (middle + half * step)[:, None] * across
    )
    canvas.line(points, garment.rgb, width=0.4, strength=0.45, only=label, dark=0.45)
