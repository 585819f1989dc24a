"""The phrase engine: what a store's words say about the garment, by which rule, and what they do not say."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from curation.translate import vocabulary
from curation.translate.attributes import ANCHOR, RULES
from curation.translate.colors import Colors, load_colors
from curation.translate.composition import Share, composition
from curation.translate.language import LANGUAGES, Language, Part, load_language
from curation.translate.matching import Claim, Refusal, match
from curation.translate.measures import Measure, measures
from curation.translate.phrase import Group, groups
from curation.translate.text import mended, tokens
from curation.translate.vocabulary import Vocabulary
from curation.workspace import Workspace

EVERYTHING = (*RULES, "color")


@dataclass(frozen=True)
class Reading:
    """What one line of a store says."""

    claims: tuple[Claim, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    """Words a vocabulary knows that say nothing of the whole garment here, and why."""
    shares: tuple[Share, ...] = ()
    measures: tuple[Measure, ...] = ()
    ignored: bool = False
    """The key is no matter of the garment: an article number, what the model wears."""
    asked: tuple[str, ...] = ()
    """The attributes its key is about; empty for a line without a known key."""

    @property
    def understood(self) -> bool:
        return bool(self.claims or self.refusals or self.shares or self.measures or self.ignored)


@dataclass
class Reader:
    """Reads lines of one language; every distinct line once."""

    language: Language
    vocabularies: dict[str, Vocabulary]
    colors: Colors
    _read: dict[tuple[str, str], Reading] = field(default_factory=dict)
    _words: dict[tuple[str, ...], set[str]] = field(default_factory=dict)

    def read(self, key: str, value: str) -> Reading:
        """What a line "key: value" says; the key is empty for a bullet."""
        found = self._read.get((key, value))
        if found is None:
            found = self._read[key, value] = self._reading(key, value)
        return found

    def knows(self, key: str) -> bool:
        """Whether a key is one of this language's."""
        return bool(self.language.key(key))

    def _reading(self, key: str, value: str) -> Reading:
        key, value = mended(key), mended(value)
        asked = self.language.key(key) if key else ()
        if not key and ":" in value:
            before, after = (part.strip() for part in value.split(":", 1))
            if (asked := self.language.key(before)) or measures(before, after, self.language):
                key, value = before, after
        if found := measures(key, value, self.language):
            return Reading(measures=found)
        if asked == ("ignore",) or (not key and self.language.key(value) == ("ignore",)):
            return Reading(ignored=True)
        # "Transparenz: leicht" says what is slight in its key.
        text = value if asked not in ((), ("details",)) else f"{value} {key}".strip()
        shares = composition(value, asked, self.vocabularies["material"], self.language)
        if shares:
            return Reading(shares=shares, asked=asked)
        wanted = tuple(name for name in asked if name in EVERYTHING)
        color = self.colors.claim(text, keyed="color" in asked) if not asked or "color" in asked else None
        if color and not asked:
            wanted = ("pattern",)
        claims, refusals = self.claims(text, wanted or tuple(RULES), ANCHOR.get(wanted[0], "") if wanted else "")
        if color:
            claims = (*claims, color)
        return Reading(claims, refusals, asked=asked)

    def claims(
        self, text: str, attributes: Iterable[str], anchor: str = ""
    ) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
        """The values a phrase gives to these attributes, best first for each, and what was refused.

        Args:
            anchor: role of the noun that a bare adjective is about, such as "sleeve" under "Ärmellänge".
        """
        attributes = tuple(attributes)
        if not anchor and not self._speaks(text, attributes):
            return (), ()
        found = groups(text, self.language)
        if anchor:
            _anchored(found, anchor)
        claims: list[Claim] = []
        refusals: list[Refusal] = []
        for name in attributes:
            if name not in self.vocabularies:
                continue  # color has its own rules
            if (code := self.vocabularies[name].exact.get(text)) is not None:
                claims.append(Claim(name, code.value, code.text, (1, 2, 1, 0, 0), "code"))
            else:
                given, refused = match(found, RULES[name], self.vocabularies[name])
                claims += given
                refusals += [] if given else refused
        return tuple(claims), tuple(refusals)

    def _speaks(self, text: str, attributes: tuple[str, ...]) -> bool:
        """Whether any word of the text stands in any of these vocabularies; most products' names have none."""
        if attributes not in self._words:
            named = [self.vocabularies[name] for name in attributes if name in self.vocabularies]
            self._words[attributes] = {word for found in named for word in (*found.aliases, *found.exact)}
        words = self._words[attributes]
        return text in words or any(part.text in words for token in tokens(text) for part in self.language.parts(token))


class Engine:
    """Readers for every language that has vocabularies.

    Raises:
        VocabularyError: a file contradicts itself.
        UnknownNameError: a vocabulary is missing.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.readers: dict[str, Reader] = {}
        values: dict[str, tuple[str, ...]] = {}
        for code in LANGUAGES:
            language = load_language(workspace, code)
            files = {name: workspace.vocabulary(name if code == "de" else f"{code}/{name}") for name in EVERYTHING}
            vocabulary.spoken((path, language) for path in files.values())
            loaded = {name: vocabulary.load(path, name, language, values.get(name, ())) for name, path in files.items()}
            values = values or {name: found.values for name, found in loaded.items()}
            colors = load_colors(loaded.pop("color"), language)
            self.readers[code] = Reader(language, loaded, colors)
        self.values = values

    def reader(self, keys: Iterable[str]) -> Reader:
        """The reader of the language most of a product's keys are in; German where they do not tell."""
        listed = [key for key in keys if key]
        return max(self.readers.values(), key=lambda reader: sum(reader.knows(key) for key in listed))


def _anchored(found: list[Group], role: str) -> None:
    """Let the main groups that name no noun of their own be about the key's."""
    for group in found:
        if group.relation != "main":
            continue
        # "Ärmellänge: Dreiviertel-Länge" is still about the sleeve.
        if group.role in ("", "whole") or (role == "sleeve" and group.role == "length"):
            group.head = Part(f"@{role}", role)
            group.parts.append(group.head)
        elif role in ("closure", "collar") and group.role == "part":
            # "Verschluss: Gürtel": the belt stays what it is about.
            group.parts.append(Part(f"@{role}", role))
