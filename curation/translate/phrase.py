"""A phrase as groups of words: what it is about, and what is only with, on or for that.

"Lange Ärmel mit kurzem Reißverschluss an den Abschlüssen" has three groups: lange Ärmel; with it, kurzer
Reißverschluss; at that, Abschlüsse. A group is about its noun, so nothing here makes the sleeve short.
"""

from dataclasses import dataclass, field

from curation.translate.language import NOUNS, PREPOSITIONS, Language, Part
from curation.translate.text import tokens

_STOPS = frozenset(",;().:+")


@dataclass
class Group:
    """Words that belong together."""

    relation: str
    """main, or the role of the preposition before it: with, of, at, in, for, without."""
    governor: "Group | None"
    """The group it is attached to."""
    parts: list[Part] = field(default_factory=list)
    manner: list[Part] = field(default_factory=list)
    """Of a group "in ...": in dreiviertel Länge, in Wickeloptik."""
    located: str = ""
    """Role of the place where it is: back, part, side, ...; empty = the whole garment."""
    head: Part | None = None
    """The noun it is about, where one of `words.csv` is in it."""

    @property
    def role(self) -> str:
        return self.head.role if self.head else ""

    def chain(self) -> "list[Group]":
        """The group and all it hangs from."""
        found, group = [], self
        while True:
            found.append(group)
            if group.governor is None:
                return found
            group = group.governor


def groups(text: str, language: Language) -> list[Group]:
    """The groups of a phrase, in order. Text that holds no word gives none."""
    found: list[Group] = []
    current = Group("main", None)

    def close() -> None:
        if current.parts:
            current.head = _head(current.parts, language)
            found.append(current)

    for token in tokens(text):
        if token in _STOPS:
            close()
            current = Group("main", None)
            continue
        if token in "/&":
            close()
            current = Group(current.relation, current.governor)
            continue
        for part in language.parts(token):
            if part.role == "article":
                continue
            if part.role == "and":
                close()
                current = Group(current.relation, current.governor)
                if current.relation == "without":
                    current.parts.append(Part("@without", "without"))
            elif part.role in PREPOSITIONS:
                close()
                before = found[-1] if found and current.parts else current.governor
                current = Group(part.role, before)
                if part.role == "without":
                    current.parts.append(part)
            else:
                current.parts.append(part)
    close()
    return _attached(_shared(found))


def _head(parts: list[Part], language: Language) -> Part | None:
    """The noun of a group: the last one in German and English, the first in French; "hinten" only if alone."""
    nouns = [part for part in parts if part.role in NOUNS]
    own = [part for part in nouns if part.role not in ("back", "front")] or nouns
    if not own:
        return None
    return own[0] if language.head_first else own[-1]


def _shared(found: list[Group]) -> list[Group]:
    """Give a group of adjectives the noun of the next one on its level: "eng anliegender, ärmelloser Schnitt"."""
    for group, following in zip(reversed(found[:-1]), reversed(found[1:])):
        beside = group.relation == following.relation and group.governor is following.governor
        if group.head is None and beside and following.head is not None:
            group.head = following.head
            if following.head not in group.parts:
                group.parts.append(following.head)
    return found


def _attached(found: list[Group]) -> list[Group]:
    """Tell each group where it is and in what manner it is made."""
    for group in found:
        if group.governor is None:
            continue
        if group.relation == "at" or (group.relation == "in" and group.role in ("part", "back", "front")):
            places = {part.role for part in group.parts}
            # "auf Vorder- und Rückseite": what is in front as well is no matter of the back.
            elsewhere = any(
                other.governor is group.governor and "front" in {p.role for p in other.parts} for other in found
            )
            if not elsewhere and places & NOUNS:
                group.governor.located = "back" if "back" in places else group.role
                if "back" in places:
                    group.governor.manner.append(Part("@back", "back"))
        elif group.relation == "in" or (group.relation == "of" and group.governor.role in ("length", "cut")):
            group.governor.manner += group.parts
    for group in found:
        if any(part.role == "side" for part in group.parts):
            group.located = group.located or "side"
    return found
