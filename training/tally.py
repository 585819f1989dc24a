"""Sums of losses between two lines of the log, kept on the device: nothing waits for a GPU until a line is due."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from curation.errors import RunError


class Tally:
    """What happened since the last line."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.line = ""
        """The latest figures for a progress bar."""
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, int] = {}
        self._fresh: list[Tensor] = []
        # The first step with a loss that is no number, or -1.
        self._bad = torch.full((), -1, dtype=torch.int64, device=device)
        self._steps, self._seconds, self._wait = 0, 0.0, 0.0

    def add(self, name: str, value: Tensor) -> None:
        """One value of a term."""
        found = value.detach().float()
        self._sums[name] = self._sums[name] + found if name in self._sums else found
        self._counts[name] = self._counts.get(name, 0) + 1
        self._fresh.append(found)

    def end_step(self, step: int) -> None:
        """Look whether all terms of a step were numbers, without waiting for the answer."""
        if self._fresh:
            good = torch.isfinite(torch.stack([value.to(self.device) for value in self._fresh])).all()
            self._bad = torch.where((self._bad < 0) & ~good, step + 1, self._bad)
        self._fresh = []
        self._steps += 1

    def time(self, seconds: float, wait: float) -> None:
        """Seconds a step took, and how many of them were spent waiting for samples."""
        self._seconds += seconds
        self._wait += wait

    def check(self, step: int, last_good: str) -> None:
        """Stop where a loss became infinite or no number.

        Raises:
            RunError: naming the step, the terms and the last good checkpoint.
        """
        bad = int(self._bad)
        if bad < 0:
            return
        broken = [name for name, total in self._sums.items() if not bool(torch.isfinite(total))]
        terms = [name for name in broken if not name.endswith("grad_norm")]
        where = f"the last good checkpoint is {last_good}" if last_good else "there is no checkpoint yet"
        raise RunError(
            f"{', '.join(terms) or 'a loss'} became infinite or no number at step {bad} (seen at step {step}); "
            f"{where}. "
            'Lower optimizer.lr, set train.clip, or use train.precision = "fp32"'
        )

    def take(self, batch: int) -> dict[str, Any]:
        """The means since the last line, and speed; then begin anew. Empty where no step was made."""
        if not self._steps:
            return {}
        means = {name: round(float(total) / self._counts[name], 6) for name, total in self._sums.items()}
        speed = self._steps * batch / max(self._seconds, 1e-9)
        wait = self._wait / max(self._seconds, 1e-9)
        self.line = _short(means)
        self._sums, self._counts = {}, {}
        self._steps, self._seconds, self._wait = 0, 0.0, 0.0
        return {"images_per_s": round(speed, 2), "data_wait": round(wait, 4), **means}


def _short(means: Mapping[str, float]) -> str:
    shown = [f"{name} {value:.3f}" for name, value in means.items() if not name.endswith(("_right", "grad_norm"))]
    return "  ".join(shown[:4])
