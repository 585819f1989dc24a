"""A vocabulary: the allowed values of one attribute, and the shop words that stand for each.

A file has one value a line: `value, label_<language>, aliases, weak, excludes, note`, the German one `shopify` too;
the label is for people and not looked up. An alias stands for the value wherever its words come together in a phrase;
a weak one gives way to any other value of the attribute; an exclude keeps the value away; "=SHIRT" is a store's code,
read only as the whole phrase. `vocabularies/<attribute>.csv` is German and fixes the values; `vocabularies/en/` and
`fr/` say the same in their language.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from curation.errors import VocabularyError
from curation.translate.language import ANCHORS, PREPOSITIONS, Language
from curation.translate.rows import read_rows, words
from curation.translate.text import mended, stem, tokens

OPTIONAL = ("shopify", "note")
GENERIC = frozenset(f"@{role}" for role in ANCHORS - {"back", "without"})
"""Nouns that have a value and are none: a vocabulary of sleeve lengths cannot claim every sleeve."""


@dataclass(frozen=True)
class Alias:
    """Words that stand for a value, as they are compared."""

    value: str
    text: str
    """As the file writes it."""
    parts: frozenset[str]
    """Stems and "@role" that must come together."""
    weak: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The values of one attribute in the order of the file, and what stands for each in one language."""

    attribute: str
    values: tuple[str, ...]
    aliases: dict[str, tuple[Alias, ...]]
    """By their rarest part: a phrase looks up its own parts only."""
    excludes: dict[str, tuple[frozenset[str], ...]]
    written: tuple[Alias, ...] = ()
    """Every alias of the file, those with the same parts, too."""
    exact: dict[str, Alias] = field(default_factory=dict)
    """Aliases the file writes with "=": a store's code, which must be the whole phrase, letter for letter."""


def values_of(path: Path) -> list[str]:
    """The values of a German vocabulary file, without the words that stand for them.

    Raises:
        VocabularyError: a column is missing or unknown.
    """
    return [row["value"] for _, row in read_rows(path, ("value", "label_de", "aliases", "weak", "excludes"), OPTIONAL)]


def load(path: Path, attribute: str, language: Language, values: Iterable[str] = ()) -> Vocabulary:
    """Read a vocabulary file.

    Args:
        values: those of the German file, for the files of other languages.

    Raises:
        VocabularyError: a column is missing or unknown, a value stands twice or is not among `values`, or one word
            stands for two values or for a value and against it; the message names file and line.
    """
    label = f"label_{language.code}"
    rows = list(read_rows(path, ("value", label, "aliases", "weak", "excludes"), OPTIONAL))
    seen: dict[str, str] = {}
    aliases: dict[frozenset[str], Alias] = {}
    excludes: dict[str, tuple[frozenset[str], ...]] = {}
    exact: dict[str, Alias] = {}
    written: list[Alias] = []
    allowed = tuple(values)
    for where, row in rows:
        value = row["value"]
        if not value or value in seen:
            raise VocabularyError(f"{where}: value '{value}' is {'twice' if value else 'empty'}; one line a value")
        if allowed and value not in allowed:
            raise VocabularyError(f"{where}: unknown value '{value}'; the values are {', '.join(allowed)}")
        seen[value] = where
        against = words(row["excludes"], "excludes", where)
        excludes[value] = tuple(comparable(word, language) for word in against)
        strong = words(row["aliases"], "aliases", where)
        weak = words(row["weak"], "weak", where)
        for word in strong + weak:
            if word.startswith("="):
                exact[word[1:]] = Alias(value, word[1:], frozenset())
                continue
            parts = comparable(word, language)
            if parts <= GENERIC:
                raise VocabularyError(f"{where}: '{word}' names no value, only what has one; add what makes it {value}")
            if parts in excludes[value]:
                raise VocabularyError(f"{where}: '{word}' stands for {value} and is excluded; take one of them out")
            alias = Alias(value, word, parts, word in weak)
            written.append(alias)
            if (other := aliases.setdefault(parts, alias)).value != value:
                raise VocabularyError(
                    f"{where}: '{word}' stands for {other.value} ('{other.text}') and for {value}; take one of them out"
                )
    return Vocabulary(attribute, tuple(seen), _indexed(aliases.values()), excludes, tuple(written), exact)


def comparable(phrase: str, language: Language) -> frozenset[str]:
    """The parts of an alias: without prepositions and articles, which a phrase may use otherwise."""
    found: set[str] = set()
    for token in tokens(mended(phrase)):
        if not token[0].isalnum():
            continue
        for part in language.parts(token):
            if part.role == "without" or part.role not in PREPOSITIONS | {"and", "article"}:
                found.add(part.text)
    return frozenset(found)


def spoken(paths: Iterable[tuple[Path, Language]]) -> None:
    """Tell a language every word its vocabularies use, so that compounds of them are taken apart alike."""
    for path, language in paths:
        label = f"label_{language.code}"
        for where, row in read_rows(path, ("value", label, "aliases", "weak", "excludes"), OPTIONAL):
            for column in ("aliases", "weak"):
                for word in words(row[column], column, where):
                    if word.startswith("="):
                        continue
                    language.learn(stem(token, language.code) for token in tokens(mended(word)))


def _indexed(aliases: Iterable[Alias]) -> dict[str, tuple[Alias, ...]]:
    """Aliases by the part that fewest of them share."""
    listed = list(aliases)
    counts: dict[str, int] = defaultdict(int)
    for alias in listed:
        for part in alias.parts:
            counts[part] += 1
    index: dict[str, list[Alias]] = defaultdict(list)
    for alias in listed:
        index[min(alias.parts, key=lambda part: (counts[part], part))].append(alias)
    return {part: tuple(found) for part, found in index.items()}
