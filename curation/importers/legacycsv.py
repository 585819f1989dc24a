"""Read a CSV that several tools and years have written to: any separator, encoding and quoting, row by row.

Bytes are UTF-8 where they can be; what is not is read as Windows-1252, byte by byte, so that a file of both comes out
right. A row is read with the separator of its header; one with another number of cells is tried with the others. A
header in the middle (files put one after the other) holds from there on. A quote that is never closed costs its own
row, not the rest of the file. A row that fits no way is given back with its line and its text.

What cannot be recovered: two Windows-1252 letters that happen to be one letter in UTF-8 ("Ã¤") are read as that
letter; bytes that no encoding knows become U+FFFD; a separator inside a cell without quotes makes a row too long.
"""

import codecs
import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from curation.errors import TableError

SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp")
LONGEST = 50
"""Lines that one quoted row may span; 2018's attribute lists hold no line breaks at all."""


@dataclass(frozen=True)
class Row:
    """One row, cells by column."""

    line: int
    """Where it begins, from 1."""
    cells: dict[str, str]


@dataclass
class Found:
    """What a file held; rows + bad = rows of the file."""

    rows: list[Row] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    """In the order they first appear."""
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, what is wrong, and the line itself."""
    notes: list[str] = field(default_factory=list)


def read_csv(path: Path, known: frozenset[str], needed: tuple[str, ...], picture: str) -> Found:
    """All rows that can be read.

    Args:
        path: the file.
        known: column names by which a header is recognised.
        needed: columns without which the file is of no use.
        picture: the column that holds a picture's path; a row read with another separator than its header's must have
            one there.

    Raises:
        TableError: the file is empty, or its first line is no header with the needed columns.
    """
    text, notes = decode(path.read_bytes())
    found = Found(notes=notes)
    lines = text.splitlines(keepends=True) if "\n" not in text else [line + "\n" for line in text.split("\n")]
    header, separator = _header(lines[0] if lines else "", known)
    missing = [name for name in needed if name not in header]
    if missing:
        shown = ", ".join(header) or "none"
        raise TableError(
            f"{path}: column {missing[0]} missing; columns found: {shown[:300]}; "
            f"columns needed: {', '.join(needed)}, separated by ; , tab or |"
        )
    others: Counter[str] = Counter()
    _learn(found.columns, header)
    at = 1
    while at < len(lines):
        line = lines[at].strip("\r\n")
        if not line.strip():
            at += 1
            continue
        if needed[0] in line:
            again, other = _header(line, known)
            if set(needed) <= set(again):
                header, separator = again, other
                _learn(found.columns, header)
                at += 1
                continue
        cells, used, taken = _row(lines, at, separator, header, picture)
        if cells is None:
            count = len(_parsed(line, separator) or line.split(separator))
            found.bad.append((at + 1, f"has {count} cells, the header has {len(header)}", line))
        else:
            if used != separator:
                others[used] += 1
            found.rows.append(Row(at + 1, dict(zip(header, cells))))
        at += taken
    for used, count in others.items():
        found.notes.append(f"{count} rows are separated by {SEPARATORS[used]}, their header by {SEPARATORS[separator]}")
    return found


def decode(data: bytes) -> tuple[str, list[str]]:
    """The bytes as text, and what was unusual about them, a sentence each."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").replace("\r\n", "\n"), ["the file is UTF-16"]
    strange = _Strange()
    lines = []
    for line in data.split(b"\n"):
        # A file written to the end of another brings its byte order mark along.
        lines.append(strange.decode(line.removeprefix(codecs.BOM_UTF8)))
    return "\n".join(lines), strange.notes()


class _Strange:
    """Decodes lines as UTF-8 with Windows-1252 for what is none, and counts."""

    def __init__(self) -> None:
        self.lines = 0
        self.lost = 0

    def decode(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.lines += 1
        parts, rest = [], line
        while rest:
            try:
                parts.append(rest.decode("utf-8"))
                break
            except UnicodeDecodeError as error:
                # The bytes before are UTF-8; the one that is not is a letter of its own.
                parts.append(rest[: error.start].decode("utf-8"))
                letter = rest[error.start : error.start + 1].decode("cp1252", errors="replace")
                self.lost += letter == "\ufffd"
                parts.append(letter)
                rest = rest[error.start + 1 :]
        return "".join(parts)

    def notes(self) -> list[str]:
        notes = [f"{self.lines} lines are not UTF-8 and were read as Windows-1252"] if self.lines else []
        return notes + ([f"{self.lost} bytes are in no known encoding and became U+FFFD"] if self.lost else [])


def _header(line: str, known: frozenset[str]) -> tuple[list[str], str]:
    """The cells of a line that names columns, and its separator; no cells where it does not."""
    best: tuple[int, list[str], str] = (1, [], ";")
    for separator in SEPARATORS:
        cells = [cell.strip() for cell in _parsed(line.strip("\r\n"), separator) or []]
        hits = len(known.intersection(cells))
        if hits > best[0]:
            best = (hits, cells, separator)
    return best[1], best[2]


def _learn(columns: list[str], header: list[str]) -> None:
    columns += [name for name in header if name and name not in columns]


def _row(
    lines: list[str], at: int, separator: str, header: list[str], picture: str
) -> tuple[list[str] | None, str, int]:
    """The cells of the row that begins at a line, the separator that read it, and how many lines it takes."""
    text = ""
    for taken, line in enumerate(lines[at : at + LONGEST], 1):
        text += line
        cells = _parsed(text.strip("\r\n"), separator)
        if cells is not None and len(cells) == len(header):
            return cells, separator, taken
        if '"' not in text or cells is not None:
            break
    line = lines[at].strip("\r\n")
    bare = line.split(separator)
    if len(bare) == len(header):
        return bare, separator, 1
    for other in SEPARATORS:
        cells = _parsed(line, other)
        if other != separator and cells and len(cells) == len(header) and _pictured(cells[header.index(picture)]):
            return cells, other, 1
    return None, separator, 1


def _pictured(cell: str) -> bool:
    return cell.strip().lower().endswith(PICTURES)


def _parsed(text: str, separator: str) -> list[str] | None:
    """The cells of one row; nothing where the quoting breaks its rules or a second row begins."""
    try:
        (cells,) = csv.reader([text], delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        return None
    return cells
