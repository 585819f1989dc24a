"""PLDT, pixel-level domain transfer: a product photo from a person's photo through 64 numbers, without a pixel loss.

Source: Yoo, Kim, Park, Paek, Kweon 2016, https://arxiv.org/abs/1603.07442, section 3. One judge asks whether a picture
is a product photo, the other whether it is the product of the photo beside it.

Departures from the paper: by default all three candidates (truth, drawn, another product) are judged in every step,
each with a third of the weight, and the converter learns in every step; the paper draws one of them (`sampling =
"random"`), which has the same expectation and three times the noise. The converter maximises the judges' "yes"
(`converter = "nonsaturating"`); the paper minimises their "no" (`"minimax"`). `lambda_mse` adds a pixel loss, the
paper's comparison C+MSE; 0 is the method.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.data.table import Table
from training.data.views import Decode, View, pairs
from training.losses import bce, mse, right
from training.methods.base import Batch, Given, Method, Phase, Term, Verdict
from training.methods.paired import evaluate_pairs, validate_pairs
from training.nets.pldt import Converter, Judge

CANDIDATES = ("truth", "drawn", "other")


@dataclass(frozen=True)
class Options:
    """`[options]` of PLDT."""

    width: int = 128
    """Channels of the first layer of each network."""
    code: int = 64
    """Numbers between encoder and decoder."""
    sampling: str = "all"
    """all: three candidates a step; random: one of them, drawn."""
    converter: str = "nonsaturating"
    """nonsaturating or minimax."""
    lambda_gan: float = 1.0
    """Weight of both judges' opinion."""
    lambda_mse: float = 0.0
    """Weight of a pixel loss; 0 in the paper."""

    def __post_init__(self) -> None:
        if self.sampling not in ("all", "random"):
            raise ConfigError(f"[options] sampling must be all or random, not '{self.sampling}'")
        if self.converter not in ("nonsaturating", "minimax"):
            raise ConfigError(f"[options] converter must be nonsaturating or minimax, not '{self.converter}'")


@dataclass(frozen=True)
class Drawn:
    """What the phases of a step look at."""

    src: Tensor
    candidates: Mapping[str, Tensor]
    chosen: tuple[str, ...]
    """Those that are judged in this step."""


class PLDT(Method):
    """Converter, judge of realness, judge of association."""

    phases = (Phase("D", ("D",), separate=True), Phase("A", ("A",), separate=True), Phase("C", ("C",)))
    averaged = ("C",)
    products = ("C",)
    photo = "src"

    @classmethod
    def defaults(cls) -> Config:
        return Config(
            "pldt",
            Options(),
            Data(height=64, width=64, resize="pad", model_photos="all"),
            Optimizer(kind="sgd", lr=2e-4, momentum=0.5, decay="drop", decay_share=5 / 30, decay_factor=0.1),
            Train(batch=128, epochs=30),
        )

    def networks(self) -> Mapping[str, Callable[[], nn.Module]]:
        o, data = self.options, self.config.data
        if data.height != data.width:
            raise ConfigError(f"PLDT takes squares, not {data.height}x{data.width}; set data.height = data.width")
        return {
            "C": lambda: Converter(data.height, o.width, o.code),
            "D": lambda: Judge(3, data.height, o.width),
            "A": lambda: Judge(6, data.height, o.width),
        }

    def view(self, table: Table, split: str, decode: Decode) -> View:
        return pairs(table, split, self.config.data, decode, negatives=split == "train")

    def prepare(self, batch: Batch) -> Drawn:
        chosen: tuple[str, ...] = CANDIDATES
        if self.options.sampling == "random":
            chosen = (CANDIDATES[int(torch.randint(len(CANDIDATES), ()))],)
        drawn = self.nets["C"](batch["src"])
        return Drawn(batch["src"], {"truth": batch["tgt"], "drawn": drawn, "other": batch["neg"]}, chosen)

    def losses(self, phase: str, step: Drawn) -> Iterator[Term]:
        if phase == "C":
            yield from self._converter(step)
            return
        for name in step.chosen:
            # D asks for a product photo, A for the product of this photo.
            real = name == "truth" or (phase == "D" and name == "other")
            seen = self._judged(phase, step.src, step.candidates[name].detach())
            yield Term(name, bce(seen, float(real)), 1 / len(step.chosen))
            yield Term(f"{name}_right", right(seen, real), 0)

    def _converter(self, step: Drawn) -> Iterator[Term]:
        drawn = step.candidates["drawn"]
        if "drawn" in step.chosen and self.options.lambda_gan:
            for judge in ("D", "A"):
                seen = self._judged(judge, step.src, drawn)
                value = bce(seen, 1.0) if self.options.converter == "nonsaturating" else -bce(seen, 0.0)
                yield Term(f"convince_{judge}", value, 0.5 * self.options.lambda_gan)
        if self.options.lambda_mse:
            yield Term("mse", mse(drawn, step.candidates["truth"]), self.options.lambda_mse)

    def _judged(self, judge: str, src: Tensor, candidate: Tensor) -> Tensor:
        seen: Tensor = self.nets[judge](candidate if judge == "D" else torch.cat([src, candidate], 1))
        return seen

    def infer(self, batch: Batch) -> dict[str, Tensor]:
        drawn = {"src": batch["src"], "out": self.nets["C"](batch["src"])}
        return {**drawn, "tgt": batch["tgt"]} if "tgt" in batch else drawn

    def validate(self, view: View, batches: Iterable[Batch]) -> dict[str, float]:
        return validate_pairs(self, batches)

    def evaluate(self, given: Given) -> Verdict:
        return evaluate_pairs(self, given)
