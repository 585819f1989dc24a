"""Logistic regression that starts from the network's own last layer and leaves it only as far as reviews ask for."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

PENALTY = 0.1
"""How dear it is to leave the network's layer: half of it times the squared length of what is added, where photos have
length 1 on average. Less reaches a little more after twenty reviews and is refused more often; `docs/review.md` has
what each of 0.03 to 1 reached."""
FLOOR = 0.05
"""A feature that hardly varies among the reviewed photos is divided by at least this part of the mean deviation:
noise must not be blown up."""


@dataclass(frozen=True)
class Move:
    """What is added to the logit of a full front: `features @ weights + bias`."""

    weights: np.ndarray
    """(d,) float64."""
    bias: float

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """(n,) for (n, d)."""
        return np.asarray(features @ self.weights + self.bias, np.float64)


def fit(
    features: np.ndarray, odds: np.ndarray, front: np.ndarray, weight: np.ndarray, penalty: float = PENALTY
) -> Move:
    """The move that makes the judged photos likeliest, less its penalty.

    The network's own log odds enter as they are, so that without reviews nothing moves: scikit-learn's logistic
    regression would have to find them again from a few dozen photos. Features are centred and scaled by the judged
    photos, which takes out what all photos of a style have in common.

    Args:
        features: (n, d), n > 0.
        odds: (n,) the network's log odds of a full front.
        front: (n,) bool, what people said.
        weight: (n,) in (0, 1].
        penalty: above 0.
    """
    middle, spread = features.mean(axis=0), features.std(axis=0)
    spread = spread + max(FLOOR * float(spread.mean()), 1e-9)
    centred = (features - middle) / spread
    length = max(float(np.sqrt(np.square(centred).sum(axis=1).mean())), 1e-9)
    points = np.hstack([centred / length, np.ones((len(centred), 1))])
    sign = np.where(front, 1.0, -1.0)

    def loss(move: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (odds + points @ move)
        missed = -sign * weight * np.exp(-np.logaddexp(0, margin))
        value = weight @ np.logaddexp(0, -margin) + penalty / 2 * move @ move
        return float(value), points.T @ missed + penalty * move

    found = minimize(loss, np.zeros(points.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / (spread * length)
    return Move(weights, float(found[-1] - middle @ weights))
