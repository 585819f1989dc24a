"""Which photos a product has: the shots of a gallery, who wears it and how they stand."""

from dataclasses import dataclass

import numpy as np

from scrapers.demo.product import DemoPhoto
from scrapers.demo.seeds import digits, generator, number


@dataclass(frozen=True)
class Habits:
    """What the photographers of one style tend to do."""

    people: int
    """How many people stand model."""
    turn: float
    """Standard deviation of the yaw of fronts and backs, in degrees."""
    look_back: float
    """Share of backs where the head looks over a shoulder."""
    poses: tuple[tuple[str, float], ...]
    backdrops: tuple[tuple[str, float], ...]
    quality: tuple[int, int]
    second_front: float
    """Share of galleries with another full front."""
    flat: float
    """Share of packshots laid flat instead of on a ghost mannequin."""


HABITS: dict[str, Habits] = {
    "a": Habits(
        people=14,
        turn=11,
        look_back=0.3,
        poses=(("stand", 0.3), ("relaxed", 0.25), ("walk", 0.2), ("hip", 0.15), ("crossed", 0.1)),
        backdrops=(("white", 0.45), ("offwhite", 0.2), ("grey", 0.1), ("gradient", 0.15), ("floor", 0.1)),
        quality=(82, 93),
        second_front=0.12,
        flat=0.25,
    ),
    "b": Habits(
        people=10,
        turn=16,
        look_back=0.45,
        poses=(("walk", 0.35), ("hip", 0.25), ("relaxed", 0.2), ("crossed", 0.1), ("akimbo", 0.1)),
        backdrops=(("white", 0.4), ("tint", 0.35), ("offwhite", 0.15), ("gradient", 0.1)),
        quality=(88, 96),
        second_front=0.12,
        flat=0.55,
    ),
    "c": Habits(
        people=12,
        turn=14,
        look_back=0.2,
        poses=(("stand", 0.35), ("relaxed", 0.3), ("crossed", 0.15), ("hip", 0.1), ("walk", 0.1)),
        backdrops=(("white", 0.45), ("floor", 0.2), ("gradient", 0.15), ("offwhite", 0.1), ("wall", 0.1)),
        quality=(68, 86),
        second_front=0.12,
        flat=0.1,
    ),
}

# Shots beside the packshot and how often a gallery has them; fronts and backs are equally common
# because what tells them apart must be looked at, not guessed from how often they occur.
SHOTS: tuple[tuple[str, float], ...] = (
    ("full_front", 0.93),
    ("full_back", 0.86),
    ("full_side", 0.3),
    ("threequarter_front", 0.5),
    ("threequarter_side", 0.06),
    ("upper_front", 0.78),
    ("partial_back", 0.3),
    ("detail", 0.85),
)
DETAILS = ("neck", "hem", "fabric", "side")
FEWEST, MOST = 3, 6


def gallery(store: str, product: str, look: int, style: str, background: str) -> list[DemoPhoto]:
    """The photos of one product, in the order of its page.

    A few galleries have no person at all (2 %) or nothing but backs and upper bodies (4 %), as in
    the field: such a product has no front-facing full-body photo to be paired with.
    """
    habits = HABITS[style]
    rng = generator("gallery", store, product, look)
    fate = rng.random()
    if fate < 0.02:
        shots = ["detail"] * int(rng.integers(1, 3))
    elif fate < 0.06:
        shots = [str(s) for s in rng.permutation(["partial_back", "upper_front", "detail", "upper_front"])][
            : int(rng.integers(3, 5))
        ]
    else:
        shots = _usual_shots(rng, habits)
    # Zalando shows the packshot anywhere: first in about half of the galleries.
    place = 0 if rng.random() < 0.5 else int(rng.integers(1, len(shots) + 1))
    shots.insert(place, "packshot")
    person = int(rng.integers(habits.people))
    backdrop = _choose(rng, habits.backdrops) if background == "studio" else "street"
    return [
        _photo(store, product, look, position, shot, habits, person, backdrop) for position, shot in enumerate(shots)
    ]


def _usual_shots(rng: np.random.Generator, habits: Habits) -> list[str]:
    shots = [shot for shot, share in SHOTS if rng.random() < share]
    if rng.random() < habits.second_front:
        shots.append("full_front")
    spare = ["upper_front", "detail", "threequarter_front", "partial_back"]
    while len(shots) < FEWEST:
        shots.append(spare[int(rng.integers(len(spare)))])
    rng.shuffle(shots)
    return shots[:MOST]


def _photo(
    store: str,
    product: str,
    look: int,
    position: int,
    shot: str,
    habits: Habits,
    person: int,
    backdrop: str,
) -> DemoPhoto:
    rng = generator("photo", store, product, look, position)
    yaw, gaze, pose = 0.0, 0.0, _choose(rng, habits.poses)
    side = 1.0 if rng.random() < 0.5 else -1.0
    if shot.endswith("_front"):
        yaw = float(np.clip(rng.normal(0, habits.turn), -38, 38))
        gaze = float(rng.normal(0, 22))
    elif shot.endswith("_back"):
        yaw = 180.0 + float(np.clip(rng.normal(0, habits.turn), -38, 38))
        gaze = side * float(rng.uniform(65, 95)) if rng.random() < habits.look_back else float(rng.normal(0, 15))
    elif shot.endswith("_side"):
        yaw = side * float(rng.uniform(68, 108))
        gaze = float(rng.normal(0, 15))
    elif shot == "detail":
        pose = DETAILS[int(rng.integers(len(DETAILS)))]
        yaw = float(rng.normal(0, 12))
    else:
        pose = "flat" if rng.random() < habits.flat else "ghost"
        backdrop = "white" if rng.random() < 0.75 else "offwhite"
    role = {"packshot": "product", "detail": "detail"}.get(shot, "model")
    low, high = habits.quality
    return DemoPhoto(
        position=position,
        role=role,
        shot=shot,
        key=digits("key", store, product, position),
        seed=number("picture", look, product, position),
        person=person,
        pose=pose,
        yaw=round(yaw, 2),
        gaze=round(gaze, 2),
        backdrop=backdrop,
        quality=int(rng.integers(low, high + 1)),
    )


def _choose(rng: np.random.Generator, shares: tuple[tuple[str, float], ...]) -> str:
    names = [name for name, _ in shares]
    weights = np.array([share for _, share in shares])
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]
