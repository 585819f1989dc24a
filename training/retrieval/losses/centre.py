"""Centre loss: pull every photo's features to the centre of its product.

Two normalisations are about, and lambda means nothing without one. facenet's code takes the mean over batch and
dimensions, Wen et al. half the sum over dimensions (and the mean over the batch): with 128 dimensions facenet's lambda
0.95 is Wen's 0.0148.

Sources: Wen et al. 2016, A discriminative feature learning approach for deep face recognition, ECCV, equations 2 to 4;
davidsandberg/facenet, `center_loss`.
"""

import torch
from torch import Tensor, nn

NORMALISATIONS = ("facenet", "wen")


class CentreLoss(nn.Module):
    """The loss of features and their classes; the centres are buffers, moved by `follow`, not by gradients.

    Args:
        classes: how many products there are.
        dim: of the features.
        alfa: facenet: what a centre keeps of itself when a photo passes, so it moves by 1 - alfa. wen: how far a centre
            moves towards the mean of its photos. facenet's default is 0.95, the paper's 0.5.
        normalisation: facenet or wen.
    """

    centres: Tensor

    def __init__(self, classes: int, dim: int, alfa: float = 0.95, normalisation: str = "facenet") -> None:
        super().__init__()
        if normalisation not in NORMALISATIONS:
            raise ValueError(f"normalisation must be {' or '.join(NORMALISATIONS)}, not '{normalisation}'")
        self.alfa, self.normalisation = alfa, normalisation
        self.register_buffer("centres", torch.zeros(classes, dim))

    def forward(self, features: Tensor, labels: Tensor) -> Tensor:
        """A number, for features (N, dim), not of unit length, and labels (N,) int64."""
        squares = (features.float() - self.centres[labels]).square()
        return squares.mean() if self.normalisation == "facenet" else squares.sum(dim=1).mean() / 2

    @torch.no_grad()
    def follow(self, features: Tensor, labels: Tensor) -> None:
        """Move the centres of these photos' products towards them."""
        apart = self.centres[labels] - features.detach().float()
        moved = torch.zeros_like(self.centres).index_add_(0, labels, apart)
        if self.normalisation == "facenet":
            self.centres -= (1 - self.alfa) * moved
            return
        counts = torch.bincount(labels, minlength=len(self.centres))[:, None]
        self.centres -= self.alfa * moved / (1 + counts)


def wen_weight(weight: float, dim: int) -> float:
    """The lambda in Wen's normalisation that gives the gradients of `weight` in facenet's."""
    return 2 * weight / dim
