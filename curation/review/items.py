"""The products of a category that a person can decide about, as columns: fifty thousand cost no more than a few."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.review.photos import Photos
from curation.schema import Pair, Product, Rejection
from curation.workspace import Build

CANDIDATE_ROLES = pa.array(["model", "unknown"])
"""As in pairing: not the product photo, not what the store calls a detail."""
SEPARATOR = "\x1f"
"""Between store and id in a key; no store has it in a name."""


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
        return _places(keys, self.keys)

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
    outcomes = _outcomes(build, category, keys, photos)
    shown = np.where(outcomes.product_photos < 0, photos.numbers(_array(products["img_path"])), outcomes.product_photos)
    starts, candidates = _galleries(keys, shown, photos)
    # Without a photo on either side there is nothing that a person could choose.
    kept = np.flatnonzero((starts[1:] > starts[:-1]) & (shown >= 0))
    lengths = (starts[1:] - starts[:-1])[kept]
    inside = np.isin(np.repeat(np.arange(len(keys)), starts[1:] - starts[:-1]), kept)
    proposed = outcomes.proposed[kept]
    proposed = np.where(proposed < 0, candidates[starts[kept]] if len(kept) else proposed, proposed)
    scores = photos.table["front_score"].to_numpy()
    rows = pa.array(kept)
    return Items(
        category=category,
        version=version(build, category),
        keys=keys.take(rows),
        names=_array(products["name"]).take(rows),
        brands=_array(products["brand"]).take(rows),
        product_photos=shown[kept],
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        candidates=candidates[inside],
        proposed=proposed,
        scores=scores[proposed].astype(np.float64),
        margins=outcomes.margins[kept],
        reasons=outcomes.reasons.take(rows),
    )


def version(build: Build, category: str) -> str:
    """Changes whenever the photos' or the pairs' table was written anew."""
    files = (build.images, build.pairs(category), build.rejected(category))
    return hashlib.sha256(repr([_state(path) for path in files]).encode()).hexdigest()[:12]


def joined(table: pa.Table) -> pa.Array:
    """Store and id of each row as one text."""
    return _array(pc.binary_join_element_wise(table["store"], table["id"], SEPARATOR))


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
    rows = np.setdiff1d(np.flatnonzero(np.asarray(wanted)), shown)
    part = table.select(["store", "id", "position"]).take(pa.array(rows))
    owners = _places(joined(part), keys)
    order = np.lexsort((np.asarray(part["position"]), owners))
    owners, rows = owners[order], rows[order]
    mine = owners >= 0
    return np.searchsorted(owners[mine], np.arange(len(keys) + 1)), rows[mine]


@dataclass(frozen=True)
class _Outcomes:
    """What pairing made of each product of a category."""

    product_photos: np.ndarray
    """Number of the pair's product photo; -1 where there is no pair."""
    proposed: np.ndarray
    """Number of the pair's photo or of the best candidate; -1 where there is neither."""
    margins: np.ndarray
    reasons: pa.Array


def _outcomes(build: Build, category: str, keys: pa.Array, photos: Photos) -> _Outcomes:
    shown, proposed = np.full(len(keys), -1, np.int64), np.full(len(keys), -1, np.int64)
    margins = np.full(len(keys), np.nan)
    reasons = np.full(len(keys), "", object)
    wanted = ("store", "id", "product_image", "model_image", "margin")
    pairs = tables.read_columns(build.pairs(category), Pair, wanted)
    places = _places(joined(pairs), keys)
    there = places >= 0
    shown[places[there]] = photos.numbers(_array(pairs["product_image"]))[there]
    proposed[places[there]] = photos.numbers(_array(pairs["model_image"]))[there]
    margins[places[there]] = np.asarray(pairs["margin"])[there]
    rejected = tables.read(build.rejected(category), Rejection)
    columns = {name: [getattr(row, name) for row in rejected] for name in ("store", "id", "reason", "best_candidate")}
    table = pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns]))
    places = _places(joined(table), keys)
    there = places >= 0
    proposed[places[there]] = photos.numbers(_array(table["best_candidate"]))[there]
    reasons[places[there]] = np.asarray(columns["reason"], object)[there]
    return _Outcomes(shown, proposed, margins, pa.array(reasons, pa.string()))


def _places(keys: pa.Array, among: pa.Array) -> np.ndarray:
    return np.asarray(pc.fill_null(pc.index_in(keys, value_set=among), -1)).astype(np.int64)


def _array(column: Any) -> pa.Array:
    """One array, whatever chunks a table's column came in."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _state(path: Path) -> tuple[int, int] | None:
    if not path.is_file():
        return None
    state = path.stat()
    return state.st_mtime_ns, state.st_size
