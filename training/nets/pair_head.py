"""Whether two embeddings show the same product: a small dense network over the pair."""

import torch
from torch import Tensor, nn


class PairHead(nn.Module):
    """Two (N, dim) embeddings to (N,) logits, higher = the same product.

    Args:
        dim: of the embeddings.
        hidden: units between.
        plain: only [a; b], as in "Where'd You Get That"; else [a; b; |a - b|; a * b], which it must not discover first.
    """

    def __init__(self, dim: int, hidden: int = 256, *, plain: bool = False) -> None:
        super().__init__()
        self.plain = plain
        self.layers = nn.Sequential(nn.Linear(dim * (2 if plain else 4), hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        parts = (a, b) if self.plain else (a, b, (a - b).abs(), a * b)
        logits: Tensor = self.layers(torch.cat(parts, -1)).squeeze(-1)
        return logits

    def matrix(self, queries: Tensor, gallery: Tensor) -> Tensor:
        """(q, dim) and (g, dim) to (q, g): every query with every row, a query at a time."""
        rows = [self(query.expand_as(gallery), gallery) for query in queries]
        return torch.stack(rows)
