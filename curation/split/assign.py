"""Which split each product goes to: by a number made from its group's name, so that it depends on nothing else.

The number is the same in every build with the same seed, whatever other products there are. A product that arrives
later goes with its group. Where it would tie two groups that were dealt to different splits, neither is moved: the
newcomer is left out, with its reason.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from curation.split.links import SEPARATOR, Links
from curation.split.settings import SplitSettings

OPEN = -1
"""Instead of a split's number: not dealt yet."""


@dataclass(frozen=True)
class Dealt:
    """The outcome, product by product."""

    split: np.ndarray
    """(products,) number in SPLITS, or OPEN where the product is left out."""
    group: list[str]
    """(products,) name of its group: store and article of the member that speaks for all."""


def assign(links: Links, settings: SplitSettings, previous: np.ndarray | None = None) -> Dealt:
    """Deal all products.

    Args:
        links: what ties them together.
        settings: shares and seed.
        previous: (products,) where they were dealt before with the same settings, or OPEN; None = never.
    """
    before = np.full(len(links.products), OPEN, np.int8) if previous is None else previous
    out = _left_out(links, before)
    links = _untied(links, out)
    groups = links.groups()
    count = int(groups.max()) + 1 if len(groups) else 0
    names, places, speakers = _named(links, groups, count, settings.seed)
    split = np.full(count, OPEN, np.int8)
    dealt = before != OPEN
    split[groups[dealt]] = before[dealt]
    if settings.balance:
        split = _balanced(links, groups, split, places, speakers, settings.shares)
    else:
        # Of the last edge only the sum's rounding is left: everything above it is the last split's.
        edges = np.cumsum(settings.shares)[:-1]
        split = np.where(split == OPEN, np.searchsorted(edges, places, side="right"), split).astype(np.int8)
    return Dealt(np.where(out, OPEN, split[groups]), [names[group] for group in groups])


def _left_out(links: Links, before: np.ndarray) -> np.ndarray:
    """(products,) bool: which products would tie groups that were dealt apart.

    What was dealt before claims its ties for its split; then each newcomer takes the split of what it is tied to and
    claims its own ties for it. One that is tied to two splits is left out.
    """
    out = np.zeros(len(before), bool)
    groups = links.groups()
    dealt = before != OPEN
    held = np.unique(np.stack([groups[dealt], before[dealt]]), axis=1)[0]
    torn, times = np.unique(held, return_counts=True)
    touched = np.flatnonzero(np.isin(groups[links.product], torn[times > 1]))
    ties: defaultdict[int, list[int]] = defaultdict(list)
    for product, link in zip(links.product[touched].tolist(), links.link[touched].tolist()):
        ties[product].append(link)
    claims: dict[int, int] = {}
    waiting = sorted(ties, key=lambda product: (not dealt[product], links.keys[product].as_py()))
    while waiting:
        later = []
        for product in waiting:
            own = {int(before[product])} if dealt[product] else set()
            found = own | {claims[link] for link in ties[product] if link in claims}
            if len(found) > 1:
                out[product] = True
            elif found:
                (split,) = found
                claims.update(dict.fromkeys(ties[product], split))
            else:
                later.append(product)
        if len(later) == len(waiting):
            break  # tied to the rest only over those that are left out
        waiting = later
    return out


def _untied(links: Links, out: np.ndarray) -> Links:
    stay = ~out[links.product]
    return replace(links, product=links.product[stay], link=links.link[stay])


def _named(links: Links, groups: np.ndarray, count: int, seed: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Of each group its name, its place in [0, 1), and the product that speaks for it.

    A product's number comes from its article, so that another colour of it changes nothing. Of several articles the
    one with the lowest number speaks for the group; its place is a second number, independent of the first, or groups
    of many would all lie low.
    """
    table = links.products
    articles = [
        f"{store}{SEPARATOR}{article or own}"
        for store, article, own in zip(*(table[name].to_pylist() for name in ("store", "group_id", "id")))
    ]
    digests = {article: hashlib.sha256(f"{seed}{SEPARATOR}{article}".encode()).digest() for article in set(articles)}
    rank = np.array([int.from_bytes(digests[article][:8], "big") for article in articles], np.uint64)
    order = np.lexsort((rank, groups))
    _, first = np.unique(groups[order], return_index=True)
    speakers = order[first]
    names = [articles[product].replace(SEPARATOR, "/") for product in speakers]
    places = np.array([int.from_bytes(digests[articles[product]][8:16], "big") / 2**64 for product in speakers])
    return names, places.reshape(count), speakers


def _balanced(
    links: Links,
    groups: np.ndarray,
    split: np.ndarray,
    places: np.ndarray,
    speakers: np.ndarray,
    shares: tuple[float, ...],
) -> np.ndarray:
    """The open groups dealt one by one, each to the split that lacks most in its category and color.

    What a category and color cannot settle, being few, the category does, and then all products together.
    """
    sizes = np.bincount(groups, minlength=len(split))
    categories, colors = (links.products[name].to_pylist() for name in ("category", "color"))
    lacking: defaultdict[tuple[str, ...], np.ndarray] = defaultdict(lambda: np.zeros(len(shares)))

    def strata(group: int) -> list[tuple[str, ...]]:
        category, color = categories[speakers[group]], colors[speakers[group]]
        return [(), (category,), (category, color)]

    wanted = np.array(shares)
    split = split.copy()
    # Those with a split first: they fill their shares before anybody new is dealt.
    for group in np.lexsort((places, split == OPEN)).tolist():
        own = strata(group)
        for stratum in own:
            lacking[stratum] += wanted * sizes[group]
        if split[group] == OPEN:
            split[group] = int(np.argmax(np.sum([lacking[stratum] for stratum in own], axis=0)))
        for stratum in own:
            lacking[stratum][split[group]] -= sizes[group]
    return split
