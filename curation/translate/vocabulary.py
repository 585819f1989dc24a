"""A vocabulary: the allowed values of one attribute, and the shop words that stand for each.

A file `vocabularies/<attribute>.csv` has one value a line: `value, label_de, aliases, note`; aliases is a JSON array.
Words are compared folded: case, umlauts, ß, hyphens and white space do not count.
"""

import csv
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from curation.errors import VocabularyError

COLUMNS = ("value", "label_de", "aliases", "note")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Vocabulary:
    """The values of one attribute in the order of the file, and the folded words for each."""

    attribute: str
    values: tuple[str, ...]
    words: dict[str, str]

    def find(self, phrase: str) -> str:
        """The value a phrase stands for, or the empty string: nothing is guessed."""
        return self.words.get(fold(phrase), "")


def fold(phrase: str) -> str:
    """The phrase as it is compared.

    >>> fold("Blusen & Tuniken") == fold("blusen-tuniken")
    True
    >>> fold("Weiß") == fold("weiss")
    True
    """
    text = unicodedata.normalize("NFC", phrase).casefold().translate(_GERMAN)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def load(path: Path) -> Vocabulary:
    """Read a vocabulary file.

    Raises:
        VocabularyError: a column is missing, aliases is no JSON array of text, a value stands twice, or one word
            stands for two values; the message names file and line.
    """
    values: list[str] = []
    words: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        if missing:
            raise VocabularyError(f"{path}: column {missing[0]} missing; a vocabulary has {', '.join(COLUMNS)}")
        for row in reader:
            where = f"{path}:{reader.line_num}"
            value = row["value"]
            if not value or value in values:
                raise VocabularyError(f"{where}: value '{value}' is {'twice' if value else 'empty'}; one line a value")
            values.append(value)
            for word in [value, row["label_de"], *_aliases(row["aliases"], where)]:
                if not fold(word):
                    continue
                if words.setdefault(fold(word), value) != value:
                    raise VocabularyError(
                        f"{where}: '{word}' stands for {words[fold(word)]} and for {value}; take one of them out"
                    )
    return Vocabulary(path.stem, tuple(values), words)


def _aliases(cell: str, where: str) -> list[str]:
    try:
        aliases = json.loads(cell or "[]")
    except json.JSONDecodeError:
        aliases = None
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise VocabularyError(f"{where}: aliases must be a JSON array of text, not '{cell}'")
    return aliases
