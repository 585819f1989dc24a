"""How right the vocabularies are: a list of phrases with known values, what is unmapped, why a phrase means a value."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from curation.errors import TableError, UnknownNameError
from curation.schema import Product
from curation.translate.attributes import ANCHOR, RULES
from curation.translate.engine import Engine, Reading

COLUMNS = ("attribute", "german_phrase", "english_value_2018", "verdict", "corrected_value")
VERDICTS = ("ok", "wrong", "partial", "doubtful")


@dataclass(frozen=True)
class Judged:
    """One phrase of the list."""

    attribute: str
    phrase: str
    verdict: str
    expected: str
    """What it means; empty = nothing of the garment as a whole."""
    given: str
    """What the engine says."""
    why: str
    """The vocabulary's words that gave it, or why none did."""


@dataclass(frozen=True)
class Checked:
    """Accuracy = right / (ok + wrong + partial); doubtful phrases are listed, not counted."""

    accuracy: float
    counted: int
    by_attribute: dict[str, dict[str, float | int]]
    wrong: list[Judged]
    doubtful: list[Judged]


def check(path: Path, engine: Engine) -> Checked:
    """Read a list of phrases with the columns of `COLUMNS` and compare.

    The expected value is the 2018 value of a verdict `ok`, the corrected value of `wrong`, none of `partial` (a trim).

    Raises:
        TableError: the file is not there, lacks a column, or has an unknown verdict.
        UnknownNameError: an attribute that does not exist.
    """
    judged = [_judged(row, where, engine) for where, row in _rows(path)]
    counted = [row for row in judged if row.verdict != "doubtful"]
    if not counted:
        raise TableError(f"{path} has no phrase with the verdict ok, wrong or partial; there is nothing to count")
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row in counted:
        groups[row.attribute].append(row)
    return Checked(
        accuracy=_share(counted),
        counted=len(counted),
        by_attribute={
            name: {"phrases": len(rows), "right": sum(map(_right, rows)), "accuracy": _share(rows)}
            for name, rows in sorted(groups.items())
        },
        wrong=[row for row in counted if not _right(row)],
        doubtful=[row for row in judged if row.verdict == "doubtful"],
    )


def unmapped(products: Iterable[Product]) -> list[tuple[str, int]]:
    """Phrases nothing claimed with the number of products they stand on, most frequent first."""
    counts = Counter(phrase for product in products for phrase in set(product.unmapped))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def explain(phrase: str, engine: Engine) -> tuple[str, Reading]:
    """Language and reading of a line as a store writes it: "Ärmellänge: Viertelarm", or a bullet without a key."""
    key, _, value = phrase.partition(":")
    for code, reader in engine.readers.items():
        if value and reader.knows(key):
            return code, reader.read(key, value.strip())
    readings = {code: reader.read("", phrase) for code, reader in engine.readers.items()}
    return next(((code, reading) for code, reading in readings.items() if reading.understood), ("de", readings["de"]))


def given(attribute: str, phrase: str, engine: Engine) -> tuple[str, str]:
    """Value and reason for one attribute of a German phrase that stood under that attribute's key."""
    reader = engine.readers["de"]
    if attribute == "color":
        value, word = reader.colors.find(phrase)
        return value, f"alias '{word}'" if value else "no colour of the vocabulary"
    claims, refusals = reader.claims(phrase, (attribute,), ANCHOR.get(attribute, ""))
    if claims:
        return claims[0].value, f"{claims[0].rule} '{claims[0].alias}'"
    return "", refusals[0].why if refusals else "no word of the vocabulary"


def _judged(row: dict[str, str], where: str, engine: Engine) -> Judged:
    attribute, verdict = row["attribute"], row["verdict"]
    if attribute not in (*RULES, "color"):
        raise UnknownNameError("attribute", attribute, (*RULES, "color"))
    if verdict not in VERDICTS:
        raise TableError(f"{where}: verdict must be one of {', '.join(VERDICTS)}, not '{verdict}'")
    value, why = given(attribute, row["german_phrase"], engine)
    expected = {"ok": row["english_value_2018"], "wrong": row["corrected_value"]}.get(verdict, "")
    return Judged(attribute, row["german_phrase"], verdict, expected, value, why)


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
            if missing:
                raise TableError(f"{path}: column {missing[0]} missing; a list of phrases has {', '.join(COLUMNS)}")
            return [(f"{path}:{reader.line_num}", {name: row[name] or "" for name in COLUMNS}) for row in reader]
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}; name a CSV with {', '.join(COLUMNS)}") from None
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _right(row: Judged) -> bool:
    return row.given == row.expected


def _share(rows: list[Judged]) -> float:
    return round(sum(map(_right, rows)) / len(rows), 4)
