"""What networks are judged by: short functions of logits and pictures, each a mean over all elements."""

from itertools import groupby

import torch
from torch import Tensor
from torch.nn import functional


def bce(logits: Tensor, target: float) -> Tensor:
    """Binary cross-entropy of logits against one label for all of them.

    Source: Goodfellow et al. 2014, section 3; on logits, so that nothing overflows.
    """
    return functional.binary_cross_entropy_with_logits(logits.float(), torch.full_like(logits, target).float())


def lsgan(logits: Tensor, target: float) -> Tensor:
    """Squared distance of logits to a label. Source: Mao et al. 2017, equation 2, without its factor 1/2."""
    return (logits.float() - target).square().mean()


ADVERSARIAL = {"bce": bce, "lsgan": lsgan}
"""Losses of a discriminator's answers, by the name a configuration uses."""
BORDER = {"bce": 0.0, "lsgan": 0.5}
"""Above which answer a discriminator says that something is real."""


def l1(a: Tensor, b: Tensor) -> Tensor:
    """Mean absolute difference."""
    return (a.float() - b.float()).abs().mean()


def mse(a: Tensor, b: Tensor) -> Tensor:
    """Mean squared difference."""
    return (a.float() - b.float()).square().mean()


def right(logits: Tensor, real: bool, border: float = 0.0) -> Tensor:
    """Share of a discriminator's answers that are right, in [0, 1]; what lies above the border is called real."""
    return ((logits.detach() > border) == real).float().mean()


def grad_norm(gradients: list[Tensor]) -> Tensor:
    """The L2 norm of all gradients together.

    Raises:
        ValueError: the list is empty.
    """
    if not gradients:
        raise ValueError("no gradient: the phase's losses do not reach its networks")
    # By device and type, since the fused norms take one kind at a time.
    groups = groupby(gradients, key=lambda gradient: (gradient.device, gradient.dtype))
    norms = [norm for _, group in groups for norm in torch._foreach_norm(list(group))]
    total: Tensor = torch.linalg.vector_norm(torch.stack([norm.float() for norm in norms]))
    return total
