"""Triplet loss on P x K batches: semi-hard by default, and the global argmin that is known to collapse.

Source: Schroff, Kalenichenko, Philbin 2015, https://arxiv.org/abs/1503.03832, section 3; mining and loss by
pytorch-metric-learning.
"""

import warnings

import torch
from pytorch_metric_learning.distances import LpDistance
from pytorch_metric_learning.losses import TripletMarginLoss
from pytorch_metric_learning.miners import TripletMarginMiner
from pytorch_metric_learning.reducers import MeanReducer
from torch import Tensor
from torch.nn.functional import normalize, relu

MININGS = ("semihard", "hard", "all", "global-argmin")
COLLAPSES = (
    "mining = 'global-argmin' takes for each photo the nearest wrong product of all, on vectors that are not "
    "normalised; it is kept to show what 'Where'd You Get That' ran into, whose vectors all became zero. "
    "Use mining = 'semihard'"
)


def semi_hard(anchors: Tensor, products: Tensor, labels: Tensor, others: Tensor, margin: float, mining: str) -> Tensor:
    """The mean triplet loss of anchors against their own and other products, unit vectors, squared Euclidean
    distance, as FaceNet has it.

    Args:
        anchors: (n, d) features of photos of people.
        products: (m, d) features of product photos.
        labels: (n,) of the anchors.
        others: (m,) of the product photos.
        margin: how much nearer its own product must be.
        mining: semihard: wrong products that are farther than the right one, but not by the margin; hard: those that
            are nearer; all: every one that costs something.
    """
    distance = LpDistance(normalize_embeddings=True, power=2)
    miner = TripletMarginMiner(margin=margin, type_of_triplets=mining, distance=distance)
    loss = TripletMarginLoss(margin=margin, distance=distance, reducer=MeanReducer())
    anchors, products = anchors.float(), products.float()
    chosen = miner(anchors, labels, products, others)
    found: Tensor = loss(anchors, labels, chosen, products, others)
    return found


def plain(anchors: Tensor, positives: Tensor, negatives: Tensor, margin: float) -> Tensor:
    """The mean triplet loss of vectors as they are, squared Euclidean distance, row by row."""
    near = (anchors.float() - positives.float()).square().sum(dim=1)
    far = (anchors.float() - negatives.float()).square().sum(dim=1)
    return relu(near - far + margin).mean()


def nearest_wrong(anchors: Tensor, bank: Tensor, labels: Tensor) -> Tensor:
    """(n,) the row of the bank nearest to each anchor whose number is not the anchor's label: the global argmin."""
    distances = torch.cdist(anchors.detach().float(), bank.float())
    distances[torch.arange(len(labels)), labels] = torch.inf
    return distances.argmin(dim=1)


def active(anchors: Tensor, products: Tensor, labels: Tensor, others: Tensor, margin: float) -> Tensor:
    """Share of all triplets that cost something, in [0, 1]: near 0 there is nothing left to learn from them."""
    distances = torch.cdist(normalize(anchors.detach().float()), normalize(products.detach().float())).square()
    same = labels[:, None] == others
    costs = distances[:, :, None] - distances[:, None, :] + margin > 0
    valid = same[:, :, None] & ~same[:, None, :]
    return (costs & valid).sum() / valid.sum().clamp(min=1)


def warn_of(mining: str) -> None:
    """Warn where the mining is known to collapse."""
    if mining == "global-argmin":
        warnings.warn(COLLAPSES, stacklevel=3)
