"""What an output must be compared with: means, neighbours and other real photos, none of them learned.

The fourth anchor, the input itself, needs no function.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from training.evaluate.features import Features
from training.evaluate.shown import BATCH, Pictures, Shown, each

THUMB = 16
"""Side of the pictures that neighbours are looked for with, in pixels."""
BY_PIXELS = f"pixels of {THUMB}x{THUMB}"


@dataclass(frozen=True)
class Memory:
    """The training pairs, as far as anchors need them; made once for all splits by `remember`."""

    targets: Pictures
    products: Sequence[str] | None
    """Which product each pair belongs to. Where it is known, no pair is answered with its own product."""
    mean: Tensor
    """(1, 3, H, W) uint8: the mean of all targets."""
    described: Tensor
    """(N, d): the inputs as `nearest_target` compares them."""
    features: Features | None
    """What compares them; None = the pixels of small copies."""

    def mean_target(self, pairs: int) -> Shown:
        """For every pair the mean target: the best answer, in RMSE, that does not look at the input."""
        return Shown(self.mean, np.zeros(pairs, np.int64))

    def nearest_target(self, inputs: Shown, products: Sequence[str]) -> Shown:
        """For every pair the target of the training pair whose input is nearest: what memory alone would give.

        Raises:
            ValueError: nothing is left to answer a pair with.
        """
        # In double: from sums of squares as torch takes them, single precision leaves too little of small distances.
        device, known = self.described.device, self.described.double()
        own, others = _numbered(products, self.products or [])
        rows = []
        for start in range(0, len(inputs), BATCH):
            part = np.arange(start, min(start + BATCH, len(inputs)))
            apart = torch.cdist(_described(inputs.take(part), device, self.features).double(), known)
            if self.products is not None:
                same = torch.from_numpy(own[part][:, None] == others[None, :]).to(device)
                if bool(same.all(1).any()):
                    raise ValueError("the nearest product needs training pairs of at least 2 products")
                apart = apart.masked_fill(same, torch.inf)
            rows.append(apart.argmin(1).cpu().numpy())
        return Shown(self.targets, np.concatenate(rows))


def remember(
    inputs: Pictures,
    targets: Pictures,
    products: Sequence[str] | None,
    device: torch.device,
    features: Features | None = None,
) -> Memory:
    """What anchors need of the training pairs."""
    total = torch.zeros(tuple(targets.shape[1:]), dtype=torch.float64, device=device)
    for batch in each(targets).batches(device):
        total += batch.double().sum(0)
    mean = (total / len(targets) * 255).round().to(torch.uint8)
    return Memory(targets, products, mean[None], _described(each(inputs), device, features), features)


def other_real(targets: Shown, products: Sequence[str], seed: int) -> Shown:
    """For every pair a real target of another product: how far apart right answers to different questions are.

    Raises:
        ValueError: there are fewer than two products.
    """
    names, first, product = np.unique(np.asarray(products), return_index=True, return_inverse=True)
    if len(names) < 2:
        raise ValueError(f"another real product needs at least 2 products, not {len(names)}")
    # One to len - 1 places further in the circle of products is never the product itself.
    steps = np.random.default_rng(seed).integers(1, len(names), len(products))
    return targets.take(first[(product + steps) % len(names)])


def halves(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two disjoint halves of so many places; of an odd number one is left out."""
    order = np.random.default_rng(seed).permutation(count)
    return order[: count // 2], order[count // 2 : count // 2 * 2]


def one_each(products: Sequence[str]) -> np.ndarray:
    """Places of the first pair of each product: no picture counts twice, none depends on another."""
    return np.sort(np.unique(np.asarray(products), return_index=True)[1])


def _described(shown: Shown, device: torch.device, features: Features | None) -> Tensor:
    """(N, d) by which pictures are near or far."""
    if features is not None:
        return features.describe(shown, device)
    return torch.cat([adaptive_avg_pool2d(batch, THUMB).flatten(1) for batch in shown.batches(device)])


def _numbered(one: Sequence[str], other: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The same number for the same product in both."""
    _, number = np.unique([*one, *other], return_inverse=True)
    return number[: len(one)], number[len(one) :]
