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
