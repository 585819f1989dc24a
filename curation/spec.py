"""A dataset definition, `dataset.toml`, as frozen dataclasses. All mistakes are reported at once, with their lines.

A file holds only what differs from the defaults below; an unknown section or key is a mistake.
"""

import re
import tomllib
import types
import typing
from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from curation.clean.settings import CleanSettings
from curation.cluster.recipe import Recipe, recipe
from curation.errors import SpecError, UnknownNameError
from curation.release.settings import ReleaseSection
from curation.shots.choice import Shots
from curation.split.settings import SplitSettings


@dataclass(frozen=True)
class DatasetSection:
    """`[dataset]`: what the set is and what goes in."""

    name: str = "unnamed"
    """Folder name of the definition."""
    title: str = ""
    """One line for people."""
    stores: tuple[str, ...] = ()
    """Stores to take from `raw/`; empty = every store there."""
    categories: tuple[str, ...] = ()
    """Categories to pair, values of the vocabulary; empty = every category that has products."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", self.name):
            raise SpecError([f"name must be lower-case letters, digits, - and _, not '{self.name}'"])


@dataclass(frozen=True)
class TranslateSection:
    """`[translate]`: what is done beyond the vocabularies' rules."""

    check_color: bool = True
    """Compare the stated colour with the product photo's pixels; a difference is flagged, nothing is changed."""
    provider: str = ""
    """Machine translation of what no rule claims: google or deepl (key in DEEPL_API_KEY); empty = off."""
    names: bool = True
    """With a provider: translate the products' names, too."""
    timeout_s: float = 10.0
    """Seconds a provider has for one text."""
    pause_s: float = 0.5
    """Seconds between two texts; doubled for each retry."""
    retries: int = 2
    """How often a text that failed is asked again in one run."""

    def __post_init__(self) -> None:
        known = ("", "google", "deepl")
        rules = (
            (self.provider in known, f"provider must be google, deepl or empty, not '{self.provider}'"),
            (self.timeout_s > 0, f"timeout_s must be above 0, not {self.timeout_s:g}"),
            (self.pause_s >= 0, f"pause_s must be 0 or more, not {self.pause_s:g}"),
            (self.retries >= 0, f"retries must be 0 or more, not {self.retries}"),
        )
        if mistakes := [message for holds, message in rules if not holds]:
            raise SpecError(mistakes)


@dataclass(frozen=True)
class Spec:
    """A whole definition."""

    dataset: DatasetSection = field(default_factory=DatasetSection)
    """`[dataset]`"""
    translate: TranslateSection = field(default_factory=TranslateSection)
    """`[translate]`"""
    pair: Recipe = field(default_factory=Recipe)
    """`[pair]`: how photos are grouped; the defaults are those of the method"""
    shots: Shots = field(default_factory=Shots)
    """`[shots]`: what decides whether a photo is a full front"""
    clean: CleanSettings = field(default_factory=CleanSettings)
    """`[clean]`: which photos are dropped"""
    split: SplitSettings = field(default_factory=SplitSettings)
    """`[split]`: which products are for training, validation and test"""
    release: ReleaseSection = field(default_factory=ReleaseSection)
    """`[release]`: by what right the set is passed on, and whom to ask"""


