"""What machine translation proposes: phrases no rule claims, in English, matched to the vocabulary and marked.

A machine's value fills only what is empty, its provenance says "machine", and every proposal stands in `pending.csv`
for a person, who takes it into a vocabulary or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from curation.schema import LISTED_ATTRIBUTES, Pending, Product
from curation.translate.attributes import ANCHOR
from curation.translate.engine import Engine
from curation.translate.machine import Machine
from curation.translate.product import SINGLE


@dataclass(frozen=True)
class Proposed:
    """What the machine added."""

    pending: list[Pending]
    names: int
    """Products that got an English name."""


def propose(products: Sequence[Product], engine: Engine, machine: Machine, *, names: bool) -> Proposed:
    """Translate what nothing claimed, and the names; fill what is empty."""
    by_source: dict[str, list[Product]] = {}
    for product in products:
        source = engine.reader(line.key for line in product.attributes).language.code
        by_source.setdefault(source, []).append(product)
    pending: dict[tuple[str, str], Pending] = {}
    named = 0
    for source, listed in sorted(by_source.items()):
        if source != "en":
            phrases = sorted({_value(phrase) for product in listed for phrase in product.unmapped} - {""})
            english = machine.translate(phrases, source)
            for product in listed:
                _fill(product, source, english, engine, machine, pending)
        if names:
            texts = sorted({product.name for product in listed if product.name})
            translated = {name: name for name in texts} if source == "en" else machine.translate(texts, source)
            for product in listed:
                product.name_en = translated.get(product.name, "")
                named += bool(product.name_en)
    return Proposed([pending[key] for key in sorted(pending)], named)


def _fill(
    product: Product,
    source: str,
    english: dict[str, str],
    engine: Engine,
    machine: Machine,
    pending: dict[tuple[str, str], Pending],
) -> None:
    for phrase in product.unmapped:
        translation = english.get(_value(phrase))
        if translation is None:
            continue
        key = phrase.partition(": ")[0] if ": " in phrase else ""
        asked = engine.readers[source].language.key(key) or ((key,) if key in ("category", "color") else ())
        values = _matched(translation, asked, engine)
        provider = f"{machine.provider.name}/{machine.provider.version}"
        row = pending.setdefault((source, phrase), Pending(source, phrase, translation, provider, values))
        row.products += 1
        for claim in values:
            name, _, value = claim.partition("=")
            if name in (*SINGLE, "category", "color") and not getattr(product, name):
                setattr(product, name, value)
                product.provenance.append(f"{claim}: '{phrase}' (machine {provider} '{translation}')")


def _matched(translation: str, asked: tuple[str, ...], engine: Engine) -> list[str]:
    """Values the English vocabulary gives to a translation, as "attribute=value"."""
    reader = engine.readers["en"]
    if asked == ("color",):
        value, _ = reader.colors.find(translation)
        return [f"color={value}"] if value else []
    wanted = [name for name in asked if name in reader.vocabularies] or [*SINGLE, *LISTED_ATTRIBUTES]
    return [f"{claim.attribute}={claim.value}" for claim in reader.claims(translation, wanted, _anchor(wanted))[0]]


def _anchor(wanted: list[str]) -> str:
    return ANCHOR.get(wanted[0], "") if len(wanted) <= 4 else ""


def _value(phrase: str) -> str:
    """The phrase without its key."""
    return phrase.partition(": ")[2] if ": " in phrase else phrase
