"""One loop for all methods: phases in turn, checkpoints, validation, grids, log.

What a step sees is a function of seed and step (`training.data.sampler`), so a resumed run differs from one that was
never stopped in nothing: not in a bit of a weight.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from curation.errors import RunError
from training.checkpoint import Header, load_state, save_state, save_weights
from training.config import Config
from training.data.augment import augmented
from training.data.prefetch import Prefetch
from training.data.sampler import Sampler
from training.data.views import View
from training.device import Device
from training.evaluate.grid import chosen, write
from training.interrupt import stoppable
from training.learner import Learner
from training.methods.base import LOWER_IS_BETTER, Method, inference
from training.pictures import sheet
from training.run import Run

SAVE_SECONDS = 900.0
"""A checkpoint at least that often, however slow the steps."""
SHOWN = 8
"""Samples in a grid."""


@dataclass(frozen=True)
class Outcome:
    """How a call of the loop ended."""

    step: int
    """Steps made since the run began."""
    steps: int
    """Steps it is to make."""
    seconds: float
    """Of this call, validation and grids included."""
    images_a_second: float
    """Samples trained on, in this call, on all devices, without validation and grids."""
    data_wait: float
    """Share of that time spent waiting for samples, in [0, 1]."""

    @property
    def finished(self) -> bool:
        """Whether all steps are made."""
        return self.step >= self.steps


class Loop:
    """Trains a method on a view."""

    def __init__(
        self,
        method: Method,
        view: View,
        validation: View | None,
        run: Run,
        device: Device,
        progress: Callable[[int, int, str], None] = lambda step, steps, text: None,
    ) -> None:
        """
        Args:
            method: not built yet.
            view: samples to learn from.
            validation: samples to measure on and to draw grids of; None = neither.
            progress: called after each step with its number, their number and a line of text.

        Raises:
            ConfigError: the configuration and the networks do not fit.
        """
        self.method, self.view, self.validation, self.run, self.device = method, view, validation, run, device
        self.config: Config = method.config
        self.progress = progress
        train = self.config.train
        torch.manual_seed(train.seed)
        self.sampler = Sampler(len(view), train.batch, train.seed, device.rank, device.ranks)
        self.steps = train.steps or max(1, round(train.epochs * len(view) / (train.batch * device.ranks)))
        self.step = 0
        self.best: float | None = None
        self.learner = Learner(method, device, self.steps)
        self.tally = self.learner.tally
        self._writer = _tensorboard(run) if device.rank == 0 else None
        # Weights are drawn alike on all devices, dropout is not.
        torch.manual_seed(train.seed + 1 + device.rank)

    def resume(self) -> None:
        """Go back to where the run's last checkpoint was written.

        Raises:
            RunError: there is no checkpoint, or one that does not fit.
        """
        state = load_state(self.run.state, self.config.method)
        if state["data"] != self.view.fingerprint:
            raise RunError(
                f"{self.run.root} learned from other photos or sizes ({state['data']}, now {self.view.fingerprint}); "
                "give it its own data with --data, or train anew"
            )
        if len(state["rng"]) != self.device.ranks:
            raise RunError(
                f"{self.run.root} ran on {len(state['rng'])} devices, now there are {self.device.ranks}; "
                f"resume it with --devices {len(state['rng'])}"
            )
        self.learner.load_state(state)
        self.step, self.best = state["step"], state["best"]
        torch.set_rng_state(state["rng"][self.device.rank])
        if self.device.device.type == "cuda":
            torch.cuda.set_rng_state(state["cuda_rng"][self.device.rank], self.device.device)
        if self.device.rank == 0:
            self.run.forget_after(self.step)

    def train(self, until: int | None = None) -> Outcome:
        """Make the steps that are left, or those before `until`; ends early, with a checkpoint, on Ctrl-C.

        Raises:
            RunError: a loss became infinite or no number; the last good checkpoint is named.
            WorkspaceError: the disk is full.
        """
        train, last = self.config.train, min(self.steps, until if until is not None else self.steps)
        began = time.perf_counter()
        first, busy, wait, saved = self.step, 0.0, 0.0, began
        with stoppable() as stopped, Prefetch(self._fetch, self.step, last) as batches:
            while self.step < last:
                tick = time.perf_counter()
                batch = self._on_device(batches.next())
                wait += (waited := time.perf_counter() - tick)
                self.learner.learn(batch, self.step)
                self.step += 1
                busy += (spent := time.perf_counter() - tick)
                self.tally.time(spent, waited)
                self.progress(self.step, self.steps, self.tally.line)
                end = self.step == last or self.device.any(stopped.is_set)
                if end or self._due(train.log_every):
                    self._log()
                if self.validation is not None and self._due(train.validate_every, end=self.step == self.steps):
                    self._validate()
                if self.validation is not None and self._due(train.sample_every, end=self.step == self.steps):
                    self._draw_grid()
                late = self.device.any(time.perf_counter() - saved > SAVE_SECONDS)
                if end or late or self._due(train.save_every):
                    self.save()
                    saved = time.perf_counter()
                if end:
                    break
        if self.step == self.steps and not train.best:
            self._keep_weights("the last ones")
        done = (self.step - first) * train.batch * self.device.ranks
        return Outcome(
            self.step, self.steps, time.perf_counter() - began, done / max(busy, 1e-9), wait / max(busy, 1e-9)
        )

    def save(self) -> None:
        """Write a checkpoint; a run that resumes from it goes on to the bit.

        Raises:
            RunError: a loss is no number since the last checkpoint, which stays.
        """
        self.tally.check(self.step, self._last_good())
        where = self.device.device
        rng = self.device.gathered(torch.get_rng_state().to(where))
        cuda_rng = []
        if where.type == "cuda":
            cuda_rng = list(self.device.gathered(torch.cuda.get_rng_state(where).to(where)))
        if self.device.rank == 0:
            state = {
                "method": self.config.method,
                "config": self.config.to_dict(),
                "data": self.view.fingerprint,
                "step": self.step,
                "best": self.best,
                **self.learner.state(),
                "rng": [one.cpu() for one in rng],
                "cuda_rng": [one.cpu() for one in cuda_rng],
            }
            save_state(self.run.state, state)
        self.device.wait()

    def _fetch(self, step: int) -> tuple[dict[str, np.ndarray], np.random.Generator]:
        draws = np.random.default_rng([self.config.train.seed, step, self.device.rank, 1])
        return self.view.fetch(self.sampler.at(step), draws), draws

    def _on_device(self, fetched: tuple[dict[str, np.ndarray], np.random.Generator | None]) -> dict[str, Tensor]:
        batch, draws = fetched
        last = self.config.train.channels_last
        return augmented(batch, self.config.data, self.method.together, draws, self.device.device, channels_last=last)

    def _due(self, every: int, *, end: bool = False) -> bool:
        return end or self.step % every == 0

    def _log(self) -> None:
        """A line of log.jsonl."""
        self.tally.check(self.step, self._last_good())
        line = self.tally.take(self.config.train.batch * self.device.ranks)
        if self.device.rank or not line:
            return
        epoch = round(self.sampler.epoch(self.step), 4)
        self._write({"step": self.step, "epoch": epoch, "lr": self.learner.lr(self.step - 1), **line})

    def _write(self, line: dict[str, Any]) -> None:
        self.run.append(line)
        if self._writer is not None:
            for name, value in line.items():
                if name != "step" and isinstance(value, int | float):
                    self._writer.add_scalar(name, value, line["step"])
            self._writer.flush()

    @contextmanager
    def _inference(self) -> Iterator[None]:
        """Networks as they are used after training; what is drawn here leaves the run's own chance alone."""
        learning, self.method.nets = self.method.nets, self.learner.inference_nets()
        try:
            with inference(self.method, self.config.train.seed):
                yield
        finally:
            self.method.nets = learning

    def _validate(self) -> None:
        assert self.validation is not None
        places = np.unique(np.linspace(0, len(self.validation) - 1, self.config.train.validate_items).astype(np.int64))
        with self._inference():
            measured = self.method.validate(self.validation, self._batches(self.validation, places))
        if self.device.rank == 0:
            rounded = {f"validation/{name}": round(value, 6) for name, value in measured.items()}
            self._write({"step": self.step, "validated": len(places), **rounded})
        wanted = self.config.train.best
        if not wanted:
            return
        if wanted not in measured:
            raise RunError(f"[train] best = '{wanted}' is not measured; measures: {', '.join(measured) or 'none'}")
        sign = -1.0 if wanted in LOWER_IS_BETTER else 1.0
        if self.best is None or sign * measured[wanted] > sign * self.best:
            self.best = measured[wanted]
            self._keep_weights(f"best {wanted} so far, {self.best:.4f}")

    def _batches(self, view: View, places: np.ndarray) -> Iterator[dict[str, Tensor]]:
        """Samples in the middle of their photos, not mirrored; the rest of a batch that is not full comes, too."""
        size = max(self.config.train.batch, 16)
        for start in range(0, len(places), size):
            part = places[start : start + size]
            yield self._on_device((view.fetch(part, np.random.default_rng(self.config.train.seed)), None))

    def _draw_grid(self) -> None:
        assert self.validation is not None
        places = chosen(SHOWN, len(self.validation), self.config.train.seed)
        with self._inference():
            (batch,) = self._batches(self.validation, places)
            pictures = self.method.infer(batch)
        if self.device.rank == 0:
            write(self.run.samples / f"step-{self.step:07}.png", sheet(pictures))

    def _keep_weights(self, rule: str) -> None:
        """Write the networks that are of use after training."""
        if self.device.rank:
            return
        self.tally.check(self.step, self._last_good())
        nets = self.learner.inference_nets()
        for name in self.method.products:
            header = Header(self.config, name, self.step, name in self.learner.averages, rule, self.view.fingerprint)
            save_weights(self.run.weights / f"{name}.safetensors", nets[name], header)

    def _last_good(self) -> str:
        return str(self.run.state) if self.run.state.is_file() else ""


def _tensorboard(run: Run) -> Any:
    """A writer of TensorBoard's files where it is installed, else None."""
    try:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  # an extra, and seconds to import
    except ImportError:
        return None
    return SummaryWriter(str(run.root / "tensorboard"))
