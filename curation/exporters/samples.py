"""What a build has to give: its pairs with all that is known of the product, and the part each belongs to."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.schema import Pair, Product, Removal, Split
from curation.workspace import Build, safe_name

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Sample:
    """One pair."""

    key: str
    """A name for its files: letters, digits, - and _, no dot; unique in the build."""
    split: str
    """train, validation or test."""
    product: Product
    pair: Pair


@dataclass
class Parts:
    """Which part each product of a build belongs to."""

    by_product: dict[tuple[str, str], str]
    notes: list[str] = field(default_factory=list)
    """What a person should know of it, a sentence each."""

    def of(self, store: str, id: str) -> str:
        """The product's part; train where nothing was split yet; empty where the splits have no place for it."""
        return self.by_product.get((store, id), "") if self.by_product else "train"


def parts(build: Build, wanted: Collection[str]) -> Parts:
    """Read `splits.parquet`; without it everything is train, which is said.

    Raises:
        UnknownNameError: a wanted part is none of `SPLITS`.
        WorkspaceError: validation or test is wanted and nothing was split yet.
    """
    for name in wanted:
        if name not in SPLITS:
            raise UnknownNameError("split", name, SPLITS)
    if build.splits.is_file():
        return Parts({(row.store, row.id): row.split for row in tables.read(build.splits, Split)})
    for name in wanted:
        if name != "train":
            raise WorkspaceError(
                f"{build.splits} does not exist, so nothing is {name}; run curate split, or leave --split out"
            )
    return Parts({}, ["there are no splits yet (curate split makes them): everything is train"])


def samples(
    build: Build, parts: Parts, wanted: Collection[str] = (), categories: Collection[str] = ()
) -> tuple[list[Sample], list[Removal]]:
    """The pairs of a build by key, and those that are in no split.

    Args:
        build: a build with pairs.
        parts: which part each product belongs to.
        wanted: only these parts; none = all.
        categories: only these categories; none = all.

    Raises:
        WorkspaceError: there are no pairs, none that is wanted, or pairs of products that are gone.
        UnknownNameError: a category has no pairs.
        TableError: a table is missing or broken.
    """
    files = sorted((build.root / "pairs").glob("*.parquet"))
    known = [path.stem for path in files]
    for name in categories:
        if name not in known:
            raise UnknownNameError("category", name, known, plural="categories with pairs")
    pairs = [pair for path in files if not categories or path.stem in categories for pair in tables.read(path, Pair)]
    if not pairs:
        raise WorkspaceError(f"{build.root / 'pairs'} holds no pairs to export; run curate pair first")
    products = {(product.store, product.id): product for product in tables.read(build.products, Product)}
    names = keys((pair.store, pair.id) for pair in pairs)
    stale = [pair for pair in pairs if (pair.store, pair.id) not in products]
    if stale:
        raise WorkspaceError(
            f"{len(stale)} of {len(pairs)} pairs, such as {stale[0].store} {stale[0].id}, are of products that are "
            "gone; run curate pair again"
        )
    found: list[Sample] = []
    left: list[Removal] = []
    for pair in pairs:
        key, split = (pair.store, pair.id), parts.of(pair.store, pair.id)
        if not split:
            left.append(Removal(pair.store, pair.id, names[key], "no_split", "curate split has not placed it"))
        elif not wanted or split in wanted:
            found.append(Sample(names[key], split, products[key], pair))
    if not found:
        raise WorkspaceError(
            f"no pair of {build.root / 'pairs'} is {' or '.join(wanted or SPLITS)}; "
            + ("leave --split out for all" if wanted else "run curate split")
        )
    return sorted(found, key=lambda sample: sample.key), left


def keys(products: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A file name for each (store, id): no dots, since some formats take what follows the first for the extension.

    >>> keys([("zalando", "AR322O0BC-C11"), ("shop", "1.5")])
    {('zalando', 'AR322O0BC-C11'): 'zalando-AR322O0BC-C11', ('shop', '1.5'): 'shop-1_5-d5b57ac6'}
    """
    made: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for store, id in sorted(set(products)):
        plain = f"{store}-{id}"
        name = safe_name(plain).replace(".", "_")
        digest = hashlib.sha1(f"{store}\0{id}".encode()).hexdigest()[:8]
        if "." in plain or name.lower() in taken:
            name = f"{name}-{digest}"
        taken.add(name.lower())
        made[store, id] = name
    return made


def by_split(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    """The samples of each part that has any, train first."""
    found: dict[str, list[Sample]] = {name: [] for name in SPLITS}
    for sample in samples:
        found[sample.split].append(sample)
    return {name: part for name, part in found.items() if part}


def facts(sample: Sample) -> dict[str, str]:
    """What an export says of a pair beside its photos; text only, empty = not stated."""
    product = sample.product
    return {
        "store": product.store,
        "id": product.id,
        **{name: getattr(product, name) for name in COLUMNS},
        "shot": sample.pair.shot,
    }


COLUMNS = (
    "category",
    "color",
    "length",
    "sleeve_length",
    "fit",
    "pattern",
    "neckline",
    "occasion",
    "name",
    "brand",
    "product_url",
)
"""Of a product, as far as others need them."""
