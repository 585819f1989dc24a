"""A language as its files describe it: which words are parts, which prepositions, which keys ask for what.

`vocabularies/<language>/words.csv` gives words a role, `keys.csv` says which attributes a store's key is about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from curation.errors import VocabularyError
from curation.translate.rows import read_rows
from curation.translate.text import fold, mended, stem, tokens
from curation.workspace import Workspace

LANGUAGES = ("de", "en", "fr")
NOUNS = frozenset(
    {
        "neck",
        "sleeve",
        "strap",
        "length",
        "cut",
        "waist",
        "collar",
        "closure",
        "back",
        "front",
        "lining",
        "part",
        "whole",
    }
)
"""Roles a phrase can be about."""
PREPOSITIONS = frozenset({"with", "of", "at", "in", "for", "by", "without"})
ROLES = NOUNS | PREPOSITIONS | {"side", "and", "article"}
ANCHORS = frozenset({"neck", "sleeve", "strap", "length", "cut", "waist", "collar", "closure", "back", "without"})
"""Roles whose words all mean the same to a vocabulary: Ärmel and Arm, Schnitt and Passform. Written "@sleeve"."""


@dataclass(frozen=True)
class Part:
    """A word, or a part of a compound, as it is compared."""

    text: str
    """Its stem, or "@role" for the roles of `ANCHORS`."""
    role: str = ""


@dataclass
class Language:
    """One language's words and keys, and how it builds its phrases."""

    code: str
    roles: dict[str, str]
    """Stem of a noun or adjective -> its role."""
    particles: dict[str, str]
    """Preposition, conjunction or article, as it is -> its role."""
    keys: dict[str, tuple[str, ...]]
    """Folded key -> what it is about: attributes, or "material:lining", "measure:inseam", "ignore"."""
    known: set[str] = field(default_factory=set)
    """Stems that stand alone somewhere in a vocabulary."""

    _parts: dict[str, list[Part]] = field(default_factory=dict)

    @property
    def head_first(self) -> bool:
        """Whether the noun comes before what describes it."""
        return self.code == "fr"

    @cached_property
    def _longest(self) -> int:
        return max((len(word) for word in self.roles), default=0) + 4

    def learn(self, stems: Iterable[str]) -> None:
        """Add words that compounds may begin with."""
        self.known.update(stems)
        self._parts.clear()

    def parts(self, token: str) -> list[Part]:
        """A word as its parts; German compounds are taken apart at the nouns of `words.csv`.

        >>> # "haekelspitzenbesatz" -> haekel, spitz, besatz (a part of the garment)
        """
        found = self._parts.get(token)
        if found is None:
            found = self._parts[token] = self._taken_apart(self._repaired(token) if "?" in token else token)
        return found

    def _taken_apart(self, token: str) -> list[Part]:
        if role := self.particles.get(token):
            return [Part("@without" if role == "without" else token, role)]
        root = stem(token, self.code)
        if root in self.roles:
            return [self._part(root)]
        if self.code == "de":
            return self._split(token) or [Part(root)]
        return [Part(root)]

    @cached_property
    def _tails(self) -> frozenset[str]:
        """How nouns end: most words of most names end otherwise and need no closer look."""
        return frozenset(root[-3:] for root, role in self.roles.items() if role in NOUNS)

    def _split(self, token: str) -> list[Part]:
        """The parts of a compound, or nothing where it is none. The longest noun at its end decides."""
        if stem(token, self.code)[-3:] not in self._tails:
            return []
        for cut in range(max(1, len(token) - self._longest), len(token) - 2):
            root = stem(token[cut:], self.code)
            if self.roles.get(root) not in NOUNS:
                continue
            front = self._front(token[:cut], short=len(root) <= 3)
            # "carmen" has no arm, though a "c" stands in some vocabulary.
            if cut < 3 and len(root) < 5:
                continue
            if front:
                return [*front, self._part(root)]
        return []

    def _front(self, text: str, *, short: bool) -> list[Part]:
        """What stands before the noun. Before a short noun ("arm") it must be known, or "warm" would have an arm."""
        for word in (text, text.removesuffix("s")):
            root = stem(word, self.code)
            if root in self.roles:
                return [self._part(root)]
            if inner := self._split(word):
                return inner
            if root in self.known:
                return [Part(root)]
        return [Part(stem(text, self.code))] if len(text) >= 3 and not short else []

    def _repaired(self, token: str) -> str:
        """A word whose umlauts an old crawl wrote as question marks."""
        candidates = [token]
        while "?" in candidates[0]:
            candidates = [word.replace("?", mend, 1) for word in candidates for mend in ("ae", "oe", "ue", "ss", "e")]
            if len(candidates) > 125:
                break
        for word in candidates:
            root = stem(word, self.code)
            if root in self.roles or root in self.known or word in self.keys:
                return word
        return token.replace("?", "")

    def _part(self, root: str) -> Part:
        role = self.roles[root]
        return Part(f"@{role}" if role in ANCHORS else root, role)

    def key(self, text: str) -> tuple[str, ...]:
        """What a store's key is about; empty where it is not known."""
        folded = fold(mended(text))
        if "?" in text and folded not in self.keys:
            folded = " ".join(self._repaired(token) for token in tokens(text))
        return self.keys.get(folded, ())


def load_language(workspace: Workspace, code: str) -> Language:
    """Read a language's words and keys.

    Raises:
        VocabularyError: a word or key stands twice with another meaning, or a role does not exist.
    """
    roles: dict[str, str] = {}
    particles: dict[str, str] = {}
    path = workspace.vocabulary(f"{code}/words")
    for where, row in read_rows(path, ("word", "role")):
        if row["role"] not in ROLES:
            raise VocabularyError(f"{where}: unknown role '{row['role']}'; known roles: {', '.join(sorted(ROLES))}")
        word = "".join(tokens(row["word"]))
        particle = row["role"] not in NOUNS | {"side"}
        there, form = (particles, word) if particle else (roles, stem(word, code))
        if there.setdefault(form, row["role"]) != row["role"]:
            raise VocabularyError(
                f"{where}: '{row['word']}' is {there[form]} and {row['role']}; take one of the lines out"
            )
    keys: dict[str, tuple[str, ...]] = {}
    path = workspace.vocabulary(f"{code}/keys")
    for where, row in read_rows(path, ("key", "reads")):
        reads = tuple(row["reads"].split(","))
        if keys.setdefault(fold(row["key"]), reads) != reads:
            raise VocabularyError(f"{where}: key '{row['key']}' stands twice; take one of the lines out")
    return Language(code, roles, particles, keys)
