"""What a method or preset consists of: networks with their sizes, and the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from training.config import Config
from training.fields import toml
from training.fit import departures, parameters
from training.methods import METHODS, method_class
from training.preset import defaults, preset


@dataclass(frozen=True)
class Described:
    """A description."""

    facts: dict[str, Any]
    text: str
    """The same for people."""


def describe(name: str, settings: Sequence[str] = ()) -> Described:
    """Networks, parameters and configuration of `method` (the paper's size) or `method/preset`.

    Raises:
        UnknownNameError: there is no such method or preset.
        ConfigError: a setting is wrong, or networks and configuration do not fit.
    """
    config = (preset(name) if "/" in name else defaults(name)).with_settings(settings)
    method = method_class(config.method)(config)
    # Sizes alone: 54 million weights need not be drawn to be counted.
    with torch.device("meta"):
        method.build()
    facts = {
        "method": config.method,
        "purpose": METHODS[config.method][1],
        "networks": [{"name": net, "parameters": parameters(module)} for net, module in method.nets.items()],
        "phases": [{"name": phase.name, "learns": list(phase.nets), "every": phase.every} for phase in method.phases],
        "config": config.to_dict(),
        "departures": departures(config),
    }
    return Described(facts, _text(config, facts))


def _text(config: Config, facts: dict[str, Any]) -> str:
    lines = [f"{config.method}: {facts['purpose']}", ""]
    lines += [f"{net['name']:12} {net['parameters'] / 1e6:8.3f} M parameters" for net in facts["networks"]]
    lines += ["", config.to_toml().rstrip()]
    if facts["departures"]:
        lines += ["", "departures from the paper:"]
        lines += [
            f"  {key} = {toml(each['is'])} (paper: {toml(each['paper'])})" for key, each in facts["departures"].items()
        ]
    return "\n".join(lines)
