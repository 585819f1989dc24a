"""A variational autoencoder whose bottleneck is the embedding: a baseline that learns without knowing any product.

Sources: Kingma and Welling 2013, https://arxiv.org/abs/1312.6114; named as a third technique by "Where'd You Get That",
without a result. Photos of people and product photos train alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.losses import mse
from training.methods.base import Batch, Term
from training.methods.matcher import Matcher, MatcherOptions, Seen
from training.nets.vae import ConvVAE


@dataclass(frozen=True)
class Options(MatcherOptions):
    """`[options]` of VAE; `net` is its own and passed over."""

    beta: float = 1.0
    """Weight of the distance to the prior."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.beta < 0:
            raise ConfigError(f"[options] beta must be 0 or more, not {self.beta:g}")


@dataclass(frozen=True)
class Drawn(Seen):
    """A batch with what was drawn of it again."""

    logvar: Tensor
    again: Tensor
    photos: Tensor


class VAE(Matcher):
    """Encoder and decoder in one network, E."""

    unit = False
    needs_street = False

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "vae",
            Options(),
            Data(height=64, width=64, resize="pad", flip=True),
            Optimizer(lr=1e-3, beta1=0.9),
            Train(batch=64, epochs=30),
        )

    def embedder(self) -> nn.Module:
        data = self.config.data
        if data.height != data.width:
            raise ConfigError(f"the autoencoder takes squares, not {data.height}x{data.width}")
        return ConvVAE(data.height, self.options.dim)

    def seen(self, batch: Batch) -> Drawn:
        photos = torch.cat([batch["shop"], *([batch["street"]] if "street" in batch else [])])
        net = self.nets["E"]
        assert isinstance(net, ConvVAE)
        mean, logvar = net.encode(photos)
        again = net.decode(net.drawn(mean, logvar))
        shop, label = len(batch["shop"]), batch["label"]
        parts = (mean[:shop], mean[shop:])
        labels = [label.repeat_interleave(len(part) // len(label)) for part in parts]
        return Drawn(parts[0], parts[1], labels[0], labels[1], logvar, again, photos)

    def terms(self, seen: Seen) -> Iterator[Term]:
        assert isinstance(seen, Drawn)
        mean, logvar = seen.features.float(), seen.logvar.float()
        # Per pixel, as the reconstruction is, so that both are the bound of the paper divided by the same number.
        prior = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum(dim=1).mean() / seen.photos[0].numel()
        yield Term("again", mse(seen.again, seen.photos))
        yield Term("prior", prior, self.options.beta)
