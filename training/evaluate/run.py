"""Evaluate a run: its method's verdict on a split, written beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from curation.errors import UnknownNameError
from curation.workspace import atomic_write
from training.checkpoint import Header, load_run
from training.data.augment import augmented
from training.data.source import read_table
from training.data.table import Table
from training.data.views import View
from training.evaluate.features import FEATURES
from training.evaluate.grid import write
from training.evaluate.result import Conditions
from training.fit import open_view
from training.methods.base import Given, Method, Verdict, inference
from training.run import Run


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation wrote."""

    facts: dict[str, Any]
    text: str
    """The same for people."""
    files: tuple[Path, ...]


def evaluate_run(
    folder: Path,
    split: str = "test",
    *,
    data: Path | None = None,
    features: str = "",
    device: str = "cpu",
    seed: int = 2018,
) -> Evaluated:
    """Judge a run on a split; writes `evaluation-<split>.json`, `.txt` and, where there are pictures, `.png`.

    Args:
        folder: the run.
        data: other data than what it was trained on; None = the same.
        features: a name in `training.evaluate.features.FEATURES` for distances between sets of pictures; empty = none.
        seed: of intervals and of the grid.

    Raises:
        RunError: the run cannot be used.
        DataError: the split holds nothing, or photos are gone.
        UnknownNameError: there are no features of that name.
    """
    if features and features not in FEATURES:
        raise UnknownNameError("features", features, FEATURES, plural="features")
    method, header = load_run(folder)
    run = Run(folder)
    table = read_table(data or Path(run.read_facts()["data"]))
    verdict = judged(method, header, table, run, split, features=features, device=device, seed=seed)
    stem = folder / f"evaluation-{split}"
    files = [stem.with_suffix(".json"), stem.with_suffix(".txt")]
    for path, content in zip(files, (verdict.json, verdict.text)):
        with atomic_write(path, "w") as file:
            file.write(content)
    if verdict.grid is not None:
        files.append(stem.with_suffix(".png"))
        write(files[-1], verdict.grid)
    return Evaluated(json.loads(verdict.json), verdict.text, tuple(files))


def judged(
    method: Method, header: Header, table: Table, run: Run, split: str, *, features: str, device: str, seed: int
) -> Verdict:
    """The method's verdict, its networks given."""
    where = torch.device(device)
    for net in method.nets.values():
        net.to(where)
    view, train = open_view(method, table, split, run), open_view(method, table, "train", run)

    def batches(of: View, places: np.ndarray) -> Iterator[dict[str, Tensor]]:
        size = max(method.config.train.batch, 16)
        for start in range(0, len(places), size):
            fetched = of.fetch(places[start : start + size], np.random.default_rng(seed))
            yield augmented(fetched, method.config.data, method.together, None, where)

    rule = Conditions(
        split_rule=table.split_rule,
        resize=f"{method.config.data.resize} to {method.config.data.width}x{method.config.data.height}, by area",
        checkpoint=f"step {header.step}, {header.rule}{', running average' if header.averaged else ''}",
    )
    with inference(method, seed):
        return method.evaluate(Given(view, train, batches, split, features, seed, rule))