def load(path: Path, categories: Collection[str] = ()) -> Spec:
    """Read a `dataset.toml`.

    Args:
        categories: the values of the vocabulary, which the definition may ask for; empty = not checked.

    Raises:
        SpecError: with every mistake as `FILE:LINE: ...`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError([f"{path}: {error}"]) from error
    reader = _Reader(path, text, categories)
    spec = reader.spec(values)
    if reader.mistakes:
        raise SpecError(reader.mistakes)
    return spec


class _Reader:
    """Turns the parsed TOML into a Spec and keeps what is wrong with it."""

    def __init__(self, path: Path, text: str, categories: Collection[str]) -> None:
        self.path = path
        self.categories = categories
        self.lines = text.splitlines()
        self.mistakes: list[str] = []

    def spec(self, values: dict[str, Any]) -> Spec:
        known = {item.name: item.default_factory for item in fields(Spec)}
        sections = {}
        for name, content in values.items():
            if name not in known:
                self._mistake(name, None, f"unknown section [{name}]{_hint(name, known)}")
            elif not isinstance(content, dict):
                self._mistake(name, None, f"{name} must be a section, written as [{name}]")
            else:
                sections[name] = self._section(name, known[name], content)
        spec = Spec(**sections)
        self._contradictions(spec)
        folder, section = self.path.parent.name, values.get("dataset", {})
        if isinstance(section, dict) and "name" not in section:
            self.mistakes.append(f'{self.path}: name is missing from [dataset]; add name = "{folder}"')
        elif sections.get("dataset", DatasetSection()).name not in (DatasetSection.name, folder):
            # Builds go by the name, reviews and options by the folder: with two names each would look elsewhere.
            self._mistake("dataset", "name", f"name is '{spec.dataset.name}', its folder '{folder}'; name both alike")
        return spec

    def _section(self, section: str, kind: Any, content: dict[str, Any]) -> Any:
        hints = typing.get_type_hints(kind)
        good: dict[str, Any] = {}
        for key, value in content.items():
            if key not in hints:
                self._mistake(section, key, f"unknown key '{key}' in [{section}]{_hint(key, hints)}")
            elif fault := _type_fault(value, hints[key]):
                self._mistake(section, key, f"{key} {fault}")
            elif isinstance(value, list):
                good[key] = tuple(value)
            else:
                good[key] = float(value) if hints[key] is float else value
        try:
            return _made(kind, good)
        except SpecError as error:
            # A section's own rules begin their message with the key.
            for message in error.mistakes:
                self._mistake(section, message.split()[0], message)
        except UnknownNameError as error:
            self._mistake(section, "method", str(error))
            # The other keys have rules, too.
            return self._section(section, kind, {key: value for key, value in good.items() if key != "method"})
        return kind()

    def _contradictions(self, spec: Spec) -> None:
        """Keys that say something which another key takes the effect from."""
        rules = (
            (
                "shots",
                "network",
                spec.shots.network and not spec.shots.asks_network,
                f'network has no effect with use = "{spec.shots.use}"; take it out, or use = "both" or "model"',
            ),
            (
                "shots",
                "min_score",
                spec.shots.use == "none" and spec.shots.min_score != Shots.min_score,
                'min_score has no effect with use = "none"; take it out, or let something look at the photos',
            ),
        )
        for section, key, broken, message in rules:
            if broken:
                self._mistake(section, key, message)
        for key, values in (("stores", spec.dataset.stores), ("categories", spec.dataset.categories)):
            for value in sorted({value for value in values if values.count(value) > 1}):
                self._mistake("dataset", key, f"{key} names '{value}' more than once")
        for value in spec.dataset.categories:
            if self.categories and value not in self.categories:
                self._mistake("dataset", "categories", f"unknown category '{value}'{_hint(value, self.categories)}")

    def _mistake(self, section: str, key: str | None, message: str) -> None:
        self.mistakes.append(f"{self.path}:{self._line(section, key)}: {message}")

    def _line(self, section: str, key: str | None) -> int:
        """Where a key stands, or its section; tomllib does not tell."""
        inside = start = 0
        for number, line in enumerate(self.lines, start=1):
            if header := re.match(r"\s*\[+\s*([\w.-]+)", line):
                inside = header[1] == section
                start = number if inside else start
            if key is None and re.match(rf"\s*{re.escape(section)}\s*=", line):
                return number
            if key is not None and inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return start or 1


def _made(kind: Any, values: dict[str, Any]) -> Any:
    """The section with these values; of a recipe, what is not given comes from its method's defaults."""
    if kind is Recipe:
        return replace(recipe(values.get("method", Recipe.method)), **values)
    return kind(**values)


def _hint(name: str, known: Any) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else f"; known: {', '.join(known)}"


def _type_fault(value: Any, hint: Any) -> str:
    """What is wrong with a value's type, or nothing."""
    if typing.get_origin(hint) is tuple:
        kind = typing.get_args(hint)[0]
        if isinstance(value, list) and all(_is(item, kind) for item in value):
            return ""
        return f"must be a list of {_WORDS[kind]}s, not {value!r}"
    return "" if _is(value, hint) else f"must be a {_WORDS[hint]}, not {value!r}"


_WORDS: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "true or false value"}


def _is(value: Any, kind: type | types.GenericAlias) -> bool:
    # bool is an int in Python, not in a definition; a whole number is a number
    wanted = (int, float) if kind is float else kind
    return isinstance(value, wanted) and (kind is bool or not isinstance(value, bool))  # type: ignore[arg-type]
