"""Triplet loss: a photo of a person lies nearer to its product than to another, by a margin.

Sources: Schroff et al. 2015 (FaceNet), https://arxiv.org/abs/1503.03832: unit vectors, margin 0.2, semi-hard negatives
of the batch. "Where'd You Get That" took the nearest wrong product of all as the negative, re-mined in rounds, on
vectors that were not normalised: `mining = "global-argmin"` does that, with a warning, and is stopped once collapsed.

Departures: FaceNet's batches hold 45 people with 40 photos; ours hold products, with photos of people as anchors and
product photos as positives and negatives.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.data.augment import augmented
from training.data.table import Table
from training.data.views import Decode, View
from training.methods.base import Batch, Term, outside_training
from training.methods.matcher import GUARD_EVERY, Matcher, MatcherOptions, Seen
from training.retrieval.batches import Products
from training.retrieval.losses.guard import check_spread, still_stuck
from training.retrieval.losses.triplet import MININGS, active, nearest_wrong, plain, semi_hard, warn_of

BANK_BATCH = 256
"""Products embedded at once when negatives are mined anew."""
ADVICE = "take mining = 'semihard' instead of 'global-argmin'"


@dataclass(frozen=True)
class Options(MatcherOptions):
    """`[options]` of triplet."""

    margin: float = 0.2
    """How much nearer the right product must be."""
    mining: str = "semihard"
    """semihard, hard or all, within the batch; global-argmin, over all products, collapses."""
    remine: int = 100
    """Steps between minings with global-argmin."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.mining not in MININGS:
            raise ConfigError(f"[options] mining must be one of {', '.join(MININGS)}, not '{self.mining}'")
        if self.margin <= 0 or self.remine < 1:
            raise ConfigError(
                f"[options] margin must be above 0 and remine 1 or more, not {self.margin:g} and {self.remine}"
            )


class Triplet(Matcher):
    """One embedder for both worlds."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.bank = torch.zeros(0)
        """(products, d) of every product photo, as it was when negatives were last mined."""
        self.stuck = 0
        """Looks in a row at which the loss stood at its margin."""
        self._train: Products | None = None

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "triplet",
            Options(),
            Data(height=160, width=160, resize="pad", flip=True, enlarge=1.1),
            Optimizer(lr=1e-4, beta1=0.9, decay="cosine", decay_share=1.0),
            Train(batch=64, epochs=30),
        )

    @property
    def globally(self) -> bool:
        """Whether negatives come from all products."""
        return bool(self.options.mining == "global-argmin")

    def view(self, table: Table, split: str, decode: Decode) -> View:
        found = super().view(table, split, decode)
        if split == "train" and self.globally:
            assert isinstance(found, Products)
            self._train = found
            warn_of(self.options.mining)
        return found

    def prepare(self, batch: Batch) -> "Seen | Mined":
        if not self.globally:
            return super().prepare(batch)
        if self.made % self.options.remine == 0:
            self.bank = self._mined(batch["label"].device)
        seen = self.seen(batch)
        if self.made % GUARD_EVERY == 0:
            check_spread(seen.features, self.made, unit=False, advice=ADVICE)
        self.made += 1
        wrong = nearest_wrong(seen.street, self.bank, seen.street_label)
        negatives = self.nets["E"](self._packshots(wrong.cpu().numpy(), wrong.device))
        return Mined(seen.shop, seen.street, seen.shop_label, seen.street_label, negatives)

    def terms(self, seen: Seen) -> Iterator[Term]:
        o = self.options
        if isinstance(seen, Mined):
            positives = seen.shop[:: o.shop].repeat_interleave(o.street, dim=0)
            found = plain(seen.street, positives, seen.negatives, o.margin)
            if self.made % GUARD_EVERY == 0:
                self.stuck = still_stuck(found, o.margin, self.stuck, self.made, advice=ADVICE)
            yield Term("triplet", found)
        else:
            found = semi_hard(seen.street, seen.shop, seen.street_label, seen.shop_label, o.margin, o.mining)
            yield Term("triplet", found)
        yield Term("active", active(seen.street, seen.shop, seen.street_label, seen.shop_label, o.margin), 0)

    def state(self) -> dict[str, Any]:
        return {**super().state(), "bank": self.bank.cpu(), "stuck": self.stuck}

    def load_state(self, state: Mapping[str, Any]) -> None:
        super().load_state(state)
        self.bank, self.stuck = state["bank"], state["stuck"]

    def _mined(self, device: torch.device) -> Tensor:
        """The vectors of all product photos, as the network stands."""
        assert self._train is not None
        every = np.arange(len(self._train))
        parts = []
        with outside_training([self.nets["E"]]):
            for start in range(0, len(every), BANK_BATCH):
                parts.append(self.nets["E"](self._packshots(every[start : start + BANK_BATCH], device)).float())
        return torch.cat(parts)

    def _packshots(self, places: np.ndarray, device: torch.device) -> Tensor:
        assert self._train is not None
        pixels = {"image": self._train.packshots(places)}
        return augmented(pixels, self.config.data, (), None, device)["image"]


@dataclass(frozen=True)
class Mined(Seen):
    """A batch with the nearest wrong product of each photo of a person."""

    negatives: Tensor
    """(P * street, d)."""
