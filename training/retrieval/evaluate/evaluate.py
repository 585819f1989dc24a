"""Evaluate a matcher: what is near each query in the gallery, counted by product and by category."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from curation.errors import ConfigError, DataError
from training.retrieval.evaluate.galleries import PHOTOS, Gallery, galleries
from training.retrieval.evaluate.intervals import bootstrap, wilson
from training.retrieval.evaluate.leakage import Leakage
from training.retrieval.evaluate.measures import CONVENTIONS, SHARES, Table, by_category, by_product
from training.retrieval.evaluate.photos import Photos, Similarity, check
from training.retrieval.evaluate.ranking import Outcomes, joined, outcomes
from training.retrieval.evaluate.report import Figure, GalleryReport, Report

CELLS = 20_000_000
"""Similarities that are held at once: 80 MB."""


@dataclass(frozen=True)
class Protocol:
    """What is asked of a matcher."""

    name: str = "street to shop"
    """Stands in the report."""
    recall: tuple[int, ...] = (1, 5, 10, 20, 50)
    """The ks of recall by product."""
    precision: tuple[int, ...] = tuple(range(1, 16))
    """The ks of precision by category: those of PoshakNet's Table 4."""
    same_set: bool = False
    """Whether the queries are part of the gallery: a query then never finds the photo of its own name."""
    unanswerable: str = "refuse"
    """What a query means whose product the gallery does not hold: refuse, or report (left out and counted)."""
    resamples: int = 2000
    """Of the bootstrap."""
    seed: int = 0
    """Of the bootstrap."""

    def __post_init__(self) -> None:
        for ks in (self.recall, self.precision):
            if not ks or min(ks) < 1 or list(ks) != sorted(set(ks)):
                raise ConfigError(f"protocol {self.name}: the ks {list(ks)} must be whole numbers from 1 that rise")
        if self.unanswerable not in ("refuse", "report"):
            raise ConfigError(f"protocol {self.name}: unanswerable is '{self.unanswerable}'; refuse or report")


def inner_product(queries: np.ndarray, gallery: np.ndarray) -> np.ndarray:
    """(q, g); of unit vectors their cosine, which ranks as their distance does."""
    product: np.ndarray = queries @ gallery.T
    return product


def evaluate(
    queries: Photos,
    gallery: Photos,
    protocol: Protocol = Protocol(),
    *,
    embedder: str = "",
    similarity: Similarity = inner_product,
    leakage: Leakage | None = None,
) -> Report:
    """How well the queries find their products.

    Args:
        queries: the photos that are looked for.
        gallery: the photos that are searched.
        protocol: what is asked.
        embedder: its name, for the report.
        similarity: of vectors; the inner product needs unit vectors and alone gives a gallery of mean vectors.
        leakage: what training and test share, where somebody looked.

    Returns:
        Each measure by product and, where categories are known, by category, in every gallery, with 95 % intervals:
        Wilson's for shares if each query has a product of its own, else by drawing products.

    Raises:
        DataError: as `check` says; or a query's product is not in the gallery.
    """
    plain = similarity is inner_product
    check(queries, gallery, unit=plain)
    gallery = gallery.in_order_of_name()
    known = galleries(gallery, centroids=plain and not protocol.same_set)
    missing = _unanswerable(queries, gallery, protocol)
    found = ranked(queries, gallery, known, protocol, similarity)
    parts = [_report(queries, view, seen, missing, protocol) for view, seen in zip(known, found, strict=True)]
    return Report(
        protocol=protocol.name,
        embedder=embedder,
        queries=len(queries),
        query_products=len(set(queries.products)),
        gallery_photos=len(gallery),
        gallery_products=len(set(gallery.products)),
        unanswerable=tuple(queries.names[int(row)] for row in np.flatnonzero(missing)),
        galleries=tuple(parts),
        conventions=dict(CONVENTIONS),
        leakage=leakage,
        notes=_notes(protocol, len(known[0]), plain),
    )


