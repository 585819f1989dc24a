"""Whether anything stands in two splits: an article, a file, or copies of a photo."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from curation import tables
from curation.schema import Split
from curation.split.links import KINDS, SEPARATOR, Links, read_links
from curation.split.settings import SPLITS
from curation.workspace import Build

Key = tuple[str, str]
"""Store and id of a product."""


@dataclass(frozen=True)
class Leak:
    """One thing that stands in more than one split."""

    kind: str
    """group_id, photo or copy."""
    name: str
    """The article, the file's SHA-256 (or path), or the group of copies."""
    products: dict[str, list[Key]]
    """Split -> the products that have it there."""


def find_leaks(build: Build) -> list[Leak]:
    """The leaks of a build's `splits.parquet`, whoever wrote it.

    Raises:
        TableError: products, photos or splits are missing.
    """
    split_of = {(row.store, row.id): row.split for row in tables.read(build.splits, Split)}
    return leaks(read_links(build), split_of)


def leaks(links: Links, split_of: Mapping[Key, str]) -> list[Leak]:
    """What stands in two splits; a product without one leaks nothing.

    Args:
        links: what ties the products.
        split_of: train, validation or test by store and id.
    """
    keys = [tuple(key.split(SEPARATOR)) for key in links.keys.to_pylist()]
    numbers = {name: number for number, name in enumerate(SPLITS)}
    split = np.array([numbers.get(split_of.get((key[0], key[1]), ""), -1) for key in keys], np.int64)
    used = split[links.product] >= 0
    product, link = links.product[used], links.link[used]
    seen = np.zeros((len(links.kinds), len(SPLITS)), bool)
    seen[link, split[product]] = True
    torn = seen.sum(axis=1) > 1
    members: dict[int, dict[str, list[Key]]] = {int(number): {} for number in np.flatnonzero(torn)}
    for owner, number in sorted(set(zip(product[torn[link]].tolist(), link[torn[link]].tolist()))):
        members[number].setdefault(SPLITS[split[owner]], []).append((keys[owner][0], keys[owner][1]))
    return [
        Leak(KINDS[links.kinds[number]], links.names[number].as_py().replace(SEPARATOR, "/"), found)
        for number, found in members.items()
    ]
