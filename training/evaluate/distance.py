"""How far two sets of pictures are apart, whichever picture belongs to which: Frechet and kernel distance of features.

Neither is called FID or KID here: those names belong to one network (Inception) with one way of resizing.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

ENOUGH = 2048
"""Pictures from which on Frechet distances are usually compared."""
SUBSETS = 100
LARGEST = 1000
"""Pictures in a subset, at most."""


@dataclass(frozen=True)
class Kernel:
    """The kernel distance: mean and standard deviation over subsets."""

    mean: float
    """Around 0 where both sets are of one kind; as an unbiased estimate it may fall below."""
    deviation: float
    """Of single subsets, not of the mean."""
    subsets: int
    size: int
    """Pictures in each."""


def frechet(made: Tensor, real: Tensor) -> float:
    """Squared distance between two sets of features, each taken for a normal distribution; 0 or more, lower is better.

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). The last trace is the sum of singular values of A1 A2^T where
    C = A^T A, which needs no root of a matrix that may not have one.

    Args:
        made: (N, d); its own number of rows.
        real: (M, d).

    Raises:
        ValueError: a set has fewer than two rows.

    Source: Dowson and Landau 1982, https://doi.org/10.1016/0047-259X(82)90077-X; Heusel et al. 2017,
    https://arxiv.org/abs/1706.08500
    """
    for features in (made, real):
        if len(features) < 2:
            raise ValueError(f"a Frechet distance needs at least 2 pictures in each set, not {len(features)}")
    made, real = made.double(), real.double()
    ours, theirs = _root(made), _root(real)
    shift = (made.mean(0) - real.mean(0)).square().sum()
    common = torch.linalg.svdvals(ours @ theirs.T).sum()
    return max(0.0, float(shift + ours.square().sum() + theirs.square().sum() - 2 * common))


def _root(features: Tensor) -> Tensor:
    """A matrix A of at most d rows with A^T A = the covariance."""
    centred: Tensor = (features - features.mean(0)) / (len(features) - 1) ** 0.5
    if len(centred) <= centred.shape[1]:
        return centred
    triangle: Tensor = torch.linalg.qr(centred, mode="r").R
    return triangle


def kernel(
    made: Tensor,
    real: Tensor,
    *,
    seed: int = 0,
    subsets: int = SUBSETS,
    size: int | None = None,
    matched: bool = False,
) -> Kernel:
    """Squared maximum mean discrepancy with the kernel (x.y / d + 1)^3, unbiased, over random subsets; lower is better.

    Args:
        made: (N, d).
        real: (M, d).
        size: pictures in a subset; without it half of the smaller set, at most 1,000, so that subsets differ.
        matched: row for row both sets are of the same products. Then no product is in both subsets: pictures that
            belong together are no independent draws, and would pull the estimate below what it should be.

    Raises:
        ValueError: a subset would have fewer than two pictures, or more than there are; matched sets are not equal in
            number.

    Source: Binkowski, Sutherland, Arbel, Gretton 2018, section 3, https://arxiv.org/abs/1801.01401
    """
    if matched and len(made) != len(real):
        raise ValueError(f"{len(made)} and {len(real)} pictures do not match row for row")
    fewest = min(len(made), len(real))
    most = fewest // 2 if matched else fewest
    size = min(LARGEST, max(2, fewest // 2)) if size is None else size
    if not 2 <= size <= most:
        raise ValueError(f"subsets of {size} pictures cannot be drawn: 2 to {most} are possible")
    made, real = made.double(), real.double()
    dice = np.random.default_rng(seed)
    found = []
    for _ in range(subsets):
        ours = torch.from_numpy(dice.permutation(len(made)))
        theirs = ours.flip(0) if matched else torch.from_numpy(dice.permutation(len(real)))
        found.append(discrepancy(made[ours[:size].to(made.device)], real[theirs[:size].to(real.device)]))
    return Kernel(float(np.mean(found)), float(np.std(found)), subsets, size)


def discrepancy(made: Tensor, real: Tensor) -> float:
    """The unbiased squared discrepancy of two whole sets: (N, d) and (M, d), at least two rows each."""

    def similarity(one: Tensor, other: Tensor) -> Tensor:
        products: Tensor = one @ other.T
        return (products / one.shape[1] + 1).pow(3)

    def within(features: Tensor) -> Tensor:
        all_pairs = similarity(features, features)
        count = len(features)
        return (all_pairs.sum() - all_pairs.diagonal().sum()) / (count * (count - 1))

    return float(within(made) + within(real) - 2 * similarity(made, real).mean())


def caution(count: int, dimension: int) -> str:
    """What to bear in mind about distances of so many pictures with so many features each; empty where nothing."""
    said = []
    if count < ENOUGH:
        said.append(
            f"N = {count:,} is below {ENOUGH:,}: Frechet distances are biased upwards and compare only at equal N; "
            "prefer the kernel distance"
        )
    if count <= dimension:
        said.append(f"covariances of {dimension:,} features from {count:,} pictures are rank-deficient")
    return "; ".join(said)
