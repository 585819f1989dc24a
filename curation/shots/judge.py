"""One photo's shot from all that is known of it, the most trusted source first."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from curation.schema import SHOTS

FRONT = SHOTS.index("full_front")
IMPOSSIBLE = 1e-9
"""Where a model gives everything a store leaves possible less than this together, it says nothing about them."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which shot a photo is."""

    shot: str
    """The likeliest of `SHOTS`."""
    score: float
    """Its probability, in [0, 1]."""
    front: float
    """Probability of a full front, in [0, 1]."""
    source: str
    """review, store, model or mask: the least trusted one that was needed, since no answer is surer than that."""


def judge(reviewed: str, possible: Set[str], seen: np.ndarray | None, source: str) -> Judgement:
    """What a photo shows.

    A person's word is final. A store's word leaves some shots possible; one alone is final too, among several the
    picture decides. A picture can never say what the store's words exclude.

    Args:
        reviewed: the shot a person named; empty = nobody looked.
        possible: the shots the store's words leave, at least one.
        seen: (9,) probabilities of what looked at the picture, in the order of `SHOTS`; None where nothing needs to.
        source: who looked: model or mask.

    Raises:
        ValueError: several shots are possible and nothing looked at the picture.
    """
    if reviewed:
        return Judgement(reviewed, 1.0, float(reviewed == SHOTS[FRONT]), "review")
    allowed = np.array([shot in possible for shot in SHOTS])
    if allowed.sum() == 1:
        shot = SHOTS[int(allowed.argmax())]
        return Judgement(shot, 1.0, float(shot == SHOTS[FRONT]), "store")
    if seen is None:
        raise ValueError(f"{len(possible)} shots are possible and nothing looked at the photo")
    left = np.where(allowed, seen, 0.0)
    left = left if left.sum() > IMPOSSIBLE else allowed.astype(np.float64)
    left = left / left.sum()
    best = int(left.argmax())
    return Judgement(SHOTS[best], round(float(left[best]), 4), round(float(left[FRONT]), 4), source)
