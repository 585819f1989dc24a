"""The two sides of a search: the photos that are looked for, and those that are searched."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from curation.errors import DataError

Similarity = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(q, d) and (g, d) to (q, g), higher = more alike."""

UNIT = 1e-3
"""How far from 1 the length of a vector may be."""


@dataclass(frozen=True)
class Photos:
    """Embedded photos, one a row."""

    vectors: np.ndarray
    """(n, d) float."""
    products: Sequence[str]
    """The product each photo shows."""
    names: Sequence[str]
    """What each photo is called, such as its path; no two alike. Photos that are equally near are ranked by it."""
    categories: Sequence[str] = field(default=())
    """The category of each photo's product; empty where none are known."""
    shots: Sequence[str] = field(default=())
    """What each photo shows of the person, such as full_front; empty where it is not known."""

    def __len__(self) -> int:
        return len(self.vectors)

    def rows(self, chosen: np.ndarray) -> "Photos":
        """The photos of these row numbers."""

        def take(column: Sequence[str]) -> tuple[str, ...]:
            return tuple(column[int(row)] for row in chosen) if column else ()

        columns = (self.products, self.names, self.categories, self.shots)
        products, names, categories, shots = map(take, columns)
        return Photos(self.vectors[chosen], products, names, categories, shots)

    def in_order_of_name(self) -> "Photos":
        """The same photos, so that a stable sort by similarity ranks equal ones by name."""
        return self.rows(np.array(sorted(range(len(self)), key=lambda row: self.names[row]), np.intp))


def check(queries: Photos, gallery: Photos, *, unit: bool) -> None:
    """Refuse what no measure could be trusted on.

    Args:
        queries: the photos that are looked for.
        gallery: the photos that are searched.
        unit: whether every vector must have length 1, as the inner product needs.

    Raises:
        DataError: a side is empty, its columns differ in length, a name stands twice, a vector is not finite or not of
            length 1, or the two sides differ in their dimension or in what is known of them.
    """
    for side, photos in (("queries", queries), ("gallery", gallery)):
        _check_side(side, photos, unit)
    if queries.vectors.shape[1] != gallery.vectors.shape[1]:
        raise DataError(
            f"queries have {queries.vectors.shape[1]} dimensions and the gallery {gallery.vectors.shape[1]}; "
            "embed both with the same embedder"
        )
    if bool(queries.categories) != bool(gallery.categories):
        without = "gallery" if queries.categories else "queries"
        raise DataError(f"categories: the {without} have none; give them to both sides or to neither")


def _check_side(side: str, photos: Photos, unit: bool) -> None:
    if photos.vectors.ndim != 2 or not len(photos):
        raise DataError(f"{side}: vectors have the shape {photos.vectors.shape}; (n, d) with n of at least 1 is needed")
    for column in ("products", "names", "categories", "shots"):
        given = len(getattr(photos, column))
        if given != len(photos) and (given or column in ("products", "names")):
            raise DataError(f"{side}: {given} {column} for {len(photos)} vectors; one for each is needed")
    name, times = Counter(photos.names).most_common(1)[0]
    if times > 1:
        raise DataError(f"{side}: the name '{name}' stands {times} times; give every photo a name of its own")
    bad = np.flatnonzero(~np.isfinite(photos.vectors).all(axis=1))
    if bad.size:
        raise DataError(f"{side}: the vector of {photos.names[bad[0]]} is not finite ({bad.size} such vectors)")
    lengths = np.linalg.norm(photos.vectors, axis=1)
    worst = int(np.abs(lengths - 1).argmax())
    if unit and abs(lengths[worst] - 1) > UNIT:
        raise DataError(
            f"{side}: the vector of {photos.names[worst]} has the length {lengths[worst]:.4g}, not 1; "
            "divide every vector by its length"
        )
