"""The state that a page's scripts carry: find the JSON, whatever call it is handed to, and walk it by shape."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import chompjs

from scrapers.pages.markup import Script, unwrapped

# Where a value may begin in JavaScript: an argument or assignment that looks like JSON, or like text with JSON in it.
_VALUE = re.compile(r"""[(=,]\s*(?=\{\s*["}]|\[\s*[\[\]{"\dtfn-]|["'][{\[])""")
_LITERAL = {quote: re.compile(rf"{quote}([^{quote}\\]*(?:\\.[^{quote}\\]*)*){quote}", re.DOTALL) for quote in "\"'"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*undefined(?=\s*[,}\]])")
_DECODER = json.JSONDecoder(strict=False)

# A value that breaks this far in is a state with JavaScript in it (undefined, new Date) or a state cut short;
# one that breaks sooner is ordinary code.
_FAR = 400
# Scripts of real pages break a dozen times; a script of nothing but broken values is not worth more.
_ENOUGH = 2_000
_DEEPEST = 200
_TEXT_IN_TEXT = 3


class Node(NamedTuple):
    """An object of a state and where it stands."""

    value: dict[str, Any]
    key: str
    """What its parent calls it; for an element of a list, what the list is called."""
    origin: str
    """The innermost key above it that is itself JSON, as GraphQL caches have it; empty where there is none."""


def states(scripts: Iterable[Script]) -> list[Any]:
    """The JSON values in scripts, in page order: whole scripts, call arguments, assignments. JSON-LD is left out."""
    found: list[Any] = []
    for script in scripts:
        if script.type == "application/ld+json":
            continue
        text = unwrapped(script.text)
        if text[:1] in ("{", "["):
            found.extend(_whole(text))
        elif "json" not in script.type:
            found.extend(_arguments(text))
    return found


def _whole(text: str) -> Iterator[Any]:
    """The value that a script consists of; what follows it (a comment's end, a semicolon) is not looked at."""
    try:
        yield _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return


def _arguments(text: str) -> Iterator[Any]:
    place = broken = 0
    while broken < _ENOUGH and (start := _VALUE.search(text, place)):
        place = start.end()
        try:
            value, place = _quoted(text, place) if text[place] in "\"'" else _DECODER.raw_decode(text, place)
        except json.JSONDecodeError as error:
            if error.pos - place > _FAR:
                yield from javascript(text[place:])
                return
            broken += 1
            continue
        except (ValueError, RecursionError):
            broken += 1
            continue
        if isinstance(value, dict | list) and value:
            yield value


def javascript(text: str) -> Iterator[Any]:
    """The object or list that a text begins with, where it is JavaScript rather than JSON; nothing where it breaks."""
    try:
        value: Any = chompjs.parse_js_object(_UNDEFINED.sub("null", text), loader_kwargs={"strict": False})
    except (ValueError, RecursionError):
        return
    if isinstance(value, dict | list):
        yield value


def _quoted(text: str, place: int) -> tuple[Any, int]:
    """The JSON inside a string literal, and where the literal ends; None where there is no JSON in it."""
    end = _LITERAL[text[place]].match(text, place)
    if end is None:
        return None, place + 1
    return _parsed(_ESCAPE.sub(_unescaped, end[1])), end.end()


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROL.get(escape[3], escape[3])


def _parsed(text: str) -> Any:
    """The value of a text that looks like JSON; None where it is none."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def objects(states: Iterable[Any]) -> Iterator[Node]:
    """Every object of the states in page order, also those inside texts that are JSON themselves.

    Nothing deeper than 200 levels is looked at, and JSON in text in text no deeper than three texts.
    """
    stack: list[tuple[Any, str, str, int, int]] = [(state, "", "", 0, 0) for state in states]
    stack.reverse()
    while stack:
        value, key, origin, depth, texts = stack.pop()
        if isinstance(value, str):
            value, texts = _parsed(value), texts + 1
        if isinstance(value, dict):
            yield Node(value, key, origin)
            parts = [
                (part, name, name if name[:1] == "{" else origin, depth + 1, texts)
                for name, part in value.items()
                if _worth_a_look(part, texts)
            ]
        elif isinstance(value, list):
            parts = [(part, key, origin, depth + 1, texts) for part in value if _worth_a_look(part, texts)]
        else:
            continue
        if depth < _DEEPEST:
            stack.extend(reversed(parts))


def _worth_a_look(value: Any, texts: int) -> bool:
    # Asked for every value of a state, a thousand times a page; what JSON gives has no subclasses.
    kind = type(value)
    if kind is dict or kind is list:
        return True
    return kind is str and texts < _TEXT_IN_TEXT and value[:1] in ("{", "[") and value[-1:] in ("}", "]")
