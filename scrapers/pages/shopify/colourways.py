"""Split a Shopify product by its colour option: one article in three colours is three products of ours."""

import re
from dataclasses import dataclass, field
from typing import Any

from curation.schema import Attribute
from scrapers.pages import money
from scrapers.pages.shapes import at, objects, said, unique

# Words that name an option, in the languages of European shops; an option may be called "Farbe / Color".
_COLORS = frozenset(
    [
        "farbe",
        "farben",
        "color",
        "colors",
        "colour",
        "colours",
        "couleur",
        "couleurs",
        "kleur",
        "kleuren",
        "colore",
        "colori",
        "cor",
        "färg",
        "farve",
        "farge",
        "väri",
        "kolor",
        "barva",
        "boja",
        "szín",
        "culoare",
    ]
)
_SIZES = frozenset(
    [
        "größe",
        "groesse",
        "grösse",
        "size",
        "sizes",
        "taille",
        "tailles",
        "maat",
        "maten",
        "taglia",
        "taglie",
        "talla",
        "tallas",
        "tamanho",
        "storlek",
        "størrelse",
        "koko",
        "rozmiar",
        "velikost",
        "velikosť",
        "méret",
        "mărime",
        "konfektionsgröße",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
# What Shopify calls the option of a product without options.
_NO_OPTION = "title"
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(slots=True)
class Colourway:
    """The variants of a product that share a colour."""

    id: str
    """The product's number, with the colour where the shop names one."""
    color: str
    """As the shop writes it; empty for a product without a colour option."""
    variants: list[str] = field(default_factory=list)
    """Ids of its variants, in the shop's order."""
    sizes: list[str] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    """What its options say that are neither colour nor size."""
    price: float | None = None
    """The lowest of its variants."""
    currency: str = ""
    """Only where the variants themselves name one."""


def colourways(one: dict[str, Any], *, cents: bool = False) -> list[Colourway]:
    """The colourways of a product in the order of their first variant; at least one.

    Args:
        one: a product of products.json, of a single product's answer, or of the listings interface.
        cents: amounts are whole cents, as in the answers that end in .js.
    """
    number = said(one.get("id")) or said(one.get("product_id"))
    names = [said(option.get("name")) or said(option) for option in _options(one)]
    kinds = [_kind(name) for name in names]
    found: dict[str, Colourway] = {}
    for variant in objects(one.get("variants")):
        values = _values(variant, names)
        color = next((value for kind, value in zip(kinds, values) if kind == "color"), "")
        way = found.setdefault(color.casefold(), Colourway(_id(number, color), color))
        way.variants += [said(variant.get("id"))] if said(variant.get("id")) else []
        way.sizes = unique([*way.sizes, *(value for kind, value in zip(kinds, values) if kind == "size")])
        stated = [
            Attribute(name, value, "options") for name, kind, value in zip(names, kinds, values) if not kind and value
        ]
        way.attributes = list(dict.fromkeys([*way.attributes, *stated]))
        _lower(way, variant, cents=cents)
    return _apart(list(found.values())) or [Colourway(number, "")]


def _options(one: dict[str, Any]) -> list[Any]:
    options = one.get("options")
    if isinstance(options, list) and options:
        return [option if isinstance(option, dict) else {"name": option} for option in options]
    variants = objects(one.get("variants"))
    return objects(variants[0].get("option_values")) if variants else []


def _kind(name: str) -> str:
    words = set(map(str.casefold, _WORD.findall(name)))
    if words & _COLORS:
        return "color"
    if words & _SIZES:
        return "size"
    return "none" if name.casefold() == _NO_OPTION else ""


def _values(variant: dict[str, Any], names: list[str]) -> list[str]:
    """What the variant says for each option, by name where it names them, else by place."""
    named = {said(value.get("name")): said(value.get("value")) for value in objects(variant.get("option_values"))}
    listed = variant.get("options")
    by_place = listed if isinstance(listed, list) else [variant.get(f"option{place}") for place in (1, 2, 3)]
    return [
        named.get(name) or (said(by_place[place]) if place < len(by_place) else "") for place, name in enumerate(names)
    ]


def _lower(way: Colourway, variant: dict[str, Any], *, cents: bool) -> None:
    amount = money.usable(variant.get("price"))
    if amount is None:
        return
    amount = amount / 100 if cents else amount
    if way.price is None or amount < way.price:
        way.price = amount
    shown = at((objects(variant.get("presentment_prices")) or [{}])[0], "price")
    way.currency = way.currency or money.currency(at(shown, "currency_code"))


def _id(number: str, color: str) -> str:
    word = _UNSAFE.sub("-", color.lower().translate(_LETTERS)).strip("-")
    return f"{number}-{word}" if word else number


def _apart(ways: list[Colourway]) -> list[Colourway]:
    """Two colours that are written differently and spelled alike in an id ("Blau/Rot", "Blau Rot") keep two ids."""
    seen: set[str] = set()
    for way in ways:
        if way.id in seen and way.variants:
            way.id = f"{way.id}-{way.variants[0]}"
        seen.add(way.id)
    return ways
