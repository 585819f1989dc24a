"""Train: a configuration and a folder of data become a run, or a run goes on where it stopped."""

import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from curation.errors import DataError
from curation.workspace import atomic_write
from training.config import Config
from training.data.cache import Cache, cached
from training.data.source import read_table
from training.data.table import SPLITS, Table
from training.data.views import View
from training.device import Device, describe, launch, one
from training.loop import Loop, Outcome
from training.methods import method_class
from training.methods.base import Method
from training.preset import defaults
from training.run import Run, as_json

Progress = Callable[[int, int, str], None]


def fit(
    config: Config,
    data: Path,
    run: Run,
    *,
    device: str = "auto",
    devices: int = 1,
    until: int | None = None,
    progress: Progress = lambda step, steps, text: None,
) -> dict[str, Any]:
    """Train from the beginning.

    Args:
        data: a build or a release, see `training.data.source`.
        run: a folder that is no run yet.
        device: auto, cpu, cuda or cuda:1.
        devices: how many; above one through Lightning Fabric, a process each.
        until: stop before this step, with a checkpoint, as Ctrl-C would; None = train to the end.
        progress: called after each step with its number, their number and a line of text; while photos are decoded,
            with zeros.

    Returns:
        What report.json holds.

    Raises:
        DataError: there is nothing to train on.
        ConfigError: configuration and networks do not fit.
        RunError: the run exists, the device does not, or a loss became no number.
    """
    table = read_table(data)
    # A configuration that cannot work must not leave a run behind.
    method = method_class(config.method)(config)
    method.build()
    _views(method, table, run, _counted(progress))
    one(device, config.train.precision, config.train.compile)
    run.begin(config, {"data": str(data.resolve()), **_facts(table)})
    return _launch(config, run, False, until, device, devices, progress)


def resume(
    run: Run,
    *,
    data: Path | None = None,
    device: str = "auto",
    devices: int = 1,
    until: int | None = None,
    progress: Progress = lambda step, steps, text: None,
) -> dict[str, Any]:
    """Go on with a run where its last checkpoint was written, to the bit.

    Args:
        data: where the data lies now, if it moved.

    Returns:
        What report.json holds.

    Raises:
        RunError: there is no run, no checkpoint, or it does not fit the data.
        DataError, ConfigError: as `fit` does.
    """
    config = run.read_config()
    if data is not None:
        run.write_facts({"data": str(data.resolve()), **_facts(read_table(data))})
    return _launch(config, run, True, until, device, devices, progress)


def open_view(
    method: Method, table: Table, split: str, run: Run, progress: Callable[[int], None] | None = None
) -> View:
    """The samples of a split, photos decoded once beside the runs.

    Raises:
        DataError: the split holds nothing, or photos are gone.
    """
    data = method.config.data

    def decode(photos: Any, fill: int = 255) -> Cache:
        folder = run.root.parent / "cache"
        return cached(photos, data.kept, data.resize, folder, fill=fill, progress=progress or (lambda count: None))

    return method.view(table, split, decode)


def parameters(net: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(parameter.numel() for parameter in net.parameters())


def departures(config: Config) -> dict[str, Any]:
    """What differs from the method's paper: key to what it is and what the paper has."""
    ours, paper = config.to_dict(), defaults(config.method).to_dict()
    return {
        f"{section}.{key}": {"is": value, "paper": paper[section][key]}
        for section in ("data", "optimizer", "train", "options")
        for key, value in ours[section].items()
        if value != paper[section][key]
    }


def _launch(
    config: Config, run: Run, again: bool, until: int | None, device: str, devices: int, progress: Progress
) -> dict[str, Any]:
    work = partial(_work, run=run, again=again, until=until, progress=progress if devices == 1 else _silent)
    launch(devices, device, config.train.precision, config.train.compile, work)
    return run.read_report()


def _counted(progress: Progress) -> Callable[[int], None]:
    """Tells progress how many photos are decoded, before the first step."""
    done = 0

    def say(count: int) -> None:
        nonlocal done
        done += count
        progress(0, 0, f"{done:,} photos decoded")

    return say


def _silent(step: int, steps: int, text: str) -> None:
    """Progress of several processes: rank 0 writes the log."""


def _work(device: Device, *, run: Run, again: bool, until: int | None, progress: Progress) -> None:
    """One device's part."""
    config = run.read_config()
    # For the whole process: what it does next with torch should not depend on which run came before.
    torch.use_deterministic_algorithms(config.train.deterministic)
    table = read_table(Path(run.read_facts()["data"]))
    method = method_class(config.method)(config)
    if device.rank == 0:
        _views(method, table, run)
    device.wait()
    view, validation = _views(method, table, run)
    loop = Loop(method, view, validation, run, device, progress)
    if again:
        loop.resume()
    outcome = loop.train(until)
    if device.rank == 0:
        _write_report(loop, outcome, table, device)


def _views(
    method: Method, table: Table, run: Run, decoded: Callable[[int], None] = lambda count: None
) -> tuple[View, View | None]:
    """Training and validation samples; no validation where its split holds nothing for the method."""
    view = open_view(method, table, "train", run, decoded)
    try:
        return view, open_view(method, table, "validation", run, decoded)
    except DataError as error:
        if table.articles_in("validation"):
            raise
        if best := method.config.train.best:
            raise DataError(
                f"{table.source} holds no validation samples to measure {best} on; "
                'deal some with curate split, or set train.best = ""'
            ) from error
        return view, None


def _write_report(loop: Loop, outcome: Outcome, table: Table, device: Device) -> None:
    validated = [line for line in loop.run.lines() if "validated" in line]
    report = {
        "method": loop.config.method,
        "finished": outcome.finished,
        "step": outcome.step,
        "steps": outcome.steps,
        "parameters": {name: parameters(net) for name, net in loop.method.nets.items()},
        "seconds": round(outcome.seconds, 1),
        "images_per_s": round(outcome.images_a_second, 2),
        "data_wait": round(outcome.data_wait, 4),
        "device": describe(device),
        "precision": "bf16" if device.bf16 else "fp32",
        "compiled": device.compiled,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "departures": departures(loop.config),
        "data": {**_facts(table), "samples": len(loop.view), "fingerprint": loop.view.fingerprint},
        "validation": validated,
    }
    with atomic_write(loop.run.report, "w") as file:
        file.write(as_json(report))


def _facts(table: Table) -> dict[str, Any]:
    return {
        "source": table.source.name,
        "split_rule": table.split_rule,
        "products": {split: table.articles_in(split) for split in SPLITS},
    }
