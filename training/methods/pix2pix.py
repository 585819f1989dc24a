"""pix2pix: one photo from the other, by pixels and by a judge of patches.

Source: Isola, Zhu, Zhou, Efros 2017, https://arxiv.org/abs/1611.07004, section 3 and appendix 6.2.

Departures from the paper: the discriminator learns before the generator, which is then judged by the newer one (as in
the authors' PyTorch code); there is no schedule in the paper, the linear decay is that code's. Not departed from: batch
norm with the statistics of the batch and dropout are on after training, too (`inference_norm`, `inference_dropout`).
The thesis of 2018 had `smooth = true` (real labels 0.7 to 1.2, fake 0 to 0.3) and `swap = 0.05`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.data.table import Table
from training.data.views import Decode, View, pairs
from training.losses import ADVERSARIAL, BORDER, l1, right
from training.methods.base import Batch, Given, Method, Phase, Term, Verdict
from training.methods.paired import evaluate_pairs, validate_pairs
from training.nets.patch import Patch
from training.nets.unet import UNet


@dataclass(frozen=True)
class Options:
    """`[options]` of pix2pix."""

    width: int = 64
    """Channels of the generator's first level."""
    levels: int = 0
    """Halvings of the U-Net; 0 = down to one pixel, which needs a square."""
    dropout: float = 0.5
    """Share of values dropped next to the bottleneck."""
    norm: str = "batch"
    """batch, instance or none."""
    upsample: str = "convt"
    """convt, or resize against checkerboards."""
    patch_width: int = 64
    """Channels of the discriminator's first layer."""
    patch_layers: int = 3
    """Of the discriminator: 3 sees 70 pixels; 1 sees 16, 2 sees 34, 0 one."""
    gan: str = "bce"
    """bce or lsgan."""
    lambda_gan: float = 1.0
    """Weight of the judge's opinion; 0 leaves plain regression."""
    lambda_l1: float = 100.0
    """Weight of the difference in pixels."""
    smooth: bool = False
    """Draw real labels from 0.7 to 1.2 and fake ones from 0 to 0.3 for each call, as the thesis did."""
    swap: float = 0.0
    """How often the discriminator's labels are exchanged for a step; the thesis had 0.05."""
    inference_norm: str = "batch"
    """After training batch norms take the statistics of the batch at hand, or those that are running."""
    inference_dropout: bool = True
    """Keep dropping after training: the only chance there is."""

    def __post_init__(self) -> None:
        if self.gan not in ADVERSARIAL:
            raise ConfigError(f"[options] gan must be one of {', '.join(ADVERSARIAL)}, not '{self.gan}'")
        if self.inference_norm not in ("batch", "running"):
            raise ConfigError(f"[options] inference_norm must be batch or running, not '{self.inference_norm}'")


@dataclass(frozen=True)
class Drawn:
    """What both phases look at."""

    src: Tensor
    tgt: Tensor
    fake: Tensor


class Pix2Pix(Method):
    """U-Net and PatchGAN."""

    phases = (Phase("D", ("D",), separate=True), Phase("G", ("G",)))
    averaged = ("G",)
    products = ("G",)
    photo = "src"
    together: ClassVar = (("src", "tgt"),)

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "pix2pix",
            Options(),
            Data(height=256, width=256, enlarge=286 / 256, flip=True, direction="product_to_model"),
            Optimizer(lr=2e-4, beta1=0.5, decay="linear", decay_share=0.5),
            Train(batch=1, epochs=200),
        )

    def networks(self) -> Mapping[str, Callable[[], nn.Module]]:
        o, data = self.options, self.config.data

        def generator() -> nn.Module:
            if not o.levels and data.height != data.width:
                raise ConfigError(f"[options] levels is needed where photos are no squares: {data.height}x{data.width}")
            return UNet(3, 3, data.height, o.width, o.dropout, o.norm, o.upsample, o.levels or None)

        return {"G": generator, "D": lambda: Patch(6, o.patch_width, o.patch_layers, o.norm)}

    def view(self, table: Table, split: str, decode: Decode) -> View:
        return pairs(table, split, self.config.data, decode)

    def prepare(self, batch: Batch) -> Drawn:
        return Drawn(batch["src"], batch["tgt"], self.nets["G"](batch["src"]))

    def losses(self, phase: str, step: Drawn) -> Iterator[Term]:
        gan, border = ADVERSARIAL[self.options.gan], BORDER[self.options.gan]
        if phase == "D":
            real, fake = self._labels()
            seen = self.nets["D"](torch.cat([step.src, step.tgt], 1))
            yield Term("real", gan(seen, real), 0.5)
            yield Term("real_right", right(seen, True, border), 0)
            seen = self.nets["D"](torch.cat([step.src, step.fake.detach()], 1))
            yield Term("fake", gan(seen, fake), 0.5)
            yield Term("fake_right", right(seen, False, border), 0)
        else:
            if self.options.lambda_gan:
                seen = self.nets["D"](torch.cat([step.src, step.fake], 1))
                yield Term("adversarial", gan(seen, 1.0), self.options.lambda_gan)
            yield Term("l1", l1(step.fake, step.tgt), self.options.lambda_l1)

    def infer(self, batch: Batch) -> dict[str, Tensor]:
        drawn = {"src": batch["src"], "out": self.nets["G"](batch["src"])}
        return {**drawn, "tgt": batch["tgt"]} if "tgt" in batch else drawn

    def validate(self, view: View, batches: Iterable[Batch]) -> dict[str, float]:
        return validate_pairs(self, batches)

    def evaluate(self, given: Given) -> Verdict:
        return evaluate_pairs(self, given)

    def _labels(self) -> tuple[float, float]:
        """Of real and of fake, for one step."""
        real, fake = 1.0, 0.0
        if self.options.smooth:
            real, fake = 0.7 + 0.5 * float(torch.rand(())), 0.3 * float(torch.rand(()))
        return (fake, real) if self.options.swap and float(torch.rand(())) < self.options.swap else (real, fake)
