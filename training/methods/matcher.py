"""What matchers share: a network that turns photos into vectors, P x K batches, a guard, one evaluation."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from curation.errors import ConfigError, DataError
from training.data.table import Table
from training.data.views import Decode, View
from training.methods.base import Batch, Given, Method, Phase, Term, Verdict
from training.nets.inception_resnet import InceptionResnetV1
from training.nets.small_cnn import SmallCNN, face_cnn
from training.nets.vgg import VGG
from training.retrieval.batches import Products, Wanted, products
from training.retrieval.embedders.network import load_weights, read_state
from training.retrieval.losses.guard import check_spread, mean_distance, spread
from training.retrieval.trial import trial

NETWORKS: dict[str, Callable[[int], nn.Module]] = {
    "inception-resnet-v1": InceptionResnetV1,
    "small-cnn": SmallCNN,
    "small-cnn-bn": lambda dim: SmallCNN(dim, last_norm=True),
    "face-cnn": face_cnn,
    "vgg16": lambda dim: VGG(16, dim),
    "vgg19": lambda dim: VGG(19, dim),
}
"""Networks by the name a configuration uses, made for so many dimensions."""
GUARD_EVERY = 25
"""Steps between looks at whether the embeddings have collapsed."""


@dataclass(frozen=True)
class MatcherOptions:
    """What every matcher is told."""

    net: str = "inception-resnet-v1"
    """One of NETWORKS."""
    dim: int = 128
    """Numbers an embedding has."""
    weights: str = ""
    """A file of weights to start from, such as facenet's public ones; empty = drawn at random."""
    shop: int = 1
    """Product photos, or views of them, that a batch holds of each product; `train.batch` is the number of products."""
    street: int = 1
    """Photos of people that a batch holds of each product."""
    views: int = 1
    """Of PoshakNet's eight views of a product photo, how many are drawn from; 1 = the photo itself."""
    gallery_views: int = 1
    """How many of them the gallery holds when the run is evaluated; PoshakNet's held all eight."""

    def __post_init__(self) -> None:
        if self.net not in NETWORKS:
            raise ConfigError(f"[options] net must be one of {', '.join(NETWORKS)}, not '{self.net}'")
        if self.dim < 1 or self.shop < 1 or self.street < 0:
            raise ConfigError(
                f"[options] dim and shop must be 1 or more and street 0 or more, not {self.dim}, {self.shop} and "
                f"{self.street}"
            )
        if not (1 <= self.views <= 8 and 1 <= self.gallery_views <= 8):
            raise ConfigError(
                f"[options] views and gallery_views must be 1 to 8, not {self.views} and {self.gallery_views}"
            )


@dataclass(frozen=True)
class Seen:
    """A batch's features; rows of a kind are grouped by product."""

    shop: Tensor
    """(P * shop, d), not of unit length."""
    street: Tensor
    """(P * street, d)."""
    shop_label: Tensor
    street_label: Tensor

    @property
    def features(self) -> Tensor:
        return torch.cat([self.shop, self.street])

    @property
    def labels(self) -> Tensor:
        return torch.cat([self.shop_label, self.street_label])


