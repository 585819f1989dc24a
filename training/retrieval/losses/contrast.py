"""InfoNCE between photos of people and product photos, both ways round.

Source: van den Oord, Li, Vinyals 2018, https://arxiv.org/abs/1807.03748; in both directions as in Radford et al. 2021,
https://arxiv.org/abs/2103.00020; by pytorch-metric-learning, so that a product may have several photos in a batch.
"""

from pytorch_metric_learning.losses import NTXentLoss
from torch import Tensor


def info_nce(street: Tensor, shop: Tensor, labels: Tensor, others: Tensor, temperature: float) -> Tensor:
    """The mean of both directions' cross-entropy.

    Args:
        street: (n, d) features of photos of people; their length does not matter.
        shop: (m, d) features of product photos.
        labels: (n,) products of the former.
        others: (m,) products of the latter.
        temperature: what similarities are divided by.
    """
    loss = NTXentLoss(temperature=temperature)
    there = loss(street.float(), labels, ref_emb=shop.float(), ref_labels=others)
    back = loss(shop.float(), others, ref_emb=street.float(), ref_labels=labels)
    mean: Tensor = (there + back) / 2
    return mean
