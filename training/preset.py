"""Configurations by name and from files.

A method's own defaults are the numbers of its paper, so the preset `faithful` says little, and every other preset,
`presets/<method>/<size>.toml`, says exactly how it departs.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from curation.errors import ConfigError, UnknownNameError
from training.config import Config
from training.methods import method_class


def preset(name: str) -> Config:
    """The configuration that `method/size` stands for, such as pix2pix/fast.

    Raises:
        UnknownNameError: there is no such method or preset; those that there are, are named.
    """
    method, _, size = name.partition("/")
    config = defaults(method)
    folder = _presets() / method
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if size not in known:
        raise UnknownNameError("preset", name, [f"{method}/{known_size}" for known_size in known])
    path = folder / f"{size}.toml"
    return config.changed(_parsed(path), f"{method}/{size}.toml")


def presets(method: str) -> list[str]:
    """The presets of a method, in the order of their names."""
    return sorted(f"{method}/{path.stem}" for path in (_presets() / method).glob("*.toml"))


def defaults(method: str) -> Config:
    """A method's configuration as its paper has it.

    Raises:
        UnknownNameError: there is no such method.
    """
    return method_class(method).defaults()


def from_dict(values: Mapping[str, Any], where: str) -> Config:
    """A configuration as `to_dict` or a run's config.toml gives it.

    Raises:
        ConfigError: it has a mistake.
        UnknownNameError: its method does not exist.
    """
    rest = dict(values)
    if not isinstance(rest.get("method"), str):
        raise ConfigError(f'{where}: method is missing; the file begins with method = "NAME"')
    return defaults(rest.pop("method")).changed(rest, where)


def read(path: Path) -> Config:
    """A complete or partial configuration from a file; it names its method.

    Raises:
        ConfigError, UnknownNameError: as `from_dict` does, and where the file is no TOML.
    """
    return from_dict(_parsed(path), str(path))


def _presets() -> Path:
    return Path(str(files("training"))) / "presets"


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
