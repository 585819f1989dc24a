"""What a method is: networks, phases that train them in turn, and loss terms. The loop owns everything else."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from curation.errors import ConfigError, RunError
from training.config import Config
from training.data.table import Table
from training.data.views import Decode, View
from training.evaluate.result import Conditions

Batch = Mapping[str, Tensor]


@dataclass(frozen=True)
class Phase:
    """One part of a step: some networks learn, the others stand still."""

    name: str
    """Such as D or G."""
    nets: tuple[str, ...]
    """Who learns."""
    every: int = 1
    """Only every so many steps."""
    separate: bool = False
    """One backward pass a term: less memory, and batch norms never see real and fake together. Terms that share a
    graph need one pass for all."""


@dataclass(frozen=True)
class Term:
    """A part of a phase's loss."""

    name: str
    """As the log has it."""
    value: Tensor
    """A number, not weighted."""
    weight: float = 1.0
    """Its share in the loss; 0 = only written down."""


class Method(ABC):
    """Networks, phases and terms.

    A subclass is a file in this folder with a class of the same name, its options as a frozen dataclass, a folder of
    presets, and a line in `METHODS`.
    """

    phases: ClassVar[tuple[Phase, ...]]
    """In their order within a step."""
    averaged: ClassVar[tuple[str, ...]] = ()
    """Networks that have a running average where the configuration asks for one."""
    products: ClassVar[tuple[str, ...]]
    """Networks that are of use after training; the others only teach them."""
    together: ClassVar[Sequence[Sequence[str]]] = ()
    """Pictures of a batch that are cropped and mirrored alike."""
    contiguous: ClassVar[tuple[str, ...]] = ()
    """Networks that stay out of the channels-last layout: instance norm does not keep it."""
    eager: ClassVar[tuple[str, ...]] = ()
    """Networks that are not compiled: torch has no second derivatives there."""

    photo: ClassVar[str] = ""
    """The picture of a batch that `infer` can do with alone; empty where there is none."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.options = config.options
        self.nets: dict[str, nn.Module] = {}
        """Filled by `build`, and by the loop where it wraps them."""

    @classmethod
    @abstractmethod
    def defaults(cls) -> Config:
        """The configuration of the paper."""

    @abstractmethod
    def networks(self) -> Mapping[str, Callable[[], nn.Module]]:
        """How each network is made, by its name; making draws its weights."""

    def build(self, only: Iterable[str] | None = None) -> None:
        """Make the networks, or some of them.

        Raises:
            ConfigError: the configuration and the networks do not fit, such as a size no U-Net has.
        """
        makers = self.networks()
        try:
            self.nets = {name: makers[name]() for name in (makers if only is None else only)}
        except ValueError as error:
            raise ConfigError(f"{self.config.method}: {error}") from error

    @abstractmethod
    def view(self, table: Table, split: str, decode: Decode) -> View:
        """The samples of a split.

        Raises:
            DataError: there is nothing to train on.
        """

    def prepare(self, batch: Batch) -> Any:
        """What all phases of a step share, such as the fakes; the batch itself where they share nothing."""
        return batch

    @abstractmethod
    def losses(self, phase: str, step: Any) -> Iterator[Term]:
        """The terms of a phase; `step` is what `prepare` gave."""

    @abstractmethod
    def infer(self, batch: Batch) -> Mapping[str, Tensor]:
        """What the trained networks make of a batch: pictures by name, in the order a grid shows them.

        Called without gradients and with every network in the mode of `outside_training`.
        """

    def validate(self, view: View, batches: Iterable[Batch]) -> dict[str, float]:
        """Measures on batches of the validation split; higher or lower is better as `better` says."""
        return {}

    def evaluate(self, given: "Given") -> "Verdict":
        """How good the method is on a split.

        Raises:
            RunError: nothing can be measured of this method.
        """
        raise RunError(f"nothing is measured of {self.config.method}; look at what it draws with train sample")

    def state(self) -> dict[str, Any]:
        """What a checkpoint must hold beyond networks and optimisers, such as an image pool: tensors and numbers."""
        return {}

    def load_state(self, state: Mapping[str, Any]) -> None:  # noqa: B027  # most methods have none
        """Take back what `state` gave."""


@dataclass(frozen=True)
class Given:
    """What an evaluation has to work with; the networks are in the mode of `outside_training`."""

    view: View
    """Samples of the split that is judged."""
    train: View
    """Samples the run learned from: what baselines and the gap to training are made of."""
    batches: Callable[[View, np.ndarray], Iterator[dict[str, Tensor]]]
    """Samples at places of a view as the networks see them."""
    split: str
    """Name of the split."""
    features: str
    """Which network's features distribution measures take; empty = no such measures."""
    seed: int
    """Of draws."""
    conditions: Conditions
    """What a reader must know of the run."""


@dataclass(frozen=True)
class Verdict:
    """How good a method is."""

    json: str
    """Every figure."""
    text: str
    """The same for people."""
    grid: np.ndarray | None = None
    """(H, W, 3) uint8: samples that nobody picked."""


LOWER_IS_BETTER = ("l1", "rmse", "loss")
"""Measures of validation that should fall; every other one should rise."""


@contextmanager
def outside_training(nets: Iterable[nn.Module], *, batch_norm: bool = False, dropout: bool = False) -> Iterator[None]:
    """Networks as they are used after training; afterwards as they were.

    Args:
        batch_norm: batch norms take the statistics of the batch at hand, as pix2pix does; else the running ones.
        dropout: keep dropping, as pix2pix does for want of other chance.
    """
    nets = list(nets)
    modes = [(part, part.training) for net in nets for part in net.modules()]
    tracked = []
    for net in nets:
        net.eval()
        for part in net.modules():
            if batch_norm and isinstance(part, nn.modules.batchnorm._BatchNorm):
                # Training mode without tracking: statistics of the batch, and nothing is remembered.
                tracked.append((part, part.track_running_stats))
                part.train()
                part.track_running_stats = False
            if dropout and isinstance(part, nn.Dropout):
                part.train()
    try:
        with torch.no_grad():
            yield
    finally:
        for part, mode in modes:
            part.training = mode
        for norm, was in tracked:
            norm.track_running_stats = was


@contextmanager
def inference(method: Method, seed: int) -> Iterator[None]:
    """A method's networks as its options want them after training; chance is drawn by the seed, and the caller's
    own is left alone."""
    options = method.options
    with (
        torch.random.fork_rng(),
        outside_training(
            method.nets.values(),
            batch_norm=getattr(options, "inference_norm", "running") == "batch",
            dropout=getattr(options, "inference_dropout", False),
        ),
    ):
        torch.manual_seed(seed)
        yield
