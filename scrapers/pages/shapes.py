"""Look into values that came from a store and may be anything: every question has an answer, none raises."""

from collections.abc import Iterable, Iterator
from typing import Any

from scrapers.pages.wording import reading


def at(value: Any, *path: str) -> Any:
    """What stands at a path of keys; None where the path ends early."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def said(value: Any) -> str:
    """A text or number as words, spaces collapsed and escapes undone; empty for everything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return reading(value)


def first(texts: Iterable[str]) -> str:
    """The first that says anything; empty where none does."""
    return next((text for text in texts if text), "")


def unique(texts: Iterable[str]) -> list[str]:
    """Those that say anything, each once, in their order."""
    return list(dict.fromkeys(text for text in texts if text))


def case(value: Any) -> tuple[str, Any]:
    """Name and content of a `$case` union: `{"$case": "sizes", "sizes": {...}}` is ("sizes", {...}).

    ("", None) where it is no union.
    """
    name = at(value, "$case")
    return (name, value.get(name)) if isinstance(name, str) and name else ("", None)


def cut(text: str, separator: str) -> Iterator[str]:
    """The parts of a text between separators, without those that say nothing."""
    return (part for part in map(reading, text.split(separator)) if part)
