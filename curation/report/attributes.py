"""The attribute part of the report: how often each is stated, by store; how its values are spread; what is unmapped."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curation.schema import ATTRIBUTES, LISTED_ATTRIBUTES, MORE_ATTRIBUTES, Product

COLUMNS = (*ATTRIBUTES, *MORE_ATTRIBUTES, *LISTED_ATTRIBUTES)
MOST = 12
"""Values a plot shows; the rest are one bar."""
UNMAPPED = 20
"""Phrases shown."""


@dataclass(frozen=True)
class Bar:
    """One value of a plot."""

    value: str
    products: int
    percent: float
    """Of the products that state the attribute, in [0, 100]; above 100 in sum where a product has several."""
    width: float
    """Of the longest bar, in [0, 100]."""


@dataclass(frozen=True)
class AttributeNumbers:
    """Everything the attribute part counts."""

    stores: list[str]
    coverage: dict[str, dict[str, float]]
    """Attribute -> store (and "all") -> share of its products that state it, in [0, 1]."""
    spread: dict[str, list[Bar]]
    unmapped: list[tuple[str, int]]
    """Phrases nothing claimed and the products they stand on, most frequent first."""
    colors_read: int
    """Products whose photo's colour was read."""
    colors_differ: list[tuple[str, str, int]]
    """Stated colour, colour seen, products; most frequent first."""


def count(products: Sequence[Product]) -> AttributeNumbers:
    """The numbers of a build's products."""
    stores = sorted({product.store for product in products})
    by_store = {store: [product for product in products if product.store == store] for store in stores}
    groups = {"all": list(products), **by_store}
    differ = Counter((p.color, p.color_seen) for p in products if p.color_check == "differs")
    phrases = Counter(phrase for product in products for phrase in set(product.unmapped))
    return AttributeNumbers(
        stores=stores,
        coverage={name: {group: _share(members, name) for group, members in groups.items()} for name in COLUMNS},
        spread={name: bars for name in COLUMNS if (bars := _bars(products, name))},
        unmapped=sorted(phrases.items(), key=lambda item: (-item[1], item[0]))[:UNMAPPED],
        colors_read=sum(bool(product.color_seen) for product in products),
        colors_differ=[
            (stated, seen, number)
            for (stated, seen), number in sorted(differ.items(), key=lambda item: (-item[1], item[0]))
        ],
    )


def _share(products: Sequence[Product], name: str) -> float:
    return sum(bool(getattr(product, name)) for product in products) / len(products) if products else 0.0


def _bars(products: Sequence[Product], name: str) -> list[Bar]:
    stated = [value for product in products if (value := getattr(product, name))]
    counts = Counter(item for value in stated for item in (value if isinstance(value, list) else [value]))
    ordered: list[Any] = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ordered[:MOST]
    if rest := sum(number for _, number in ordered[MOST:]):
        shown.append((f"{len(ordered) - MOST} others", rest))
    longest = max((number for _, number in shown), default=1)
    return [Bar(str(value), number, 100 * number / len(stated), 100 * number / longest) for value, number in shown]
