"""Colour words: compounds by their end ("marineblau" is a blue), several colours by the first that is named."""

import re
from dataclasses import dataclass

from curation.translate.language import Language
from curation.translate.matching import Claim
from curation.translate.text import fold, lowered, mended
from curation.translate.vocabulary import Vocabulary

_PARTED = re.compile(r"[,;/+&()|]|(?<=\w)-(?=\w)|\b(?:und|and|et|mit|with|avec)\b")
_FARBE = re.compile(r"(?:farbe|farben|colou?r|couleur|coloris)\s*:?\s+(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Colors:
    """The colour names of one language."""

    words: dict[str, tuple[str, str]]
    """Folded name -> value, name as written."""
    weak: frozenset[str]
    """Names that give way to one before them: "black denim" is black."""
    longest: int
    """Words of the longest name."""
    language: str

    def claim(self, text: str, *, keyed: bool) -> Claim | None:
        """The colour a phrase names. Without its key only after a word such as "Farbe", else a brand would do."""
        if not keyed:
            said = _FARBE.fullmatch(text.strip())
            if said is None:
                return None
            text = said[1]
        value, name = self.find(text)
        return Claim("color", value, name, (1, 2, 1, 0, 0)) if value else None

    def find(self, text: str) -> tuple[str, str]:
        """Value and name of the first colour in a text; two empty strings where there is none.

        The whole name is looked up first ("off-white"); then what stands before a comma, a slash or a hyphen; there
        the last known name ("dark blue"), as a compound's last part decides ("graublau" is a blue).
        """
        whole = fold(mended(text))
        if found := self.words.get(whole):
            return found
        for piece in _PARTED.split(lowered(mended(text))):
            if found := self._named(fold(piece)):
                return found
        return self._named(whole) or ("", "")

    def _named(self, text: str) -> tuple[str, str] | None:
        words = text.split()
        # The longest name that ends latest: in "dark blue" the noun is blue, in "blue denim" both are one name.
        for end in range(len(words), 0, -1):
            if words[end - 1] in self.weak and (before := self._named(" ".join(words[: end - 1]))):
                whole = self.words.get(text)
                return whole or before
            for length in range(min(self.longest, end), 0, -1):
                if found := self.words.get(" ".join(words[end - length : end])):
                    return found
            if found := self._compound(words[end - 1]):
                return found
        return None

    def _compound(self, word: str) -> tuple[str, str] | None:
        """A German colour compound, by the longest colour it ends in; inflected ones, too."""
        if self.language != "de":
            return None
        for form in (word, *(word.removesuffix(ending) for ending in ("er", "es", "en", "em", "e"))):
            for cut in range(0, len(form) - 2):
                if (cut == 0 or cut >= 3) and (found := self.words.get(form[cut:])):
                    return found
        return None


def load_colors(vocabulary: Vocabulary, language: Language) -> Colors:
    """The colour names of a vocabulary, which are compared as they are written, not by stems."""
    words = {fold(alias.text): (alias.value, alias.text) for alias in vocabulary.written}
    weak = frozenset(fold(alias.text) for alias in vocabulary.written if alias.weak)
    for value in vocabulary.values:
        words.setdefault(value, (value, value))
    return Colors(words, weak, max(len(word.split()) for word in words), language.code)
