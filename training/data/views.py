"""What a batch holds: five views over one table.

Each gives, for places of samples, a dictionary of arrays: pictures (n, height, width, 3) uint8, masks with one channel,
the rest numbers. What a view draws at random it takes from the generator it is given.

| view | a sample is | arrays |
|---|---|---|
| `Pairs` | a product with a photo of a person wearing it | `src`, `tgt`, and on demand `neg`, another product's `tgt` |
| `Domains` | a photo of one query and any photo of another | `a`, `b` |
| `Labelled` | a photo with attribute values | `image`, `labels` |
| `Triplets` | a person's photo, its product, another product | `anchor`, `positive`, `negative` |
| `Masks` | a photo with a mask of the same size | `image`, `mask` |
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from curation.errors import DataError
from training.config import Data
from training.data.cache import Cache
from training.data.query import select, value, values
from training.data.table import Photo, Table

Decode = Callable[..., Cache]
"""The pixels of photos at the run's size; `fill=0` for masks."""


class View(Protocol):
    """Samples of one kind."""

    def __len__(self) -> int: ...

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        """The samples at these places, stacked."""
        ...

    def keys(self, places: np.ndarray) -> list[str]:
        """The product, as `store/id`, that each sample stands for: what an interval is drawn over."""
        ...

    @property
    def fingerprint(self) -> str:
        """Of the pixels behind it."""
        ...


@dataclass(frozen=True)
class Photos:
    """Pixels of some photos of a table, found by their place there."""

    cache: Cache
    row_of: Mapping[int, int]

    def at(self, places: Sequence[int]) -> np.ndarray:
        """(n, height, width, 3) uint8."""
        return self.cache.pixels[[self.row_of[place] for place in places]]


def photos_of(table: Table, places: Sequence[int], decode: Decode) -> Photos:
    """The pixels of photos at places of a table, each decoded once."""
    once = sorted(set(places))
    return Photos(decode([table.photos[place] for place in once]), {place: row for row, place in enumerate(once)})


@dataclass(frozen=True)
class Pairs:
    """Product photo and model photo, one drawn from the other."""

    table: Table
    pairs: Sequence[tuple[int, int]]
    photos: Photos
    direction: str
    negatives: bool = False

    def __len__(self) -> int:
        return len(self.pairs)

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        ends = [self._ends(int(place)) for place in places]
        batch = {"src": self.photos.at([src for src, _ in ends]), "tgt": self.photos.at([tgt for _, tgt in ends])}
        if self.negatives:
            batch["neg"] = self.photos.at([self._ends(self._other(int(place), draws))[1] for place in places])
        return batch

    def keys(self, places: np.ndarray) -> list[str]:
        return [self.table.of(self.pairs[int(place)][0]).key for place in places]

    @property
    def fingerprint(self) -> str:
        return self.photos.cache.fingerprint

    def _ends(self, place: int) -> tuple[int, int]:
        product, model = self.pairs[place]
        return (product, model) if self.direction == "product_to_model" else (model, product)

    def _other(self, place: int, draws: np.random.Generator) -> int:
        """A pair of another product: public ports of PLDT forget to ask that."""
        article = self.table.photos[self.pairs[place][0]].article
        while True:
            other = int(draws.integers(len(self.pairs)))
            if self.table.photos[self.pairs[other][0]].article != article:
                return other


def pairs(table: Table, split: str, data: Data, decode: Decode, *, negatives: bool = False) -> Pairs:
    """The pairs of a split.

    Raises:
        DataError: there are none, or only one product where another is asked for beside each.
    """
    chosen = table.pairs_in(split, data.categories, all_models=data.model_photos == "all")
    if negatives and len({table.photos[product].article for product, _ in chosen}) < 2:
        raise DataError(f"{table.source}: the split {split} holds one product with pairs; negatives need two")
    photos = photos_of(table, [place for pair in chosen for place in pair], decode)
    return Pairs(table, chosen, photos, data.direction, negatives)


@dataclass(frozen=True)
class Domains:
    """Two sets of photos without pairs: the first in order, the second at random."""

    table: Table
    a: Sequence[int]
    b: Sequence[int]
    photos: Photos

    def __len__(self) -> int:
        return max(len(self.a), len(self.b))

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        first = [self.a[int(place) % len(self.a)] for place in places]
        second = [self.b[int(draws.integers(len(self.b)))] for _ in places]
        return {"a": self.photos.at(first), "b": self.photos.at(second)}

    def keys(self, places: np.ndarray) -> list[str]:
        return [self.table.of(self.a[int(place) % len(self.a)]).key for place in places]

    @property
    def fingerprint(self) -> str:
        return self.photos.cache.fingerprint


