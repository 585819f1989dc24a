"""Head, face and hair, turned by its own angle."""

import numpy as np

from scrapers.demo.drawing import canvas as labels
from scrapers.demo.drawing.body import Body
from scrapers.demo.drawing.canvas import Canvas
from scrapers.demo.drawing.view import columns
from scrapers.demo.product import Rgb

Points = np.ndarray

_TURN = np.linspace(0, 2 * np.pi, 33)[:-1]
_COS, _SIN = np.cos(_TURN), np.sin(_TURN)
_LOWER = np.where(_SIN > 0, np.abs(_SIN) ** 1.6, 0.0)
CLOSE = 24.0
"""Half height of a head in pixels from which on lids, lips and lights are drawn."""


def _oval(x: float, y: float, wide: float, high: float, squareness: float = 1.0) -> Points:
    """(32, 2) outline; squareness below 1 pulls the lower half in to a chin."""
    narrow = 1 - (1 - squareness) * _LOWER if squareness != 1 else 1.0
    return columns(x + wide * _COS * narrow, y + high * _SIN)


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Head:
    """One head in one picture: everything is placed from its centre, in pixels."""

    def __init__(self, canvas: Canvas, body: Body, centre: tuple[float, float], gaze: float) -> None:
        """`gaze`: radians, 0 = to the camera, positive = to the viewer's right."""
        self.canvas, self.body = canvas, body
        self.x, self.y = centre
        self.wide, self.high = (part * canvas.scale for part in body.head)
        self.gaze = gaze
        self.front, self.side = float(np.cos(gaze)), float(np.sin(gaze))

    def behind(self) -> None:
        """Hair that falls behind the neck when the face is seen."""
        if self.front > -0.15:
            self._fall()

    def above(self) -> None:
        """The head itself; over the collar, and with the hair over the back if it is turned."""
        if self.front <= -0.15:
            self._skull()
            self._crown()
            self._fall()
            return
        self._crown()
        self._skull()
        self._features()
        self._fringe()

    def _shade(self, share: float) -> Rgb:
        return _mixed(self.body.hair, (0, 0, 0), share)

    def _fall(self) -> None:
        """Long hair: a shape from the crown down the back."""
        length = {"long": 2.6, "waves": 2.9, "bob": 1.15, "ponytail": 2.4}.get(self.body.cut)
        if length is None:
            return
        away = -self.side * self.wide * 0.55
        tail = self.body.cut == "ponytail"
        if tail and self.front > 0.5:
            return
        wide = self.wide * (0.4 if tail else 1.2 if self.body.cut != "waves" else 1.38)
        wide *= 0.75 + 0.25 * abs(self.front)
        down = np.linspace(0, 1, 24)
        spread = np.interp(down, (0, 0.2, 0.6, 1), (0.8, 0.95, 1.05, 0.62 if length > 2 else 0.98))
        if tail:
            spread = np.interp(down, (0, 0.3, 0.7, 1), (0.5, 1.0, 0.9, 0.15))
        wave = 0.05 * np.sin(down * 17) if self.body.cut == "waves" else 0 * down
        start = -0.3 if tail else -0.55
        if self.front <= -0.15 and not tail:
            # From behind the hair falls from the crown itself.
            start = -1.02
            spread = np.interp(
                down, (0, 0.03, 0.1, 0.25, 0.6, 0.92, 1), (0.2, 0.5, 0.78, 0.93, 1.0, 0.8 if length > 2 else 0.98, 0.5)
            )
        y = self.y + self.high * (start + (length - start) * down)
        left = columns(self.x + away - wide * (spread + wave), y)
        right = columns(self.x + away + wide * (spread - wave), y)
        shape = np.concatenate([left, right[::-1]])
        self.canvas.shape(shape, self._shade(0.18), labels.HAIR, 0.3, shadow=0.5)
        for share in (-0.55, -0.15, 0.3, 0.65):
            strand = columns(self.x + away + wide * share * spread, y)
            self.canvas.line(strand[1:], self.body.hair, width=0.5, strength=0.3, dark=0.6)
        gleam = np.array([self.x + away - 0.35 * wide, self.y + self.high * 0.2])
        self.canvas.spot(gleam, (2.2, 9.0), 0.25, labels.HAIR)

    def _crown(self) -> None:
        """The mass of hair round the skull, seen from any side."""
        cut, wide, high = self.body.cut, self.wide, self.high
        if cut == "afro":
            turn = np.linspace(0, 2 * np.pi, 41)[:-1]
            frizz = 1 + 0.04 * np.sin(turn * 17)
            at = np.stack(
                [self.x + 1.75 * wide * np.cos(turn) * frizz, self.y - 0.3 * high + 1.22 * high * np.sin(turn) * frizz],
                -1,
            )
            self.canvas.shape(at, self.body.hair, labels.HAIR, 0.3)
            return
        volume = {"crop": 1.05, "bun": 1.06, "ponytail": 1.06}.get(cut, 1.16)
        away = -self.side * wide * 0.18
        lower = 0.78 if self.front < -0.15 else 0.55
        up = np.where(_SIN < 0, 1.06, lower if cut != "crop" or self.front < 0 else 0.3)
        at = columns(self.x + away + volume * wide * _COS, self.y - 0.06 * high + high * _SIN * up)
        if cut == "bun":
            knot = _oval(self.x - self.side * wide * 1.05, self.y - high * 1.0, wide * 0.48, high * 0.33)
            self.canvas.shape(knot, self._shade(0.1), labels.HAIR, 0.35)
        self.canvas.shape(at, self.body.hair, labels.HAIR, 0.35)
        if self.front < -0.15:
            for share in (-0.6, -0.25, 0.15, 0.5):
                strand = np.array(
                    [
                        [self.x + share * 0.3 * wide, self.y - 0.95 * high],
                        [self.x + share * wide, self.y - 0.3 * high],
                        [self.x + share * 0.9 * wide, self.y + 0.6 * high],
                    ]
                )
                self.canvas.line(strand, self.body.hair, width=0.4, strength=0.35, dark=0.55)
        gleam = np.array([self.x - 0.4 * wide, self.y - 0.62 * high])
        self.canvas.spot(gleam, (3.4, 2.0), 0.35, labels.HAIR, -0.4)

    def _skull(self) -> None:
        """Face and jaw: the skin that the hair leaves free."""
        skin, wide, high = self.body.skin, self.wide, self.high
        if self.front <= -0.15:
            self.canvas.shape(_oval(self.x, self.y, wide * 0.86, high * 0.9, 0.78), skin, labels.SKIN, 0.2)
            return
        narrow = 0.62 + 0.3 * max(self.front, 0)
        x = self.x + self.side * wide * (1 - narrow) * 0.9
        face = _oval(x, self.y + 0.06 * high, wide * narrow, high * 0.92, 0.8)
        if abs(self.side) > 0.35:
            face = self._profile(face, x)
        self.canvas.shape(face, skin, labels.SKIN, 0.16, shadow=0.2)
        if abs(self.side) < 0.75 and self.body.cut in ("bun", "ponytail", "crop"):
            for sign in (-1, 1):
                if sign * self.side < 0.3:
                    ear = _oval(x + sign * wide * narrow, self.y + 0.1 * high, wide * 0.13, high * 0.18)
                    self.canvas.shape(ear, _mixed(skin, (120, 50, 40), 0.12), labels.SKIN, 0.1)

    def _profile(self, face: Points, x: float) -> Points:
        """The face with forehead, nose, lips and chin standing out on the side it looks to."""
        sign = np.sign(self.side)
        depth = (abs(self.side) - 0.35) / 0.65
        level = (face[:, 1] - self.y) / self.high
        bump = (
            np.interp(level, (-0.2, 0.0, 0.2, 0.3, 0.36), (0, 0.04, 0.2, 0.22, 0.02))
            + np.interp(level, (0.4, 0.5, 0.6), (0, 0.07, 0))
            + np.interp(level, (0.65, 0.85, 0.98), (0, 0.12, 0.1))
        )
        ahead = sign * (face[:, 0] - x) > 0
        dense = face.copy()
        dense[:, 0] += np.where(ahead, sign * bump * depth * self.wide, 0)
        return dense

    def _features(self) -> None:
        """Eyes, brows, nose and mouth where they lie on a ball."""
        canvas, skin, wide, high = self.canvas, self.body.skin, self.wide, self.high
        close = high > CLOSE
        dark = _mixed(skin, (40, 24, 20), 0.75)
        for sign in (-1, 1):
            angle = self.gaze + sign * 0.42
            if np.cos(angle) < 0.25:
                continue
            x = self.x + np.sin(angle) * wide * 0.82
            squeeze = max(np.cos(angle), 0.35)
            eye = _oval(x, self.y + 0.02 * high, wide * 0.17 * squeeze, high * 0.052)
            if close:
                canvas.spot(np.array([x, self.y]), (2.0 * squeeze + 0.3, 1.3), -0.16, labels.SKIN)
                canvas.shape(eye, (236, 232, 228), None, 0.1, line=False)
            iris = _oval(x + self.side * wide * 0.04, self.y + 0.02 * high, wide * 0.085 * squeeze, high * 0.055)
            canvas.shape(iris, (48, 34, 28), None, 0, line=False)
            lid = np.array(
                [
                    [x - wide * 0.2 * squeeze, self.y + 0.01 * high],
                    [x, self.y - 0.055 * high],
                    [x + wide * 0.2 * squeeze, self.y + 0.01 * high],
                ]
            )
            if close:
                canvas.line(lid, dark, width=0.42, strength=0.9, dark=0.5)
            brow = lid + np.array([0.02 * sign * wide, -0.12 * high])
            canvas.line(brow, _mixed(self.body.hair, dark, 0.4), width=0.55, strength=0.75, dark=0.75)
        x = self.x + self.side * wide * 0.86
        nose = np.array([x, self.y + 0.28 * high])
        canvas.spot(nose + np.array([-0.1 * wide, 0.03 * high]), (1.3, 0.8), -0.22, labels.SKIN)
        x = self.x + self.side * wide * 0.76
        squeeze = max(self.front, 0.4)
        red = _mixed(skin, (176, 44, 56), 0.55)
        canvas.shape(_oval(x, self.y + 0.53 * high, wide * 0.27 * squeeze, high * 0.065), red, None, 0.15, line=False)
        if not close:
            return
        canvas.spot(nose + np.array([0, -0.12 * high]), (0.8, 1.6), 0.1, labels.SKIN)
        mouth = np.array(
            [
                [x - wide * 0.27 * squeeze, self.y + 0.52 * high],
                [x, self.y + 0.535 * high],
                [x + wide * 0.27 * squeeze, self.y + 0.52 * high],
            ]
        )
        canvas.line(mouth, red, width=0.3, strength=0.7, dark=0.5)
        canvas.spot(np.array([x, self.y + 0.66 * high]), (1.6, 0.7), -0.12, labels.SKIN)

    def _fringe(self) -> None:
        """The hairline over the forehead, parted aside, and what hangs beside the face."""
        wide, high, cut = self.wide, self.high, self.body.cut
        part = 0.25 if len(cut) % 2 else -0.25
        turn = np.linspace(np.pi, 2 * np.pi, 17)
        upper = columns(self.x + 1.06 * wide * np.cos(turn), self.y - 0.02 * high + 1.06 * high * np.sin(turn))
        shift = self.side * wide * 0.34
        line = np.linspace(1, -1, 11)
        brow = -0.62 if cut in ("bun", "ponytail", "crop", "afro") else -0.5
        lower_y = self.y + high * (brow + 0.5 * np.abs(line - part) ** 2.2 * 0.75)
        lower = columns(self.x + shift + 0.94 * wide * line, lower_y)
        lower[:, 0] = np.clip(lower[:, 0], self.x - 1.04 * wide, self.x + 1.04 * wide)
        shape = np.concatenate([upper, lower])
        self.canvas.shape(shape, self.body.hair, labels.HAIR, 0.3, shadow=0.3, line=False)
        if cut in ("long", "waves", "bob"):
            for sign in (-1, 1):
                if sign * self.side > 0.5:
                    continue
                end = 0.75 if cut == "bob" else 1.35
                y = self.y + high * np.linspace(-0.45, end, 8)
                edge = (
                    self.x + shift * 0.5 + sign * wide * np.interp(np.linspace(0, 1, 8), (0, 0.4, 1), (0.86, 0.9, 1.02))
                )
                inner = edge - sign * wide * np.interp(np.linspace(0, 1, 8), (0, 0.4, 1), (0.1, 0.16, 0.0))
                outer = edge + sign * wide * np.interp(np.linspace(0, 1, 8), (0, 0.5, 1), (0.24, 0.28, 0.06))
                lock = np.concatenate([columns(outer, y), columns(inner, y)[::-1]])
                self.canvas.shape(lock, self._shade(0.06), labels.HAIR, 0.25, line=False)
        gleam = np.array([self.x - 0.35 * wide, self.y - 0.72 * high])
        self.canvas.spot(gleam, (3.2, 1.5), 0.35, labels.HAIR, -0.3)
