"""P x K batches across both worlds: some products, of each some product photos and some photos of people wearing it.

Without both kinds in every batch a matcher learns that all photos of people are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curation.errors import DataError
from training.data.table import Table
from training.data.views import Decode, Photos, photos_of
from training.retrieval.views import COUNT, view

SHOP, STREET = "product", "model"


@dataclass(frozen=True)
class Wanted:
    """What a batch holds of each product."""

    shop: int
    """Product photos: views of them where there are fewer."""
    street: int
    """Photos of people; 0 = none, as PoshakNet trained."""
    views: int
    """Of how many of the eight views a product photo is drawn; 1 = the photo itself."""


@dataclass(frozen=True)
class Singles:
    """Photos one by one, in the table's order: what is looked for, or searched."""

    table: Table
    places: Sequence[int]
    photos: Photos
    number: int = 0
    """Which of the eight views."""

    def __len__(self) -> int:
        return len(self.places)

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        return {"image": self.pixels(places)}

    def pixels(self, places: np.ndarray) -> np.ndarray:
        """(n, height, width, 3) uint8."""
        found = self.photos.at([self.places[int(place)] for place in places])
        return found if not self.number else np.stack([view(image, self.number) for image in found])

    def keys(self, places: np.ndarray) -> list[str]:
        return [self.table.of(self.places[int(place)]).key for place in places]

    @property
    def fingerprint(self) -> str:
        return self.photos.cache.fingerprint


@dataclass(frozen=True)
class Products:
    """A sample is a product with photos of both kinds; its number is its class."""

    table: Table
    shop: Sequence[Sequence[int]]
    """Product photos of each, places in the table."""
    street: Sequence[Sequence[int]]
    """Photos of people wearing each."""
    photos: Photos
    wanted: Wanted
    left_out: int
    """Products of the split that lack one kind of photo."""

    def __len__(self) -> int:
        return len(self.shop)

    def fetch(self, places: np.ndarray, draws: np.random.Generator) -> dict[str, np.ndarray]:
        """`shop` (n * wanted.shop, ...), `street` (n * wanted.street, ...), grouped by product, and `label` (n,)."""
        chosen = [int(place) for place in places]
        batch = {
            "shop": np.concatenate([self._views(place, draws) for place in chosen]),
            "label": np.array(chosen, np.int64),
        }
        if self.wanted.street:
            worn = [
                self.street[place][row] for place in chosen for row in _drawn(self.street[place], self.wanted, draws)
            ]
            batch["street"] = self.photos.at(worn)
        return batch

    def keys(self, places: np.ndarray) -> list[str]:
        return [self.table.of(self.shop[int(place)][0]).key for place in places]

    @property
    def fingerprint(self) -> str:
        return self.photos.cache.fingerprint

    def singles(self, kind: str, number: int = 0) -> Singles:
        """Every photo of a kind, of these products."""
        lists = self.shop if kind == SHOP else self.street
        return Singles(self.table, [place for places in lists for place in places], self.photos, number)

    def packshots(self, places: np.ndarray) -> np.ndarray:
        """(n, height, width, 3) uint8: the first product photo of each of these products."""
        return self.photos.at([self.shop[int(place)][0] for place in places])

    def _views(self, place: int, draws: np.random.Generator) -> np.ndarray:
        """`wanted.shop` pictures of a product, no two the same view of a photo while there are others."""
        choices = [(photo, number) for photo in self.shop[place] for number in range(self.wanted.views)]
        order = draws.permutation(len(choices))
        picked = [choices[order[row % len(choices)]] for row in range(self.wanted.shop)]
        pixels = self.photos.at([photo for photo, _ in picked])
        return np.stack([view(image, number) for image, (_, number) in zip(pixels, picked)])


def products(table: Table, split: str, wanted: Wanted, decode: Decode, *, categories: Sequence[str] = ()) -> Products:
    """The products of a split that have photos of both kinds.

    Raises:
        DataError: there are fewer than two; or only one photo of each product is wanted, so that nothing can be near.
    """
    if wanted.shop + wanted.street < 2 or not 1 <= wanted.views <= COUNT:
        raise DataError(
            f"a batch would hold {wanted.shop} product photos and {wanted.street} photos of people of each product, in "
            f"{wanted.views} views; two photos and 1 to {COUNT} views are needed (options shop, street, views)"
        )
    kinds: dict[str, dict[int, list[int]]] = {SHOP: {}, STREET: {}}
    for place, photo in enumerate(table.photos):
        article = table.articles[photo.article]
        if photo.role in kinds and article.split == split and (not categories or article.category in categories):
            kinds[photo.role].setdefault(photo.article, []).append(place)
    both = sorted(kinds[SHOP].keys() & kinds[STREET].keys())
    alone = sorted(kinds[SHOP].keys() ^ kinds[STREET].keys())
    if len(both) < 2:
        example = f", such as {table.articles[alone[0]].key}" if alone else ""
        raise DataError(
            f"{table.source}: {len(both)} products of the split {split} have a product photo and a photo of a person; "
            f"a matcher needs two ({len(alone)} have photos of one kind only{example})"
        )
    shop, street = [kinds[SHOP][article] for article in both], [kinds[STREET][article] for article in both]
    every = [place for lists in (*shop, *street) for place in lists]
    return Products(table, shop, street, photos_of(table, every, decode), wanted, len(alone))


def _drawn(photos: Sequence[int], wanted: Wanted, draws: np.random.Generator) -> np.ndarray:
    """Rows of some of a product's photos of people, none twice while there are others."""
    order = draws.permutation(len(photos))
    return np.array([order[row % len(photos)] for row in range(wanted.street)], np.intp)
