"""What a garment is made of: "Obermaterial: 60% Baumwolle, 40% Polyacryl" as shares."""

import re
from collections.abc import Iterator

from curation.schema import Share
from curation.translate.language import Language
from curation.translate.text import fold, tokens
from curation.translate.vocabulary import Vocabulary, comparable

_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%\s*([^\d,;/%():]+)")
_WORD_FIRST = re.compile(r"([^\d,;/%():]+?)\s*:?\s*(\d{1,3}(?:[.,]\d+)?)\s*%")
_SECTION = re.compile(r"([^:;,\d%]+):\s*")
_PURE = frozenset({"rein", "reine", "reines", "pure", "pur", "100"})

__all__ = ["Share", "composition", "fibre"]


def composition(text: str, asked: tuple[str, ...], materials: Vocabulary, language: Language) -> tuple[Share, ...]:
    """The shares a line states, in its order; none where it states none.

    A line may hold sections: "Obermaterial: 60% Baumwolle, Futter: 100% Polyester". A fibre the vocabulary does not
    know is "unknown".
    """
    part = next((name.partition(":")[2] or "outer" for name in asked if name.partition(":")[0] == "material"), "outer")
    keyed = any(name.partition(":")[0] == "material" for name in asked)
    if "%" in text:
        return tuple(_shares(text, part, materials, language, keyed=keyed))
    if keyed:
        value = fibre(text, materials, language)
        return (Share(part, value, None),) if value and "," not in text else ()
    words = fold(text).split()
    if len(words) == 2 and words[0] in _PURE and (value := fibre(words[1], materials, language)):
        return (Share(part, value, 100.0),)
    return ()


def _shares(text: str, part: str, materials: Vocabulary, language: Language, *, keyed: bool) -> Iterator[Share]:
    pieces = _SECTION.split(text)
    for number in range(0, len(pieces), 2):
        if number:
            about = language.key(pieces[number - 1])
            part = next((name.partition(":")[2] or "outer" for name in about if name.startswith("material")), part)
        pairs = [(amount, name) for amount, name in _SHARE.findall(pieces[number])]
        if not pairs:
            pairs = [(amount, name) for name, amount in _WORD_FIRST.findall(pieces[number])]
        for amount, name in pairs:
            percent = float(amount.replace(",", "."))
            value = fibre(name, materials, language)
            # "maximales Einlaufen 5%" is no share: without a key that says material, the fibre must be known.
            if percent <= 100 and (value or keyed):
                yield Share(part, value or "unknown", percent)


def fibre(name: str, materials: Vocabulary, language: Language) -> str:
    """The vocabulary's value for a fibre's name; empty where it knows none."""
    there = comparable(name, language)
    best = ("", 0)
    for part in there:
        for alias in materials.aliases.get(part, ()):
            if alias.parts <= there and len(alias.parts) > best[1]:
                best = (alias.value, len(alias.parts))
    if not best[0] and tokens(name):
        # "Baumwoll-Elasthan-Mix": the first fibre named is the larger.
        for token in tokens(name):
            for alias in materials.aliases.get(next(iter(comparable(token, language)), ""), ()):
                if len(alias.parts) == 1:
                    return alias.value
    return best[0]
