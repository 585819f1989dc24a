"""CMN, PoshakNet's matcher: each product is a class, learned by softmax, and its photos are pulled together.

Sources: the PoshakNet text (its loss is softmax plus lambda times centre loss, products as classes, eight pictures of
each product photo); davidsandberg/facenet for the network and the defaults of the centre loss, Wen et al. 2016 for its
other normalisation.

The text's "value of 0.95" lost its symbol; it is facenet's default of alfa, and may be lambda. Both are 0.95 here, in
facenet's normalisation; in Wen's that lambda would be 0.0148 at 128 dimensions, and 0.95 would crush the classes.

Departures: optimiser, learning rate and batch are stated nowhere (ours: Adam, 1e-4, 8 products of 8 views). The text
fine-tunes a face network that was trained with triplet loss; weights are drawn at random unless `weights` names some,
and `base_steps` trains such a base first, on the same photos, after which the classes begin at their centres. Where
`street` is above 0, photos of people train as members of their product's class, too; PoshakNet had none, since a GAN
drew its queries as products.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.methods.base import Phase, Term
from training.methods.matcher import Matcher, MatcherOptions, Seen
from training.retrieval.losses.centre import NORMALISATIONS, CentreLoss
from training.retrieval.losses.triplet import semi_hard

MARGIN = 0.2
"""Of the triplet loss of the base, FaceNet's."""


@dataclass(frozen=True)
class Options(MatcherOptions):
    """`[options]` of CMN."""

    shop: int = 8
    """Views of product photos that a batch holds of each product."""
    street: int = 0
    """Photos of people that a batch holds of each product."""
    views: int = 8
    """Of PoshakNet's eight views of a product photo, how many are drawn from."""
    gallery_views: int = 8
    """How many of them the gallery holds when the run is evaluated."""
    centre_normalisation: str = "facenet"
    """What lambda_centre counts in: facenet (mean over batch and dimensions) or wen (half the sum over dimensions)."""
    centre_lambda: float = 0.95
    """Weight of the centre loss."""
    centre_alfa: float = 0.95
    """facenet: what a centre keeps of itself for each photo; wen: how far it moves."""

    base_steps: int = 0
    """Steps of semi-hard triplet loss (margin 0.2) before the classes: the base that the text fine-tunes."""
    temperature: float = 0.0
    """Above 0: logits are cosines divided by it, so that only directions count, as in the search; with thousands of
    products that learns from fewer passes. 0: plain logits, as published."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.temperature < 0 or self.base_steps < 0:
            given = f"{self.temperature:g} and {self.base_steps}"
            raise ConfigError(f"[options] temperature and base_steps must be 0 or more, not {given}")
        if self.base_steps and not self.street:
            raise ConfigError("[options] base_steps compares people with products; street must be 1 or more")
        if self.centre_normalisation not in NORMALISATIONS:
            raise ConfigError(
                f"[options] centre_normalisation must be {' or '.join(NORMALISATIONS)}, "
                f"not '{self.centre_normalisation}'"
            )


class Classes(nn.Module):
    """What is known of each product beside the embedder: its row of the softmax, and its centre."""

    def __init__(self, classes: int, options: Options) -> None:
        super().__init__()
        self.logits = nn.Linear(options.dim, classes)
        self.centres = CentreLoss(classes, options.dim, options.centre_alfa, options.centre_normalisation)

    @torch.no_grad()
    def begin_at_centres(self) -> None:
        """Let each class be what its photos have been on average."""
        self.logits.weight.copy_(self.centres.centres)


class CMN(Matcher):
    """Embedder and classes."""

    phases = (Phase("M", ("E", "S")),)
    eager: ClassVar[tuple[str, ...]] = ("S",)
    needs_street = False

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "cmn",
            Options(),
            Data(height=160, width=160, resize="pad"),
            Optimizer(lr=1e-4, beta1=0.9),
            Train(batch=8, epochs=10),
        )

    def more(self) -> Mapping[str, Callable[[], nn.Module]]:
        return {"S": lambda: Classes(self.classes, self.options)}

    def terms(self, seen: Seen) -> Iterator[Term]:
        classes = self.nets["S"]
        assert isinstance(classes, Classes)
        if self.made <= self.options.base_steps:
            yield from self._base(seen, classes)
            return
        features, labels = seen.features, seen.labels
        logits = self._logits(features, classes.logits)
        yield Term("softmax", cross_entropy(logits, labels))
        yield Term("right", (logits.detach().argmax(dim=1) == labels).float().mean(), 0)
        yield Term("centre", classes.centres(features, labels), self.options.centre_lambda)
        classes.centres.follow(features, labels)

    def _base(self, seen: Seen, classes: Classes) -> Iterator[Term]:
        """A step before the classes; their centres follow, so that the classes can begin there."""
        loss = semi_hard(seen.street, seen.shop, seen.street_label, seen.shop_label, MARGIN, "semihard")
        yield Term("base", loss)
        classes.centres.follow(seen.features, seen.labels)
        if self.made == self.options.base_steps:
            classes.begin_at_centres()

    def _logits(self, features: Tensor, layer: nn.Linear) -> Tensor:
        if self.options.temperature:
            features = normalize(features.float()) / self.options.temperature
            found: Tensor = features @ normalize(layer.weight.float()).T
        else:
            found = layer(features).float()
        return found
