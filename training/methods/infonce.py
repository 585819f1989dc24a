"""InfoNCE: a photo of a person is nearer to its product than to all others of the batch, and the other way round.

Sources: van den Oord et al. 2018, https://arxiv.org/abs/1807.03748; temperature 0.07 as in the recipe that moved the
best fashion encoder (matching.md section 5.2). The default of this toolkit: it needs no mining and does not collapse.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.methods.base import Term
from training.methods.matcher import Matcher, MatcherOptions, Seen
from training.retrieval.losses.contrast import info_nce


@dataclass(frozen=True)
class Options(MatcherOptions):
    """`[options]` of InfoNCE."""

    temperature: float = 0.07
    """What similarities are divided by."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.temperature <= 0:
            raise ConfigError(f"[options] temperature must be above 0, not {self.temperature:g}")


class InfoNCE(Matcher):
    """One embedder for both worlds."""

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "infonce",
            Options(),
            Data(height=160, width=160, resize="pad", flip=True, enlarge=1.1),
            Optimizer(lr=1e-4, beta1=0.9, decay="cosine", decay_share=1.0),
            Train(batch=64, epochs=30),
        )

    def terms(self, seen: Seen) -> Iterator[Term]:
        loss = info_nce(seen.street, seen.shop, seen.street_label, seen.shop_label, self.options.temperature)
        yield Term("infonce", loss)
