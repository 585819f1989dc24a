"""Train the later blocks on kept features: mixed pairs of photos, class weights, one cycle of the learning rate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import log_softmax, one_hot

from curation.schema import SHOTS
from training.methods.shots.labels import Labels
from training.methods.shots.network import ShotNet


@dataclass(frozen=True)
class Plan:
    """How long and how hard to train."""

    epochs: int = 18
    batch: int = 32
    learning_rate: float = 1e-3
    """The highest of the cycle."""
    weight_decay: float = 0.02
    smoothing: float = 0.05
    """Share of each target that is spread over all shots."""
    mix: float = 0.2
    """Beta of mixup (Zhang et al. 2018, https://arxiv.org/abs/1710.09412), here of the frozen blocks' features."""
    doubt: float = 0.5
    """Weight of a photo whose label was given with low confidence."""
    most: float = 3.0
    """No shot weighs more than this, however rare."""


def fit(
    labels: Labels,
    chosen: np.ndarray,
    views: Sequence[np.ndarray],
    plan: Plan,
    seed: int,
    say: Callable[[str], None] = lambda line: None,
) -> ShotNet:
    """A network trained on the chosen photos; the same seed gives the same network on the same machine.

    Args:
        labels: all labelled photos.
        chosen: (m,) indexes of the photos to learn from.
        views: as `early.features` gives them; each step draws one of them for each photo.
        plan: how to train.
        seed: of everything random.
        say: called with a line an epoch.
    """
    torch.manual_seed(seed)
    dice = np.random.default_rng(seed)
    net = ShotNet().laid_out(torch.channels_last)
    weights = [value for _, value in net.trainable() if value.ndim > 1]
    biases = [value for _, value in net.trainable() if value.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": weights, "weight_decay": plan.weight_decay}, {"params": biases, "weight_decay": 0.0}],
        lr=plan.learning_rate,
    )
    size = min(plan.batch, len(chosen))
    steps = len(chosen) // size
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, plan.learning_rate, total_steps=plan.epochs * steps, pct_start=0.2
    )
    shots, rarity = torch.from_numpy(labels.shots), _rarity(labels, plan)
    trust = torch.where(torch.from_numpy(labels.sure), 1.0, plan.doubt)
    for epoch in range(plan.epochs):
        net.train()
        total = 0.0
        order = dice.permutation(chosen)
        for step in range(steps):
            batch = order[step * size : (step + 1) * size]
            found = torch.from_numpy(
                np.stack([views[int(dice.integers(len(views)))][photo] for photo in batch])
            ).float()
            target = one_hot(shots[batch], len(SHOTS)).float() * (1 - plan.smoothing) + plan.smoothing / len(SHOTS)
            weight = trust[batch] * rarity[shots[batch]]
            share = max(lot := float(dice.beta(plan.mix, plan.mix)), 1 - lot)
            other = torch.from_numpy(dice.permutation(len(batch)))
            found, target, weight = (share * part + (1 - share) * part[other] for part in (found, target, weight))
            logits = net.late(found.contiguous(memory_format=torch.channels_last))
            loss = (-(target * log_softmax(logits, 1)).sum(1) * weight).sum() / weight.sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights + biases, 5.0)
            optimizer.step()
            cycle.step()
            total += loss.item()
        say(f"epoch {epoch + 1} of {plan.epochs}: loss {total / steps:.3f}")
    net.eval()
    return net


def probabilities(net: ShotNet, found: np.ndarray) -> np.ndarray:
    """(n, 9) float32, from what the frozen blocks made of n photos."""
    parts = torch.split(torch.from_numpy(np.array(found)).float(), 32)
    with torch.inference_mode():
        return torch.cat([net.late(part).softmax(1) for part in parts]).numpy()


def _rarity(labels: Labels, plan: Plan) -> Tensor:
    """(9,) weight of each shot: the root of how much rarer than the average it is, so that few are not drowned."""
    counts = torch.bincount(torch.from_numpy(labels.shots), minlength=len(SHOTS)).float()
    return (counts.mean() / counts).sqrt().clamp(max=plan.most)
