"""Fill frozen dataclasses with plain values, as TOML, JSON and a command line give them, and write them as TOML."""

import json
import math
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
            mistakes.append(f"{where} {key} must be {error}, not {toml(value)}")
    try:
        return replace(now, **good)
    except ConfigError as error:
        mistakes += [f"{where.rpartition(':')[0]}: {line}" for line in str(error).splitlines()]
        return now


def _fitted(value: Any, hint: Any) -> Any:
    """The value as its field wants it; ValueError says what that is."""
    if typing.get_origin(hint) is tuple:
        kind = typing.get_args(hint)[0]
        if not isinstance(value, list):
            raise ValueError(_LISTS[kind])
        try:
            return tuple(_fitted(item, kind) for item in value)
        except ValueError:
            raise ValueError(_LISTS[kind]) from None
    if isinstance(hint, types.UnionType) or is_dataclass(hint):
        raise TypeError(f"a configuration holds plain values and lists, not {hint}")
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ValueError(_WORDS[hint])
    return value


_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_LISTS = {str: "a list of text", int: "a list of whole numbers", float: "a list of numbers"}


def _finite(value: float) -> float:
    """The value as a float; TOML knows inf and nan, which no key of ours has a use for."""
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise ValueError(_WORDS[float])
    return found


def value_of(text: str) -> Any:
    """A value as TOML reads it; bare words are text, so that a shell needs no quotes within quotes."""
    try:
        found = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):  # no TOML, a number of thousands of digits, or lists within lists
        return text
    return found["value"] if len(found) == 1 else text


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str):
        # JSON leaves this one control character as it is, TOML does not take it.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value) if isinstance(value, bool) else str(value)
