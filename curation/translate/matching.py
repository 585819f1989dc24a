"""Which values of a vocabulary a parsed phrase gives, and which words of it speak of a part only."""

from collections.abc import Iterator
from dataclasses import dataclass

from curation.translate.attributes import AttributeRule
from curation.translate.phrase import Group
from curation.translate.vocabulary import Alias, Vocabulary

_ANCHORS = frozenset({"@neck", "@sleeve", "@strap", "@length", "@cut", "@waist", "@collar"})
_PARTS = frozenset({"part", "lining", "neck", "sleeve", "strap", "collar", "closure", "waist", "back", "front", "side"})
_SAME = {"neck": ("neck",), "sleeve": ("sleeve", "strap"), "waist": ("waist",), "collar": ("collar", "part")}


@dataclass(frozen=True)
class Claim:
    """A value, and the words that gave it."""

    attribute: str
    value: str
    alias: str
    """The vocabulary's words that were found."""
    rank: tuple[int, ...]
    """Of two claims of one phrase the greater wins: strong before weak, what the phrase is about before what it comes
    with, more words before fewer, the later noun before the earlier."""
    rule: str = "alias"
    """alias, weak or code."""


@dataclass(frozen=True)
class Refusal:
    """Words that would give a value, were they about the whole garment."""

    attribute: str
    value: str
    why: str


def match(found: list[Group], rule: AttributeRule, vocabulary: Vocabulary) -> tuple[list[Claim], list[Refusal]]:
    """The claims of a phrase for one attribute, best first (only the best, unless the attribute has many)."""
    claims: dict[str, Claim] = {}
    refusals: list[Refusal] = []
    for alias, group, rank in _hits(found, rule, vocabulary):
        if why := _refused(alias, group, rule):
            refusals.append(Refusal(rule.name, alias.value, why))
            continue
        claim = Claim(rule.name, alias.value, alias.text, rank, "weak" if alias.weak else "alias")
        if alias.value not in claims or claims[alias.value].rank < rank:
            claims[alias.value] = claim
    best = sorted(claims.values(), key=lambda claim: claim.rank, reverse=True)
    return (best if rule.many else best[:1]), refusals


def _hits(
    found: list[Group], rule: AttributeRule, vocabulary: Vocabulary
) -> Iterator[tuple[Alias, Group, tuple[int, ...]]]:
    """Every alias whose words come together, with the group they stand in and its rank."""
    for number, group in enumerate(found):
        core = [part.text for part in group.parts]
        words = core + [part.text for part in group.manner]
        if any(step.relation == "by" for step in group.chain()):
            continue
        if rule.about == "anything":
            words += [p.text for other in found if group in other.chain()[1:] for p in other.parts]
        there = frozenset(words)
        for part in there:
            for alias in vocabulary.aliases.get(part, ()):
                if not alias.parts <= there or ("@without" in there) != ("@without" in alias.parts):
                    continue
                if any(against <= there for against in vocabulary.excludes[alias.value]):
                    continue
                inside = alias.parts <= frozenset(core)
                level = 2 if group.governor is None and inside else 1 if inside else 0
                place = max(words.index(word) for word in alias.parts)
                place = -place if rule.first else place
                yield alias, group, (not alias.weak, level, len(alias.parts), place, -number)


def _refused(alias: Alias, group: Group, rule: AttributeRule) -> str:
    """Why these words say nothing of what the attribute is about; empty where they do."""
    if rule.about == "anything":
        return ""
    anchors = alias.parts & _ANCHORS
    if anchors and not _about(anchors, group):
        return f"said of {_named(group)}"
    for step in group.chain():
        if step.role == "lining":
            return f"said of the lining ({_named(step)})"
        if step.relation == "for" and not rule.opposed:
            return "said of a purpose"
    if rule.about == "neck":
        at_the_back = group.located == "back" or "@back" in {part.text for part in group.parts}
        if at_the_back and "@back" not in alias.parts:
            return "said of the back"
        return ""
    if rule.about in _SAME:
        return ""
    for step in group.chain():
        own = step is group and (step.role == rule.name or (step.head is not None and step.head.text in alias.parts))
        if step.role in _PARTS and not own:
            return f"said of a part ({_named(step)})"
        if step.located and not rule.opposed:
            return f"said of a place ({step.located})"
    return ""


def _about(anchors: frozenset[str], group: Group) -> bool:
    """Whether the group is about one of these nouns: "lange Ärmel", or "Langarmshirt", where a garment follows."""
    if group.head is None:
        return False
    if group.head.text in anchors:
        return True
    texts = [part.text for part in group.parts]
    last = max((texts.index(anchor) for anchor in anchors if anchor in texts), default=-1)
    return group.role == "whole" and 0 < last < len(texts) - 1


def _named(group: Group) -> str:
    return " ".join(part.text.removeprefix("@") for part in group.parts) or group.relation
