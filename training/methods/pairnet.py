"""Pairnet: a small network looks at two embeddings and says whether they show the same product.

Source: "Where'd You Get That", which concatenated two embeddings and reached chance, with embeddings that held nothing;
Kiapour et al. 2015 (street to shop) is its ancestor. `plain` gives that concatenation; by default the head also sees
the difference and the product of both, and the embedder learns with it.

Departures: neither source states the share of negatives; each photo of a person meets its product and `negatives` other
products of the batch, with half of the weight on the right ones.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, normalize

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.methods.base import Phase, Term
from training.methods.matcher import Matcher, MatcherOptions, Seen
from training.nets.pair_head import PairHead


@dataclass(frozen=True)
class Options(MatcherOptions):
    """`[options]` of pairnet."""

    hidden: int = 256
    """Units between the pair and the answer."""
    plain: bool = True
    """Only [a; b], as published; false: [a; b; |a - b|; a * b]."""
    negatives: int = 4
    """Wrong products that each photo of a person meets in a step; 0 = all of the batch."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.hidden < 1 or self.negatives < 0:
            raise ConfigError(
                f"[options] hidden must be 1 or more and negatives 0 or more, not {self.hidden} and {self.negatives}"
            )


class Pairnet(Matcher):
    """Embedder and head."""

    phases = (Phase("M", ("E", "H")),)
    averaged: ClassVar[tuple[str, ...]] = ("E", "H")
    products: ClassVar[tuple[str, ...]] = ("E", "H")
    plain: ClassVar[bool] = False

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "pairnet",
            Options(),
            Data(height=160, width=160, resize="pad", flip=True, enlarge=1.1),
            Optimizer(lr=1e-4, beta1=0.9, decay="cosine", decay_share=1.0),
            Train(batch=64, epochs=30),
        )

    def more(self) -> Mapping[str, Callable[[], nn.Module]]:
        o = self.options
        return {"H": lambda: PairHead(o.dim, o.hidden, plain=o.plain)}

    def terms(self, seen: Seen) -> Iterator[Term]:
        logits = self.similarity(normalize(seen.street.float()), normalize(seen.shop.float()))
        same = seen.street_label[:, None] == seen.shop_label
        asked = _asked(same, self.options.negatives)
        right = binary_cross_entropy_with_logits(logits[same], torch.ones_like(logits[same]))
        wrong = binary_cross_entropy_with_logits(logits[asked], torch.zeros_like(logits[asked]))
        yield Term("same", right, 0.5)
        yield Term("other", wrong, 0.5)

    def similarity(self, queries: Tensor, gallery: Tensor) -> Tensor:
        head = self.nets["H"]
        assert isinstance(head, PairHead)
        return head.matrix(queries, gallery)


def _asked(same: Tensor, count: int) -> Tensor:
    """(q, g) bool: the wrong products that each query meets, drawn with torch's own random state."""
    if not count:
        return ~same
    order = torch.rand(same.shape, device=same.device).masked_fill(same, torch.inf).argsort(dim=1)
    drawn = torch.zeros_like(same).scatter_(1, order[:, :count], True)
    return drawn & ~same
