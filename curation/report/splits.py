"""How the products are dealt out: by category and by color, how far from the shares that were asked for."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from curation.schema import Product
from curation.split.settings import SPLITS, SplitSettings

Key = tuple[str, str]
"""Store and id of a product."""


@dataclass(frozen=True)
class SplitRow:
    """The products of one category or color."""

    name: str
    """A value of the vocabulary; empty = the store states none."""
    products: dict[str, int]
    """By split."""
    pairs: dict[str, int]
    """Those of them that have a pair, by split."""
    percent: dict[str, float]
    """Of the products, by split, in [0, 100]."""


@dataclass(frozen=True)
class SplitNumbers:
    """Everything the report says of the split."""

    wanted: dict[str, float]
    """The shares of the definition, in [0, 1]."""
    all: SplitRow
    left_out: int
    """Products that are in no split."""
    leaks: int
    by_category: list[SplitRow]
    by_color: list[SplitRow]


def count(
    products: Sequence[Product],
    split_of: Mapping[Key, str],
    paired: Iterable[Key],
    settings: SplitSettings,
    leaks: int,
) -> SplitNumbers:
    """The numbers of a split.

    Args:
        products: all of the build.
        split_of: train, validation or test by store and id.
        paired: store and id of the products with a pair.
        settings: the shares that were asked for.
        leaks: what `curation.split.leaks` found.
    """
    has_pair = set(paired)

    def rows(value: Callable[[Product], str]) -> list[SplitRow]:
        members: defaultdict[str, list[Product]] = defaultdict(list)
        for product in products:
            if (product.store, product.id) in split_of:
                members[value(product)].append(product)
        return [_row(name, members[name], split_of, has_pair) for name in sorted(members)]

    everything = rows(lambda product: "all")
    return SplitNumbers(
        wanted=dict(zip(SPLITS, settings.shares)),
        all=everything[0] if everything else _row("all", [], split_of, has_pair),
        left_out=sum((product.store, product.id) not in split_of for product in products),
        leaks=leaks,
        by_category=rows(lambda product: product.category),
        by_color=rows(lambda product: product.color),
    )


def _row(name: str, products: Sequence[Product], split_of: Mapping[Key, str], has_pair: set[Key]) -> SplitRow:
    keys = [(product.store, product.id) for product in products]
    counts = Counter(split_of[key] for key in keys)
    pairs = Counter(split_of[key] for key in keys if key in has_pair)
    return SplitRow(
        name,
        {split: counts[split] for split in SPLITS},
        {split: pairs[split] for split in SPLITS},
        {split: round(100 * counts[split] / len(keys), 1) if keys else 0.0 for split in SPLITS},
    )