def ranked(
    queries: Photos, gallery: Photos, views: Sequence[Gallery], protocol: Protocol, similarity: Similarity
) -> list[Outcomes]:
    """What each query found in each gallery, computed a chunk of queries at a time."""
    rows = max(1, CELLS // len(gallery))
    chunks = [np.arange(start, min(start + rows, len(queries))) for start in range(0, len(queries), rows)]
    depths = [_depth(view, protocol) for view in views]
    parts = [_chunk(queries.rows(chunk), gallery, views, depths, protocol, similarity) for chunk in chunks]
    return [joined(list(view)) for view in zip(*parts, strict=True)]


def _depth(view: Gallery, protocol: Protocol) -> int:
    """How many ranks every measure can be had from."""
    most = int(np.unique(view.products, return_counts=True)[1].max())
    return min(len(view), max(*protocol.recall, *protocol.precision, most))


def _chunk(
    queries: Photos,
    gallery: Photos,
    views: Sequence[Gallery],
    depths: Sequence[int],
    protocol: Protocol,
    similarity: Similarity,
) -> list[Outcomes]:
    scores = np.array(similarity(queries.vectors, gallery.vectors), np.float32)
    if not np.isfinite(scores).all():
        raise DataError("the similarities of queries and gallery are not all finite; look at the similarity function")
    own = np.zeros(scores.shape, bool)
    if protocol.same_set:
        own = np.asarray(queries.names)[:, None] == np.asarray(gallery.names)
        scores[own] = -np.inf
    products = np.asarray(queries.products)[:, None]
    found = []
    for view, depth in zip(views, depths, strict=True):
        relevant = products == view.products
        if view.name == PHOTOS:
            relevant &= ~own
        same = None
        if view.categories is not None:
            same = np.asarray(queries.categories)[:, None] == view.categories
        found.append(outcomes(view.scores(scores, queries.vectors), relevant, same, depth))
    return found


def _unanswerable(queries: Photos, gallery: Photos, protocol: Protocol) -> np.ndarray:
    """(q,) bool.

    Raises:
        DataError: there are such queries and the protocol refuses them, or there are no others.
    """
    names: dict[str, set[str]] = {}
    for product, name in zip(gallery.products, gallery.names):
        names.setdefault(product, set()).add(name)
    own = [{name} if protocol.same_set else set() for name in queries.names]
    missing = np.array([not names.get(product, set()) - mine for product, mine in zip(queries.products, own)])
    if missing.all() or (missing.any() and protocol.unanswerable == "refuse"):
        first = int(missing.argmax())
        what = "another photo of their product" if protocol.same_set else "a photo of their product"
        raise DataError(
            f"{int(missing.sum())} of {len(queries)} queries have no relevant item: the gallery does not hold {what}, "
            f"such as {queries.names[first]} (product {queries.products[first]}); add it"
            + ("" if missing.all() else ", or have such queries reported (unanswerable='report')")
        )
    return missing


def _report(queries: Photos, view: Gallery, found: Outcomes, missing: np.ndarray, protocol: Protocol) -> GalleryReport:
    size = len(view) - (1 if protocol.same_set and view.name == PHOTOS else 0)
    answerable = np.flatnonzero(~missing)
    asked = queries.rows(answerable)
    kept = Outcomes(*(getattr(found, name)[answerable] for name in ("relevant", "first", "hits", "same_category")))
    table = by_product(kept, size, protocol.recall)
    figures = list(_figures(table, asked.products, protocol))
    if view.categories is not None:
        figures += _figures(by_category(found, size, protocol.precision), queries.products, protocol)
    first = Table(table.names[:1], table.values[:, :1])
    groups = (dict(_groups(first, asked, column, protocol)) for column in (asked.shots, asked.categories))
    return GalleryReport(view.name, size, tuple(figures), *groups)


def _figures(table: Table, products: Sequence[str], protocol: Protocol) -> Iterator[Figure]:
    n, distinct = len(products), len(set(products))
    intervals = bootstrap(table.values, products, protocol.resamples, protocol.seed)
    for name, values, drawn in zip(table.names, table.values.T, intervals, strict=True):
        mean = float(values.mean())
        # Drawing from hits alone knows no doubt; products are then what was asked independently.
        exact = name.startswith(SHARES) and (n == distinct or mean in (0.0, 1.0))
        low, high = wilson(mean * distinct, distinct) if exact else map(float, drawn)
        yield Figure(name, mean, low, high, n, "wilson" if exact else "bootstrap")


def _groups(table: Table, asked: Photos, column: Sequence[str], protocol: Protocol) -> Iterator[tuple[str, Figure]]:
    labels = np.asarray(column)
    for label in sorted(set(column)):
        chosen = np.flatnonzero(labels == label)
        products = asked.rows(chosen).products
        (figure,) = _figures(Table(table.names, table.values[chosen]), products, protocol)
        yield label, figure


def _notes(protocol: Protocol, size: int, plain: bool) -> tuple[str, ...]:
    notes = []
    beyond = [k for k in (*protocol.recall, *protocol.precision) if k > size]
    if beyond:
        notes.append(f"k = {', '.join(map(str, sorted(set(beyond))))} left out: the gallery has {size} photos")
    if not plain:
        notes.append("centroids left out: the similarity is not the inner product")
    elif protocol.same_set:
        notes.append("centroids left out: queries are part of the gallery")
    return tuple(notes)