def domains(table: Table, split: str, a: str, b: str, decode: Decode) -> Domains:
    """Photos that meet one query, and photos that meet another, within a split.

    Raises:
        DataError: a query cannot be read or finds nothing in the split.
    """
    found = [[place for place in select(table, query) if table.of(place).split == split] for query in (a, b)]
    for query, places in zip((a, b), found):
        if not places:
            raise DataError(f"{table.source}: no photo of the split {split} meets '{query}'")
    return Domains(table, found[0], found[1], photos_of(table, [*found[0], *found[1]], decode))


@dataclass(frozen=True)
class Labelled:
    """Photos with the values of some attributes, as numbers."""

    table: Table
    places: Sequence[int]
    photos: Photos
    attributes: Mapping[str, tuple[str, ...]]
    """Each attribute with its values; a label is the place of the value there, -1 where it is not stated."""

    def __len__(self) -> int:
        return len(self.places)

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        chosen = [self.places[int(place)] for place in places]
        labels = [[self._label(photo, name) for name in self.attributes] for photo in chosen]
        return {"image": self.photos.at(chosen), "labels": np.array(labels, np.int64)}

    def keys(self, places: np.ndarray) -> list[str]:
        return [self.table.of(self.places[int(place)]).key for place in places]

    @property
    def fingerprint(self) -> str:
        return self.photos.cache.fingerprint

    def _label(self, photo: int, name: str) -> int:
        stated = value(self.table, photo, name)
        return self.attributes[name].index(stated) if stated in self.attributes[name] else -1


def labelled(
    table: Table, split: str, query: str, attributes: Sequence[str], decode: Decode, *, fewest: int = 10
) -> Labelled:
    """Photos that meet a query, with attributes.

    Args:
        fewest: photos that a value must have in the split; a value with fewer is none.

    Raises:
        DataError: a column does not exist, or has fewer than two values with that many photos.
    """
    places = [place for place in select(table, query) if table.of(place).split == split]
    kept = {}
    for name in attributes:
        counts = values(table, name, places)
        kept[name] = tuple(found for found, count in counts.items() if count >= fewest)
        if len(kept[name]) < 2:
            listed = ", ".join(f"{found} {count}" for found, count in counts.items()) or "none"
            raise DataError(
                f"{table.source}: {name} needs two values with {fewest} photos or more in the split {split}; "
                f"there are: {listed}"
            )
    return Labelled(table, places, photos_of(table, places, decode), kept)


@dataclass(frozen=True)
class Triplets:
    """A person's photo, the product it shows, and another product."""

    pairs: Pairs

    def __len__(self) -> int:
        return len(self.pairs)

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        batch = self.pairs.fetch(places, draws)
        return {"anchor": batch["src"], "positive": batch["tgt"], "negative": batch["neg"]}

    def keys(self, places: np.ndarray) -> list[str]:
        return self.pairs.keys(places)

    @property
    def fingerprint(self) -> str:
        return self.pairs.fingerprint


def triplets(table: Table, split: str, data: Data, decode: Decode) -> Triplets:
    """Triplets over the pairs of a split.

    Raises:
        DataError: there are no pairs, or only one product.
    """
    return Triplets(pairs(table, split, replace(data, direction="model_to_product"), decode, negatives=True))


@dataclass(frozen=True)
class Masks:
    """Photos with masks."""

    names: Sequence[str]
    images: Cache
    masks: Cache
    threshold: int = field(default=127)

    def __len__(self) -> int:
        return len(self.names)

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        masks = np.where(self.masks.pixels[places][..., :1] > self.threshold, 255, 0).astype(np.uint8)
        return {"image": self.images.pixels[places], "mask": masks}

    def keys(self, places: np.ndarray) -> list[str]:
        return [self.names[int(place)] for place in places]

    @property
    def fingerprint(self) -> str:
        return f"{self.images.fingerprint}-{self.masks.fingerprint}"


def masks(photos: Sequence[Photo], of: Sequence[Photo], decode: Decode) -> Masks:
    """Photos with their masks (white = inside), two lists of the same length.

    Raises:
        DataError: the lists differ in length, or are empty.
    """
    if not photos or len(photos) != len(of):
        raise DataError(f"{len(photos)} photos and {len(of)} masks; each photo needs its mask")
    return Masks([photo.path.stem for photo in photos], decode(photos), decode(of, fill=0))
