"""One photo of a person for each product of a category, or a stated reason why there is none.

The 2018 procedure: describe each photo by its outline, group the outlines by K-Means, find the full-body cluster, take
for each product the photo nearest to its centre. It finds full bodies, but a back as readily as a front. So the shot
comes first where it is known: a pair is a photo that shows a full front surely enough, or it is none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from curation import tables
from curation.choose import Gallery, Rule, choose
from curation.cluster.features import feature
from curation.cluster.kmeans import Clustering, cluster
from curation.cluster.naming import Naming, name_clusters
from curation.cluster.recipe import Recipe
from curation.cluster.record import record
from curation.engine import run_chunks
from curation.errors import PhotoError, ReviewError, TooFewPhotosError, UnknownNameError
from curation.pixels import decode, pad_square
from curation.reviews import Decisions
from curation.schema import Image, Pair, Product, Rejection, Removal
from curation.shots.choice import NONE, Shots
from curation.workspace import Build, Workspace

NOBODY = Decisions()
"""No review."""


@dataclass(frozen=True)
class PairResult:
    """Counts of one category; products = pairs + rejected, photos = clustered + unreadable."""

    category: str
    products: int
    pairs: int
    rejected: int
    photos: int
    unreadable: int


def categories(products: Iterable[Product]) -> list[str]:
    """The categories that have products, sorted."""
    return sorted({product.category for product in products if product.category})


def pair(
    workspace: Workspace,
    build: Build,
    category: str,
    recipe: Recipe,
    *,
    shots: Shots = NONE,
    chosen: int | None = None,
    decided: Decisions = NOBODY,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> PairResult:
    """Write pairs, rejections and clusters of one category. Same build, same recipe: same bytes.

    Args:
        category: a value of the vocabulary that has products.
        recipe: how photos are described and grouped.
        shots: how sure a full front must be; `NONE` = the distance decides alone, as in 2018.
        chosen: number of the full-body cluster; `None` = the one a person chose, else found by the rule of
            `curation.cluster.naming`.
        decided: what people said of clusters and pairs; it wins over everything but `chosen`.
        workers: processes that read photos; `None` = one a core.
        progress: called with the number of photos read.

    Raises:
        UnknownNameError: no product has this category, or there is no such cluster.
        TooFewPhotosError: fewer readable photos than clusters.
        ReviewError: the photo by which a person chose the full-body cluster is gone.
        TableError: the build's tables are missing or broken.
    """
    everything = tables.read(build.products, Product)
    products = [product for product in everything if product.category == category]
    if not products:
        raise UnknownNameError("category", category, categories(everything), plural="categories")
    if chosen is not None and not 0 <= chosen < recipe.k:
        raise UnknownNameError("cluster", str(chosen), map(str, range(recipe.k)))
    images = tables.read(build.images, Image)
    products = _without_dropped(products, images)
    reviewed = set(decided.pairs.values())
    candidates = _candidates(images, {(p.store, p.id) for p in products}, reviewed)
    stored = [image for image in candidates if image.path and (image.keep or image.path in reviewed)]
    paths = [image.path for image in stored]
    described = run_chunks(partial(describe, workspace.root, recipe), paths, workers=workers, progress=progress)
    outlines: list[np.ndarray] = []
    readable: list[Image] = []
    removals: list[Removal] = []
    for image, found in zip(stored, described, strict=True):
        if isinstance(found, PhotoError):
            removals.append(Removal(image.store, image.id, image.path, found.reason, found.detail))
        else:
            outlines.append(found)
            readable.append(image)
    tables.write(build.removed(f"pair-{category}"), removals, Removal)
    galleries = _galleries(candidates, readable)
    try:
        clustering = cluster(np.array(outlines), recipe)
    except TooFewPhotosError as error:
        _write_pairs(build, category, [], [Rejection(p.store, p.id, "too_few_photos") for p in products])
        raise TooFewPhotosError(f"category '{category}' has {error}") from error
    photos = [image.path for image in readable]
    naming = name_clusters(clustering.centers, clustering.sizes, recipe)
    if chosen is not None:
        naming = Naming(naming.names, chosen, f"cluster {chosen} was asked for by its number")
    elif shown := decided.clusters.get(category):
        naming = _by_review(category, shown, photos, clustering, naming)
    rule = (
        Rule(naming.chosen)
        if shots.use == "none"
        else Rule(naming.chosen, min_score=shots.min_score, decided=decided.pairs)
    )
    pairs, rejected = choose(products, galleries, clustering, rule)
    record(build.clusters(category), workspace.root, photos, np.array(outlines), clustering, naming, recipe)
    _write_pairs(build, category, pairs, rejected)
    return PairResult(category, len(products), len(pairs), len(rejected), len(stored), len(removals))


def describe(root: Path, recipe: Recipe, paths: Sequence[str]) -> list[np.ndarray | PhotoError]:
    """For each photo its outline as (size * size,) uint8, or why it cannot be read."""
    found: list[np.ndarray | PhotoError] = []
    for path in paths:
        try:
            found.append(feature(pad_square(decode(root / path, at_least=recipe.canvas), recipe.canvas), recipe))
        except PhotoError as error:
            found.append(error)
    return found


def _by_review(category: str, shown: str, photos: Sequence[str], clustering: Clustering, naming: Naming) -> Naming:
    """The cluster in which the photo lies by which a person chose it."""
    if shown not in photos:
        raise ReviewError(
            f"the full-body cluster of '{category}' was chosen by the photo {shown}, which is not among the photos "
            f"any more; choose it again (curate review --category {category}) or take the line out of reviews.csv"
        )
    number = int(clustering.labels[photos.index(shown)])
    return Naming(naming.names, number, f"a person chose cluster {number}, the one of {shown}")


def _candidates(images: Iterable[Image], products: set[tuple[str, str]], decided: set[str]) -> list[Image]:
    """The photos that may show a person: not the product photo, not what the store calls a detail.

    What a person chose is among them, whatever stores and checks say of it.
    """
    return [
        image
        for image in images
        if (image.store, image.id) in products and (_may_show_a_person(image) or image.path in decided)
    ]


def _may_show_a_person(image: Image) -> bool:
    return image.role in ("model", "unknown")


def _without_dropped(products: list[Product], images: Iterable[Image]) -> list[Product]:
    """The products; one whose product photo was dropped has none any more."""
    dropped = {image.path for image in images if image.path and not image.keep}
    return [replace(product, img_path="") if product.img_path in dropped else product for product in products]


def _galleries(candidates: Iterable[Image], readable: Sequence[Image]) -> dict[tuple[str, str], Gallery]:
    rows: dict[tuple[str, str], list[tuple[int, Image]]] = defaultdict(list)
    for row, image in enumerate(readable):
        rows[image.store, image.id].append((row, image))
    total: dict[tuple[str, str], int] = defaultdict(int)
    for image in candidates:
        total[image.store, image.id] += 1
    return {key: Gallery(rows[key], count - len(rows[key])) for key, count in total.items()}


def _write_pairs(build: Build, category: str, pairs: list[Pair], rejected: list[Rejection]) -> None:
    for suffix in ("parquet", "csv"):
        tables.write(build.pairs(category, suffix), pairs, Pair)
    tables.write(build.rejected(category), rejected, Rejection)