class Matcher(Method):
    """Photos to vectors, so that a person's photo lies near the product it shows.

    A subclass gives `terms` and, where it learns more than the network E, `more`.
    """

    phases = (Phase("M", ("E",)),)
    averaged: ClassVar[tuple[str, ...]] = ("E",)
    products: ClassVar[tuple[str, ...]] = ("E",)
    unit: ClassVar[bool] = True
    """Whether only the directions of vectors count in the loss."""
    needs_street: ClassVar[bool] = True
    """Whether the loss compares photos of people with product photos."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        o = self.options
        if self.needs_street and not o.street:
            raise ConfigError(f"[options] street must be 1 or more: {config.method} compares people with products")
        if config.train.batch < 2:
            raise ConfigError(
                f"[train] batch = {config.train.batch} is too small: it counts products (of each a batch holds "
                f"{o.shop} product photos and {o.street} photos of people); 2 are needed, so that one is wrong"
            )
        self.classes = 1
        """Products that train; known as soon as the view of them is open, which is before the networks learn."""
        self.made = 0
        """Steps so far."""

    def networks(self) -> Mapping[str, Callable[[], nn.Module]]:
        return {"E": self.embedder, **self.more()}

    def embedder(self) -> nn.Module:
        """The network that is of use after training."""
        return NETWORKS[self.options.net](self.options.dim)

    def more(self) -> Mapping[str, Callable[[], nn.Module]]:
        """Networks beside the embedder."""
        return {}

    def build(self, only: Iterable[str] | None = None) -> None:
        super().build(only)
        if only is None and self.options.weights:
            source = self.options.weights
            load_weights(self.nets["E"], read_state(source), source, ignore=("logits.", "classifier.6."))

    def view(self, table: Table, split: str, decode: Decode) -> View:
        o, training = self.options, split == "train"
        wanted = Wanted(o.shop, o.street, o.views) if training else Wanted(1, 1, 1)
        found = products(table, split, wanted, decode, categories=self.config.data.categories)
        if training:
            self.classes = len(found)
            if self.config.train.batch > len(found):
                raise DataError(
                    f"{table.source}: {len(found)} products train, fewer than the {self.config.train.batch} that a "
                    f"batch shows at once; set train.batch to at most {len(found)}"
                )
        return found

    def prepare(self, batch: Batch) -> Seen:
        seen = self.seen(batch)
        if self.made % GUARD_EVERY == 0:
            check_spread(seen.features, self.made, unit=self.unit)
        self.made += 1
        return seen

    def seen(self, batch: Batch) -> Seen:
        """The features of a batch, all of it in one pass, so that batch norms see both worlds."""
        photos = [batch["shop"], *([batch["street"]] if "street" in batch else [])]
        features = self.nets["E"](torch.cat(photos))
        shop, street = features[: len(photos[0])], features[len(photos[0]) :]
        label = batch["label"]
        return Seen(shop, street, *(label.repeat_interleave(len(part) // len(label)) for part in (shop, street)))

    def losses(self, phase: str, step: Seen) -> Iterator[Term]:
        yield from self.terms(step)
        yield Term("spread", spread(step.features, unit=self.unit), 0)
        yield Term("distance", mean_distance(step.features, unit=self.unit), 0)

    def terms(self, seen: Seen) -> Iterator[Term]:
        """The method's own terms."""
        raise NotImplementedError

    def similarity(self, queries: Tensor, gallery: Tensor) -> Tensor:
        """(q, g) from vectors of unit length, higher = more alike."""
        return queries @ gallery.T

    plain: ClassVar[bool] = True
    """Whether that is the inner product."""

    def vectors(self, photos: Tensor) -> Tensor:
        """(n, d) of unit length, networks in the mode they are in."""
        return normalize(self.nets["E"](photos).float())

    def infer(self, batch: Batch) -> dict[str, Tensor]:
        """The photo of a person, what the matcher finds among the batch's product photos, and what is right."""
        scores = self.similarity(self.vectors(batch["street"]), self.vectors(batch["shop"]))
        return {"street": batch["street"], "found": batch["shop"][scores.argmax(dim=1)], "shop": batch["shop"]}

    def validate(self, view: View, batches: Iterable[Batch]) -> dict[str, float]:
        """recall@1 and the mean rank among the product photos of all these products, one photo of a person each."""
        pairs = [(self.vectors(batch["street"]), self.vectors(batch["shop"])) for batch in batches]
        street, shop = (torch.cat(part) for part in zip(*pairs))
        scores = self.similarity(street, shop)
        own = scores.diagonal()[:, None]
        rank = (scores > own).sum(dim=1) + 1
        return {"recall@1": float((rank == 1).float().mean()), "mean_rank": float(rank.float().mean())}

    def evaluate(self, given: Given) -> Verdict:
        assert isinstance(given.view, Products)
        assert isinstance(given.train, Products)
        return trial(self, given, given.view, given.train)

    def state(self) -> dict[str, Any]:
        return {"made": self.made}

    def load_state(self, state: Mapping[str, Any]) -> None:
        self.made = state["made"]
