"""Lists that 2018 joined with commas although their values hold commas: take them apart, put them together again.

"Material: 99% Viskose, 1% Elasthan, Länge: kurz" is two lines of attributes and has three parts. What can be told: a
share of a fibre goes on with the line before; where lists are joined by a bare comma, a comma with a space behind it
belongs to a value; between two digits it is a decimal. What cannot be told is counted: a part without a key after a
line with one ("Pflegehinweise: Handwäsche, chemische Reinigung möglich") may be its continuation or a line of its own.
"""

import re
from dataclasses import dataclass

from curation.schema import Attribute

_TIGHT = re.compile(r"(?<!\d),(?=\S)|(?<=\d),(?=[^\s\d])")
_LOOSE = re.compile(r",\s")
_SHARE = re.compile(r"\d+([.,]\d+)?\s?%")
_KEYED = re.compile(r"(?P<key>[^:]{1,60}):\s+(?P<value>\S.*)", re.DOTALL)
_URL = re.compile(r",\s*(?=https?://|//)")


@dataclass(frozen=True)
class Listed:
    """An attribute list, taken apart."""

    attributes: list[Attribute]
    doubtful: int
    """Lines that may be the end of the line before."""


def pieces(text: str) -> list[str]:
    """The parts of a comma-joined list; joined by ", " or "," (whichever stands more often) they are the text again."""
    separator = joiner(text)
    if not text:
        return []
    parts = text.split(", ") if separator == ", " else _TIGHT.split(text)
    merged: list[str] = []
    for part in parts:
        if merged and separator == ", " and _SHARE.match(part) and "%" in merged[-1]:
            merged[-1] += separator + part
        else:
            merged.append(part)
    return merged


def joiner(text: str) -> str:
    """How the list is joined: "," where most of its commas have no space behind them, else ", "."""
    return "," if len(_TIGHT.findall(text)) > len(_LOOSE.findall(text)) else ", "


def attributes(text: str) -> Listed:
    """The list as attribute lines, white space collapsed as everywhere in `raw/`."""
    lines: list[Attribute] = []
    doubtful = 0
    for piece in pieces(text):
        if match := _KEYED.fullmatch(piece):
            lines.append(Attribute(_plain(match["key"]), _plain(match["value"])))
        elif value := _plain(piece):
            doubtful += bool(lines and lines[-1].key)
            lines.append(Attribute("", value))
    return Listed(lines, doubtful)


def joined(lines: list[Attribute]) -> str:
    """Attribute lines as one cell, the way 2018 wrote it."""
    return ", ".join(f"{line.key}: {line.value}" if line.key else line.value for line in lines)


def urls(text: str) -> list[str]:
    """The addresses of a comma-joined list, which may hold commas themselves."""
    return [url.strip() for url in _URL.split(text) if url.strip()]


def _plain(text: str) -> str:
    return " ".join(text.split())
