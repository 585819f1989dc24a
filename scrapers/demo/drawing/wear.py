"""Puts garments on a stance: which tubes a garment is made of, and its openings and hems."""

from dataclasses import dataclass

import numpy as np

from scrapers.demo.drawing import canvas as labels
from scrapers.demo.drawing import trims
from scrapers.demo.drawing.canvas import Canvas, Paint
from scrapers.demo.drawing.clothes import Garment
from scrapers.demo.drawing.shell import (
    BUST,
    LAPEL,
    LEGS,
    NECK_BASE,
    OPENINGS,
    WAIST,
    Shell,
    Stance,
    armhole,
    fitted,
    gathered,
    hem_height,
    opening_curve,
    opening_cut,
    skirted,
)
from scrapers.demo.drawing.tube import Tube, limb_tube, trunk_tube
from scrapers.demo.drawing.view import View

# How far down the arm sleeves reach.
SLEEVES = {"short": 0.28, "half": 0.66, "long": 0.985}
FLARES = {"tight": -0.06, "normal": 0.12, "loose": 0.2}
HEM_BAND = 5.0
NECK_BAND = 3.5


@dataclass(frozen=True)
class Fitting:
    """One garment on one stance in one view, about to be painted."""

    canvas: Canvas
    view: View
    stance: Stance
    garment: Garment

    @property
    def label(self) -> int:
        return labels.GARMENT if self.garment.product else labels.OTHER + self.garment.companion

    def trunk(self, inside: bool = False) -> None:
        """Paints the part round the trunk; `inside` also the back as seen through the neck."""
        garment = self.garment
        if garment.category == "pants":
            self._trousers()
        elif garment.category == "skirts":
            self._skirt()
        else:
            self._bodice(inside)

    def _bodice(self, inside: bool) -> None:
        garment, stance, view = self.garment, self.stance, self.view
        dress = garment.category == "dresses"
        shell = self._bodice_shell()
        front, back = LAPEL if garment.category == "jackets" else OPENINGS[garment.neckline or "round"]
        facing = view.facing()
        curves = []
        for opening, behind in ((front, False), (back, True)):
            curve, seen = opening_curve(stance, shell, view, opening, behind)
            if seen.mean() > 0.4:
                curves.append((curve, seen))
        cuts = [opening_cut(curve, view.scale) for curve, _ in curves]
        cuts += trims.armholes(self.stance, shell, view, garment)
        if garment.category == "jackets" and facing > -0.2 and garment.variant % 3:
            cuts.append(trims.open_front(shell, view, garment))
        loose = dress and garment.fit != "tight"
        tube = self._tube(shell, loose)
        paint = garment.paint("hang", 0.065, (0.4, 1.8)) if loose else garment.paint("crease", 0.035)
        if inside:
            lining = tuple(int(0.66 * part) for part in garment.rgb)
            hole, _ = opening_curve(stance, shell, view, back, False)
            self.canvas.tube(
                tube,
                Paint(lining, None),  # type: ignore[arg-type]
                self.label,
                [opening_cut(hole, view.scale)],
                shadow=0,
            )
        self.canvas.tube(tube, paint, self.label, cuts)
        self._mould(shell)
        for curve, seen in curves:
            trims.edge(self.canvas, garment, curve[seen], self.label)
        trims.on_bodice(self.canvas, garment, stance, shell, view, self.label)
        if garment.product:
            for opening, behind in ((front, False), (back, True)):
                wide, seen = opening_curve(stance, shell, view, opening, behind, NECK_BAND)
                if seen.mean() > 0.4:
                    self.canvas.relabel(opening_cut(wide, view.scale), labels.GARMENT, labels.NECK)
            self._hem_region(tube)

    def _bodice_shell(self) -> Shell:
        garment, stance = self.garment, self.stance
        top = stance.height(NECK_BASE) + 0.2
        shoulder = 1.0
        if garment.sleeves == "sleeveless":
            shoulder = 0.86
        hem = hem_height(stance, garment.category, garment.length)
        if garment.tucked:
            hem = stance.height(WAIST) - 4
        shell = fitted(stance, top, hem, garment.fit, shoulder)
        if garment.category == "dresses":
            return skirted(stance, shell, stance.height(WAIST), FLARES[garment.fit])
        if garment.tucked:
            return gathered(stance, shell)
        return skirted(stance, shell, stance.height(WAIST), 0.02)

    def _skirt(self) -> None:
        garment, stance = self.garment, self.stance
        top = stance.height(WAIST) - 1.5
        shell = fitted(
            stance,
            top,
            hem_height(stance, garment.category, garment.length),
            "tight" if garment.fit == "tight" else "normal",
        )
        wide = np.interp(shell.heights, stance.trunk[::-1, 0], stance.trunk[::-1, 1])
        snug = np.clip((top - shell.heights) / 12, 0.15, 1)
        shell = Shell(shell.heights, wide + snug * (shell.wide - wide), shell.deep, shell.ahead, shell.aside)
        flare = {"tight": -0.05, "normal": 0.15, "loose": 0.29}[garment.fit]
        shell = skirted(stance, shell, top, flare)
        tube = self._tube(shell, garment.fit != "tight")
        gain = {"tight": 0.03, "normal": 0.07, "loose": 0.12}[garment.fit]
        self.canvas.tube(tube, garment.paint("hang", gain, (0.4, 1.5)), self.label)
        trims.on_skirt(self.canvas, garment, shell, self.view, self.label)
        if garment.product:
            self._hem_region(tube)

    def _tube(self, shell: Shell, loose: bool) -> Tube:
        below = shell.heights[-1] < self.stance.hip * 0.9
        half = float(shell.wide[-1])
        drop = half * (0.16 if below else 0.1)
        ripple = (0.0, 0.0, 0.0)
        if loose and below:
            phase = self.garment.look % 628 / 100 + self.view.yaw
            ripple = (0.028 * half * self.view.scale, 5.0 + self.garment.variant % 4, phase)
        return trunk_tube(self.view, shell.sections, shell.aside, drop, ripple)

    def _mould(self, shell: Shell) -> None:
        """Bust from the front, shoulder blades and spine from the back."""
        stance, view = self.stance, self.view
        bust = stance.trunk[BUST]
        fit = {"tight": 1.0, "normal": 0.7, "loose": 0.4}[self.garment.fit]
        if view.facing() > 0.25:
            for side in (-1, 1):
                at, seen = shell.on(view, np.array([side * 0.55]), np.array([bust[0] - 5.5]))
                if seen[0]:
                    self.canvas.spot(at[0], (5.5, 2.3), -0.26 * fit, self.label)
                at, _ = shell.on(view, np.array([side * 0.5]), np.array([bust[0] + 1.0]))
                self.canvas.spot(at[0], (4.0, 3.4), 0.12 * fit, self.label)
        elif view.facing() < -0.25:
            for side in (-1, 1):
                at, seen = shell.on(view, np.array([np.pi + side * 0.55]), np.array([bust[0] + 4.0]))
                if seen[0]:
                    self.canvas.spot(at[0], (2.0, 6.0), -0.16 * fit, self.label, side * 0.3)
            at, _ = shell.on(view, np.array([np.pi]), np.array([stance.height(WAIST) + 8]))
            self.canvas.spot(at[0], (1.4, 14.0), -0.16 * fit, self.label)

    def _trousers(self) -> None:
        garment, stance, view = self.garment, self.stance, self.view
        body = stance.body
        extra = {"tight": (0.7, 0.7, 0.6), "normal": (1.4, 2.6, 3.4), "loose": (2.4, 5.2, 7.2)}[garment.fit]
        hip, knee, calf, ankle = body.leg_radius
        radii = np.array(
            [
                hip + extra[0],
                hip * 0.96 + extra[0],
                hip * 0.78 + extra[0],
                knee * 1.04 + extra[1],
                knee + extra[1],
                calf * 1.08 + extra[1],
                calf * 0.9 + extra[1],
                ankle * 1.2 + extra[2],
                ankle + extra[2],
            ]
        )
        order = sorted(stance.pose.legs, key=lambda leg: float(view.turned(leg)[1:, 2].mean()))
        reach = LEGS[garment.length]
        for number, leg in enumerate(order):
            self._leg(leg, radii, reach, 7.0 * number)
        top = stance.height(WAIST) - 3
        crotch = stance.height(13) - 5.0
        shell = fitted(stance, top, crotch, "tight")
        tube = trunk_tube(view, shell.sections, shell.aside)
        self.canvas.tube(tube, garment.paint("crease", 0.03), self.label, shadow=0, fade=7.0)
        trims.on_trousers(self.canvas, garment, stance, shell, view, self.label)

    def _leg(self, leg: np.ndarray, radii: np.ndarray, reach: float, offset: float) -> None:
        paint = self.garment.paint("bunch", 0.035, offset=offset)
        tube = limb_tube(self.view, leg, radii, reach, round_end=False)
        self.canvas.tube(tube, paint, self.label, shadow=0.6)
        trims.cuff(self.canvas, self.garment, tube, self.label)
        if self.garment.product:
            self._hem_region(tube)

    def sleeve(self, arm: np.ndarray) -> None:
        """Paints the sleeve of one arm: (3, 3) shoulder, elbow, wrist."""
        garment, view, canvas = self.garment, self.view, self.canvas
        if garment.sleeves not in SLEEVES:
            return
        label = labels.SLEEVE if garment.product else self.label
        shoulder, elbow, wrist = self.stance.body.arm_radius
        extra = {"tight": (0.5, 0.5, 0.5), "normal": (0.9, 1.4, 1.2), "loose": (1.4, 2.8, 2.4)}[garment.fit]
        if garment.category == "jackets":
            extra = tuple(part + 0.9 for part in extra)  # type: ignore[assignment]
        if garment.sleeves == "short":
            extra = (extra[0], extra[1] + 0.9, extra[2])
        radii = np.array(
            [
                shoulder * 0.84 + extra[0] * 0.5,
                shoulder * 0.98 + extra[0],
                elbow * 1.06 + extra[1],
                elbow + extra[1],
                elbow + extra[1],
                wrist * 1.2 + extra[2],
                wrist + extra[2],
            ]
        )
        reach = SLEEVES[garment.sleeves]
        if garment.sleeves == "long" and garment.category in ("blouses", "knitwear"):
            radii[-2:] += (0.5, -0.4)  # gathered into a cuff
        tube = limb_tube(view, arm, radii, reach, round_end=False)
        inner = [armhole(self.stance, view, arm)]
        canvas.tube(tube, garment.paint("bunch", 0.05, offset=11.0), label, inner, shadow=0.5)
        trims.cuff(canvas, garment, tube, label)

    def _hem_region(self, tube: Tube) -> None:
        """Marks the last few centimetres of a tube as the hem."""
        last = tube.along[-1]
        first = last - HEM_BAND * self.view.scale
        reach = float(np.abs(tube.right).max() + np.abs(tube.left).max())
        end = last + abs(tube.drop) + abs(tube.ripple[0]) + 2
        point, axis, position = tube.end()
        across = np.array([axis[1], -axis[0]])
        corners = [
            point + (along - position) * axis + side * reach * across
            for along, side in ((first, -1), (first, 1), (end, 1), (end, -1))
        ]
        self.canvas.relabel(np.array(corners), labels.GARMENT, labels.HEM)
