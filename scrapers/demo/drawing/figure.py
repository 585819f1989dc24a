"""A dressed person, painted from the farthest part to the nearest."""

from dataclasses import dataclass

import numpy as np

from scrapers.demo.drawing import canvas as labels
from scrapers.demo.drawing.canvas import Canvas, Paint
from scrapers.demo.drawing.clothes import Garment
from scrapers.demo.drawing.head import Head
from scrapers.demo.drawing.shell import WAIST, Stance, armhole
from scrapers.demo.drawing.tube import limb_tube, trunk_tube
from scrapers.demo.drawing.view import View
from scrapers.demo.drawing.wear import Fitting
from scrapers.demo.product import Rgb


@dataclass(frozen=True)
class Figure:
    """Who stands where, and what they wear, the innermost garment first."""

    canvas: Canvas
    view: View
    stance: Stance
    worn: tuple[Garment, ...]
    gaze: float
    """Where the head points seen from the camera, in radians."""

    def draw(self) -> None:
        """Paints the whole person; every outfit covers the trunk from the waist down."""
        body, view, stance = self.stance.body, self.view, self.stance
        skin = Paint(body.skin, gloss=0.035)
        head = self._head()
        head.behind()
        far, near = self._by_depth(stance.pose.arms)
        for arm in far:
            self._arm(arm, skin)
        for leg in sorted(stance.pose.legs, key=self._depth):
            self._leg(leg, skin)
        self.canvas.tube(trunk_tube(view, *stance.skin(stance.height(WAIST))), skin, labels.SKIN)
        self._neck_shadow()
        for garment in self.worn:
            Fitting(self.canvas, view, stance, garment).trunk()
        for arm in near:
            self._arm(arm, skin)
        if body.bag:
            self._bag(near[-1] if near else far[-1])
        head.above()

    def _depth(self, joints: np.ndarray) -> float:
        return float(self.view.turned(joints)[1:, 2].mean())

    def _by_depth(self, arms: tuple[np.ndarray, ...]) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Arms behind the trunk and before it."""
        ordered = sorted(arms, key=self._depth)
        limit = -6.0
        return (
            [arm for arm in ordered if self._depth(arm) < limit],
            [arm for arm in ordered if self._depth(arm) >= limit],
        )

    def _arm(self, arm: np.ndarray, skin: Paint) -> None:
        """The hand, the arm as far as no sleeve hides it, then every sleeve."""
        shoulder, elbow, wrist = self.stance.body.arm_radius
        view, canvas = self.view, self.canvas
        radii = np.array(
            [shoulder * 0.86, shoulder * 0.97, elbow * 1.14, elbow * 1.02, elbow * 1.06, wrist * 1.35, wrist]
        )
        hand = arm[2] + (arm[2] - arm[1]) / np.linalg.norm(arm[2] - arm[1]) * (0.09 * self.stance.body.height)
        palm = np.array([wrist * 0.95, wrist * 1.4, wrist * 1.35, wrist * 0.8, wrist * 0.4])
        inner = [armhole(self.stance, view, arm)]
        canvas.tube(limb_tube(view, np.stack([arm[2], hand]), palm), skin, labels.SKIN, shadow=0.5)
        if not any(garment.sleeves == "long" for garment in self.worn):
            canvas.tube(limb_tube(view, arm, radii), skin, labels.SKIN, inner, shadow=0.5)
        for garment in self.worn:
            Fitting(canvas, view, self.stance, garment).sleeve(arm)

    def _leg(self, leg: np.ndarray, skin: Paint) -> None:
        """Foot, shin and thigh as far as no trousers hide them, and a boot."""
        hip, knee, calf, ankle = self.stance.body.leg_radius
        view, canvas = self.view, self.canvas
        radii = np.array(
            [hip, hip * 0.98, hip * 0.86, knee * 1.12, knee, calf * 1.1, calf * 1.06, calf * 0.8, ankle * 1.1, ankle]
        )
        if view.pixels(leg[0])[1] - hip * view.scale > canvas.image.shape[0]:
            return  # the frame cuts above the legs
        self._foot(leg, skin.rgb)
        if any(worn.category == "pants" and worn.length == "long" for worn in self.worn):
            return
        canvas.tube(limb_tube(view, leg, radii), skin, labels.SKIN, shadow=0.5)
        knee_at = view.pixels(leg[1])
        if view.facing() > 0.3:
            canvas.spot(knee_at, (knee * 0.7, knee), -0.06, labels.SKIN)
        if self.stance.body.shoes == "boots":
            top = leg[1] + (leg[2] - leg[1]) * 0.62
            boot = np.array([calf * 0.95, calf * 0.85, ankle * 1.25, ankle * 1.1]) + 0.8
            canvas.tube(
                limb_tube(view, np.stack([top, leg[2]]), boot, round_start=False),
                Paint(self.stance.body.shoe_rgb, gloss=0.08),
                labels.SHOE,
            )

    def _foot(self, leg: np.ndarray, skin: Rgb) -> None:
        """A shoe from heel to toe; its heel may lift it."""
        body, view, canvas = self.stance.body, self.view, self.canvas
        ankle = leg[2]
        length = 0.125 * body.height
        pitch = np.interp(body.heel, (1.5, 8.5), (0.0, 0.42))
        sole = ankle[1] - 0.035 * body.height
        back = np.array([ankle[0], sole + 1.4, ankle[2] - 0.3 * length * np.cos(pitch)])
        toe = np.array([ankle[0] * 1.12, sole + 1.2 - body.heel * 0.75, ankle[2] + 0.75 * length])
        middle = (back + toe) / 2 + np.array([0, 1.4, 0])
        wide = 0.022 * body.height
        if body.shoes == "sneakers":
            wide *= 1.2
        shoe = Paint(body.shoe_rgb, gloss=0.1)
        bare = body.shoes in ("pumps", "sandals")
        upper = Paint(skin, gloss=0.03) if bare else shoe
        label = labels.SKIN if bare else labels.SHOE
        if body.heel > 4 and body.shoes != "sneakers":
            heel = np.array([back[0], sole - body.heel * 0.72, back[2] + 0.5])
            self._bone(back, heel, np.array([1.7, 0.9, 0.8]), shoe, labels.SHOE)
        self._bone(ankle, middle, np.array([0.9, 0.95]) * wide, upper, label)
        self._bone(back, middle, np.array([0.85, 0.9]) * wide, shoe, labels.SHOE)
        toes = np.array([1.0, 1.05, 0.8]) * wide
        if body.shoes == "sandals":
            self._bone(middle, toe, toes, upper, label)
        else:
            self._bone(middle, toe, toes, shoe, labels.SHOE)
        if body.shoes == "sandals":
            for share in (0.35, 0.75):
                at = view.pixels(middle + (toe - middle) * share)
                reach = np.array([wide * 1.05 * view.scale, 0])
                canvas.line(np.stack([at - reach, at + reach]), body.shoe_rgb, width=1.3, strength=1.0, dark=1.0)
        if body.shoes == "pumps" and view.facing() > 0.3:
            at = view.pixels(middle * 0.6 + toe * 0.4)
            turn = np.linspace(0, 2 * np.pi, 13)[:-1]
            canvas.shape(
                at + wide * 0.7 * view.scale * np.stack([np.cos(turn), 1.1 * np.sin(turn)], -1),
                skin,
                labels.SKIN,
                line=False,
            )

    def _bone(self, start: np.ndarray, end: np.ndarray, radii: np.ndarray, paint: Paint, label: int) -> None:
        """A short round piece between two points of body space, without a shadow of its own."""
        tube = limb_tube(self.view, np.stack([start, end]), radii)
        self.canvas.tube(tube, paint, label, shadow=0)

    def _neck_shadow(self) -> None:
        """The chin's shadow on the neck, and the collar bones."""
        stance, view = self.stance, self.view
        at = view.pixels(np.array([0, stance.height(0) - 1.0, stance.trunk[0, 2]]))
        self.canvas.spot(at, (5.5, 3.2), -0.3, labels.SKIN)
        if view.facing() > 0.3:
            for side in (-1, 1):
                bone = np.array(
                    [[side * x, stance.height(3) + dy, 4.0] for x, dy in ((1.5, 0.0), (6.0, 0.8), (11.0, 2.6))]
                )
                self.canvas.line(
                    view.pixels(bone), self.stance.body.skin, width=0.5, strength=0.22, only=labels.SKIN, dark=0.5
                )

    def _bag(self, arm: np.ndarray) -> None:
        """A hand bag hanging from one hand."""
        body, view = self.stance.body, self.view
        hand = view.pixels(arm[2] + np.array([0, -0.08 * body.height, 0]))
        wide, high = 13.0 * view.scale, 17.0 * view.scale
        x, y = hand[0], hand[1] + 9 * view.scale
        strap = np.array(
            [
                [x - wide * 0.6, y],
                [x - wide * 0.3, y - 10 * view.scale],
                [x + wide * 0.3, y - 10 * view.scale],
                [x + wide * 0.6, y],
            ]
        )
        self.canvas.line(strap, body.shoe_rgb, width=1.0, strength=1.0, dark=0.8)
        outline = np.array([[x - wide * 0.9, y], [x + wide * 0.9, y], [x + wide, y + high], [x - wide, y + high]])
        self.canvas.shape(outline, body.shoe_rgb, labels.BAG, 0.35, shadow=0.6)
        self.canvas.line(
            np.array([[x - wide * 0.92, y + high * 0.35], [x + wide * 0.92, y + high * 0.35]]),
            body.shoe_rgb,
            width=0.6,
            strength=0.8,
            dark=0.6,
        )

    def _head(self) -> Head:
        body, stance, view = self.stance.body, self.stance, self.view
        neck = stance.trunk[0]
        chin = body.chin + stance.pose.lift
        at = view.pixels(np.array([0.0, chin + body.head[1] * 0.93, neck[3] + 3.0]))
        x = view.origin[0] + (neck[3] + 2.5) * view.scale * np.sin(view.yaw)
        return Head(self.canvas, body, (float(x), float(at[1])), self.gaze)
