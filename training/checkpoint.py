"""What a run leaves: a state from which it goes on to the bit, and weights that know what they are.

The state is one file that torch reads with `weights_only=True`. Weights are safetensors whose header holds the whole
configuration and the fingerprint of the data, so that loading takes a path and nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor, nn

from curation.errors import RunError
from curation.workspace import atomic_write, full_disk
from training.config import Config
from training.methods import method_class
from training.methods.base import Method
from training.preset import from_dict
from training.run import Run

VERSION = 1
"""Of the state's layout; an older one is refused by name."""
_HEADER = "pairwear"


@dataclass(frozen=True)
class Header:
    """What a weights file says of itself."""

    config: Config
    """Of the run."""
    net: str
    """Which of the method's networks it is."""
    step: int
    """After how many steps."""
    averaged: bool
    """Whether it is the running average."""
    rule: str
    """Why these weights and not others, such as "best c_ssim of 12 validations"."""
    data: str
    """Fingerprint of the pixels it learned from."""


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Write a state whole or not at all; the one before it stays until then.

    Raises:
        WorkspaceError: the disk is full; the last good state is named.
    """
    kept = "the last good state is kept" if path.is_file() else "there is no earlier state"
    with full_disk(path, f"{kept}; free some space, then train resume {path.parents[1]}"), atomic_write(path) as file:
        torch.save({"version": VERSION, **state}, file)


def load_state(path: Path, method: str) -> dict[str, Any]:
    """A state as it was saved, on the CPU.

    Raises:
        RunError: it is not there, damaged, of another version or of another method.
    """
    if not path.is_file():
        raise RunError(f"{path} is not there: stopped before its first checkpoint; delete the run and train anew")
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever its unpickler met
        raise RunError(f"{path} cannot be read ({type(error).__name__}); it is damaged, train anew") from error
    version = state.get("version") if isinstance(state, dict) else None
    if version != VERSION:
        raise RunError(f"{path} has version {version}, this Pairwear reads {VERSION}; train anew")
    if state["method"] != method:
        raise RunError(f"{path} is a checkpoint of {state['method']}, the run's config.toml says {method}; mend that")
    return state


def save_weights(path: Path, net: nn.Module, header: Header) -> None:
    """Write a network's weights with what they are.

    Raises:
        WorkspaceError: the disk is full.
    """
    facts = {
        "config": header.config.to_dict(),
        "net": header.net,
        "step": header.step,
        "averaged": header.averaged,
        "rule": header.rule,
        "data": header.data,
    }
    tensors = {name: value.detach().cpu().contiguous() for name, value in net.state_dict().items()}
    with full_disk(path, "the weights before it are kept; free some space and run again"), atomic_write(path) as file:
        file.write(save(tensors, {_HEADER: json.dumps(facts)}))


def read_header(path: Path) -> Header:
    """What a weights file says of itself.

    Raises:
        RunError: it is not there, no safetensors, or not ours.
        ConfigError: its configuration has a mistake.
    """
    if not path.is_file():
        raise RunError(f"{path} is not there")
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
        facts = json.loads(metadata[_HEADER])
    except (SafetensorError, OSError, ValueError) as error:
        raise RunError(f"{path} is no safetensors file, or a damaged one ({error})") from error
    except KeyError:
        raise RunError(
            f"{path} does not say what it is (no '{_HEADER}' in its header); Pairwear did not write it"
        ) from None
    try:
        config = from_dict(facts.pop("config"), str(path))
        return Header(config, **facts)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RunError(f"{path} has a '{_HEADER}' header of another version ({error}); train anew") from error


def load_network(path: Path) -> tuple[nn.Module, Header]:
    """A network ready for use, from its weights file alone.

    Raises:
        RunError: the file cannot be used, or does not fit the network it names.
    """
    header = read_header(path)
    method = method_class(header.config.method)(header.config)
    # Weights are drawn to be replaced at once; the caller's chance is none of it.
    with torch.random.fork_rng(devices=[]):
        method.build([header.net])
    _fill(method.nets[header.net], load_file(path), path)
    return method.nets[header.net].eval(), header


def load_run(folder: Path, *, method: str | None = None) -> tuple[Method, Header]:
    """A run's method with the networks that are of use after training.

    Args:
        folder: a run.
        method: the one that is wanted; None = any.

    Raises:
        RunError: it is no run, has no weights yet, or is of another method.
    """
    run = Run(folder)
    config = run.read_config()
    if method is not None and config.method != method:
        raise RunError(f"{folder} is a run of {config.method}, not of {method}")
    found = method_class(config.method)(config)
    missing = [name for name in found.products if not (run.weights / f"{name}.safetensors").is_file()]
    if missing:
        raise RunError(f"{folder} has no weights of {', '.join(missing)} yet; train resume {folder} goes on with it")
    headers = []
    for name in found.products:
        net, header = load_network(run.weights / f"{name}.safetensors")
        if (header.config.method, header.net) != (config.method, name):
            raise RunError(
                f"{run.weights / name}.safetensors is {header.net} of {header.config.method}, the run needs {name} "
                f"of {config.method}"
            )
        found.nets[name] = net
        headers.append(header)
    return found, headers[0]


def _fill(net: nn.Module, tensors: Mapping[str, Tensor], path: Path) -> None:
    try:
        net.load_state_dict(tensors)
    except RuntimeError as error:
        first = str(error).splitlines()[-1].strip()
        raise RunError(f"{path} does not fit the network its header names: {first}") from error
