"""Stop where all photos have become one point: a matcher that has collapsed does not come back.

"Where'd You Get That" trained on for weeks on vectors that were all zero. The signs are cheap to see.
"""

import torch
from torch import Tensor
from torch.nn.functional import normalize

from curation.errors import RunError

FLOOR = 1e-3
"""Standard deviation of embeddings below which they are one point. Of unit vectors in 128 dimensions it is 0.088 where
directions are even."""
STUCK = 0.15
"""How near to its margin a triplet loss must stay, as a share of the margin, to count as stuck there."""
PATIENCE = 6
"""Looks in a row at which it is stuck before that is an end: a loss begins near its margin, too."""


@torch.no_grad()
def spread(features: Tensor, *, unit: bool = True) -> Tensor:
    """The standard deviation of embeddings over the photos of a batch, root mean square over dimensions.

    Args:
        features: (n, d).
        unit: whether their directions are meant, or the vectors as they are.
    """
    found = features.detach().float()
    found = normalize(found) if unit else found
    return found.var(dim=0, unbiased=False).mean().sqrt()


@torch.no_grad()
def mean_distance(features: Tensor, *, unit: bool = True) -> Tensor:
    """The mean Euclidean distance of two different photos of a batch."""
    found = features.detach().float()
    return torch.pdist(normalize(found) if unit else found).mean()


def check_spread(features: Tensor, step: int, *, unit: bool = True, advice: str = "") -> None:
    """See that the photos of a batch still differ.

    Args:
        features: (n, d), n of at least 2.
        step: how many steps were made, for the message.
        unit: as `spread` has it.
        advice: what to change, after the general advice.

    Raises:
        RunError: they do not.
    """
    found = float(spread(features, unit=unit))
    if found >= FLOOR:
        return
    raise RunError(
        f"the embeddings have collapsed at step {step}: over {len(features)} photos their standard deviation is "
        f"{found:.1e}, below {FLOOR:g}, so every photo is as near to every product. More steps do not mend it: "
        f"{advice or 'use semi-hard mining or InfoNCE on normalised vectors, or a smaller optimizer.lr'}"
    )


def still_stuck(loss: Tensor, margin: float, before: int, step: int, *, advice: str = "") -> int:
    """See that a triplet loss moves away from its margin; all vectors being one point costs just the margin.

    Args:
        loss: of a batch.
        margin: of the loss.
        before: what this gave at the look before; 0 at the first.
        step: how many steps were made, for the message.
        advice: what to change.

    Returns:
        At how many looks in a row the loss was stuck.

    Raises:
        RunError: at PATIENCE looks.
    """
    found = float(loss.detach())
    looks = before + 1 if abs(found - margin) < STUCK * margin else 0
    if looks < PATIENCE:
        return looks
    raise RunError(
        f"the embeddings have collapsed at step {step}: at the last {looks} looks the triplet loss stood at its margin "
        f"({found:.3f} of {margin:g}), which is what it costs when right and wrong products are equally near. "
        f"More steps do not mend it: {advice or 'use semi-hard mining or InfoNCE on normalised vectors'}"
    )
