"""The products of a category that a person can decide about, as columns: fifty thousand cost no more than a few."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.review.keys import SEPARATOR, joined, places
from curation.review.outcomes import outcomes
from curation.review.photos import Photos
from curation.schema import Product
from curation.workspace import Build

CANDIDATE_ROLES = pa.array(["model", "unknown"])
"""As in pairing: not the product photo, not what the store calls a detail."""


@dataclass(frozen=True)
class Items:
    """Products with a product photo and at least one photo that may show a person, in the order of the tables.

    All arrays have one entry an item, but `candidates`.
    """

    category: str
    version: str
    """Changes when the build's tables are written anew."""
    keys: pa.Array
    """Store and id."""
    names: pa.Array
    brands: pa.Array
    product_photos: np.ndarray
    """Number of the photo."""
    starts: np.ndarray
    """Where an item's photos begin in `candidates`; one entry more than items."""
    candidates: np.ndarray
    """Numbers of photos, by item and gallery position."""
    proposed: np.ndarray
    """The photo of the pair, or the rejected product's best candidate; else its first candidate."""
    scores: np.ndarray
    """Probability that the proposed photo is a full front, in [0, 1]; NaN where nothing has looked."""
    margins: np.ndarray
    """Of the pair, to the next cluster; NaN for a rejected product."""
    reasons: pa.Array
    """Why a product was rejected; empty for a pair."""

    def __len__(self) -> int:
        return len(self.keys)

    def gallery(self, number: int) -> np.ndarray:
        """The photos of an item."""
        return self.candidates[self.starts[number] : self.starts[number + 1]]

    def find(self, keys: pa.Array) -> np.ndarray:
        """The items of these keys, (n,) int64; -1 where there is none."""
        return places(keys, self.keys)

    def key(self, number: int) -> tuple[str, str]:
        """Store and id of an item."""
        store, _, name = str(self.keys[number].as_py()).partition(SEPARATOR)
        return store, name


def load(build: Build, category: str, photos: Photos) -> Items:
    """What there is to decide in a category.

    Raises:
        UnknownNameError: no product has this category.
        WorkspaceError: the category was not paired yet.
        TableError: a table is missing or broken.
    """
    products = _products(build, category)
    if not build.pairs(category).is_file() or not build.rejected(category).is_file():
        raise WorkspaceError(f"category '{category}' was not paired yet; run curate pair --category {category}")
    keys = joined(products)
    found = outcomes(build, category, keys)
    paths = pa.concat_arrays([found.product_photos, _array(products["img_path"]), found.proposed])
    of_pair, of_product, proposed = np.split(photos.numbers(paths), 3)
    shown = np.where(of_pair < 0, of_product, of_pair)
    starts, candidates = _galleries(keys, shown, photos)
    # Without a photo on either side there is nothing that a person could choose.
    kept = np.flatnonzero((np.diff(starts) > 0) & (shown >= 0))
    rows = pa.array(kept)
    items = Items(
        category=category,
        version=version(build, category),
        keys=keys.take(rows),
        names=_array(products["name"]).take(rows),
        brands=_array(products["brand"]).take(rows),
        product_photos=shown[kept],
        starts=np.concatenate([[0], np.cumsum(np.diff(starts)[kept])]).astype(np.int64),
        candidates=candidates[np.isin(np.repeat(np.arange(len(keys)), np.diff(starts)), kept)],
        proposed=proposed[kept],
        scores=np.empty(0),
        margins=found.margins[kept],
        reasons=found.reasons.take(rows),
    )
    proposed = _own(items.proposed, items, photos)
    scores = photos.table["front_score"].to_numpy()[proposed].astype(np.float64)
    return replace(items, proposed=proposed, scores=scores)


def version(build: Build, category: str) -> str:
    """Changes whenever the photos' or the pairs' table was written anew."""
    files = (build.images, build.pairs(category), build.rejected(category))
    return hashlib.sha256(repr([_state(path) for path in files]).encode()).hexdigest()[:12]


def _products(build: Build, category: str) -> pa.Table:
    names = ("store", "id", "name", "brand", "category", "img_path")
    everything = tables.read_columns(build.products, Product, names)
    mine = everything.filter(pc.equal(everything["category"], category))
    if not len(mine):
        known = sorted(filter(None, pc.unique(everything["category"]).to_pylist()))
        raise UnknownNameError("category", category, known, plural="categories")
    return mine


def _galleries(keys: pa.Array, shown: np.ndarray, photos: Photos) -> tuple[np.ndarray, np.ndarray]:
    """For each product where its candidates begin (one entry more than products), and all candidates."""
    table = photos.table
    wanted = pc.and_(
        pc.and_(table["keep"], pc.not_equal(table["path"], "")), pc.is_in(table["role"], value_set=CANDIDATE_ROLES)
    )
    may_show = np.array(wanted)
    may_show[shown[shown >= 0]] = False
    rows = np.flatnonzero(may_show)
    part = table.select(["store", "id", "position"]).take(pa.array(rows))
    owners = places(joined(part), keys)
    order = np.lexsort((np.asarray(part["position"]), owners))
    owners, rows = owners[order], rows[order]
    mine = owners >= 0
    return np.searchsorted(owners[mine], np.arange(len(keys) + 1)), rows[mine]


def _own(proposed: np.ndarray, items: Items, photos: Photos) -> np.ndarray:
    """The proposed photos as numbers of the items' own; an own first photo where there is no such.

    A path that two products share has the number of the first of them.
    """
    owners = np.full(len(photos.table), -1)
    owners[items.candidates] = np.repeat(np.arange(len(items)), np.diff(items.starts))
    found = proposed.copy()
    for item in np.flatnonzero((found < 0) | (owners[found] != np.arange(len(items)))):
        gallery = items.gallery(int(item))
        wanted = photos.path(int(found[item])) if found[item] >= 0 else ""
        same = [number for number in gallery if photos.path(int(number)) == wanted]
        found[item] = same[0] if same else gallery[0]
    return found


def _array(column: Any) -> pa.Array:
    """One array, whatever chunks a table's column came in."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _state(path: Path) -> tuple[int, int] | None:
    if not path.is_file():
        return None
    state = path.stat()
    return state.st_mtime_ns, state.st_size
