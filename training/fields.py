"""Fill frozen dataclasses with plain values, as TOML, JSON and a command line give them, and write them as TOML."""

import json
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any

from curation.errors import ConfigError


def filled(now: Any, content: Mapping[str, Any], where: str, mistakes: list[str]) -> Any:
    """The dataclass with these values; what is wrong with them is added to `mistakes`, a line each."""
    hints = typing.get_type_hints(type(now))
    names = [item.name for item in fields(now)]
    good = {}
    for key, value in content.items():
        if key not in names:
            near = get_close_matches(key, names, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(names)}"
            mistakes.append(f"{where} unknown key '{key}'{hint}")
            continue
        try:
            good[key] = _fitted(value, hints[key])
        except ValueError as error:
            mistakes.append(f"{where} {key} must be {error}, not {json.dumps(value)}")
    try:
        return replace(now, **good)
    except ConfigError as error:
        mistakes += [f"{where.partition(':')[0]}: {line}" for line in str(error).splitlines()]
        return now


def _fitted(value: Any, hint: Any) -> Any:
    """The value as its field wants it; ValueError says what that is."""
    if typing.get_origin(hint) is tuple:
        kind = typing.get_args(hint)[0]
        if not isinstance(value, list):
            raise ValueError(f"a list of {_WORDS[kind]}s")
        return tuple(_fitted(item, kind) for item in value)
    if isinstance(hint, types.UnionType) or is_dataclass(hint):
        raise TypeError(f"a configuration holds plain values and lists, not {hint}")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ValueError(_WORDS[hint])
    return value


_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def value_of(text: str) -> Any:
    """A value as TOML reads it; bare words are text, so that a shell needs no quotes within quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)
