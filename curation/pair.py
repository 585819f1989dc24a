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
from curation.cluster.features import feature
from curation.cluster.kmeans import Clustering, cluster
from curation.cluster.naming import Naming, name_clusters
from curation.cluster.recipe import Recipe
from curation.cluster.record import record
from curation.engine import run_chunks
from curation.errors import PhotoError, TooFewPhotosError, UnknownNameError
from curation.pixels import decode, pad_square
from curation.schema import Image, Pair, Product, Rejection, Removal
from curation.shots.choice import NONE, Shots
from curation.workspace import Build, Workspace

ONLY = {
    "packshots": {"packshot"},
    "backs": {"full_back", "partial_back"},
    "sides": {"full_side", "threequarter_side"},
    "crops": {"threequarter_front", "threequarter_side", "upper_front", "detail"},
}
"""What all photos of a product may be, and it has no full front."""


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
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> PairResult:
    """Write pairs, rejections and clusters of one category. Same build, same recipe: same bytes.

    Args:
        category: a value of the vocabulary that has products.
        recipe: how photos are described and grouped.
        shots: how sure a full front must be; `NONE` = the distance decides alone, as in 2018.
        chosen: number of the full-body cluster; `None` = found by the rule of `curation.cluster.naming`.
        workers: processes that read photos; `None` = one a core.
        progress: called with the number of photos read.

    Raises:
        UnknownNameError: no product has this category, or there is no such cluster.
        TooFewPhotosError: fewer readable photos than clusters.
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
    candidates = _candidates(images, {(p.store, p.id) for p in products})
    stored = [image for image in candidates if image.path and image.keep]
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
    naming = name_clusters(clustering.centers, clustering.sizes, recipe)
    if chosen is not None:
        naming = Naming(naming.names, chosen, f"cluster {chosen} was asked for by its number")
    min_score = None if shots.use == "none" else shots.min_score
    pairs, rejected = choose(products, galleries, clustering, naming.chosen, min_score)
    photos = [image.path for image in readable]
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


@dataclass(frozen=True)
class Gallery:
    """The photos of one product that may show a person."""

    readable: list[tuple[int, Image]]
    """Row in the clustering, and the photo; gallery order."""
    unreadable: int
    """How many could not be stored or decoded, or were dropped."""


def choose(
    products: Iterable[Product],
    galleries: dict[tuple[str, str], Gallery],
    clustering: Clustering,
    chosen: int,
    min_score: float | None = None,
) -> tuple[list[Pair], list[Rejection]]:
    """For each product its best photo, or why there is none.

    With `min_score` the best photo is the surest full front, and of those as sure to two digits the one nearest to
    the chosen centre; without it the nearest alone decides, on a tie the first one.

    Reasons: `no_product_photo`, `no_model_photo` (the store shows none), `no_readable_photo` (none could be used);
    with `min_score` also those of `no_front`.
    """
    pairs, rejected = [], []
    to_chosen = clustering.distances[:, chosen]
    to_others = np.delete(clustering.distances, chosen, axis=1).min(axis=1)
    for product in products:
        gallery = galleries.get((product.store, product.id), Gallery([], 0))
        if not gallery.readable:
            reason = "no_readable_photo" if gallery.unreadable else "no_model_photo"
            rejected.append(Rejection(product.store, product.id, reason))
            continue
        row, image = min(
            gallery.readable, key=lambda candidate: _rank(candidate[1], to_chosen[candidate[0]], min_score)
        )
        if not product.img_path:
            rejected.append(Rejection(product.store, product.id, "no_product_photo", image.path))
            continue
        if min_score is not None and (image.front_score or 0.0) < min_score:
            reason = no_front(candidate.shot for _, candidate in gallery.readable)
            rejected.append(Rejection(product.store, product.id, reason, image.path))
            continue
        pairs.append(
            Pair(
                store=product.store,
                id=product.id,
                product_image=product.img_path,
                model_image=image.path,
                distance=round(float(to_chosen[row]), 3),
                margin=round(float(to_others[row] - to_chosen[row]), 3),
                cluster=int(clustering.labels[row]),
                shot=image.shot if min_score is not None else "",
                score=image.front_score if min_score is not None else None,
            )
        )
    return pairs, rejected


def _rank(image: Image, distance: float, min_score: float | None) -> tuple[float, float]:
    """The lower, the better: the surest full front first, then the nearest to the centre."""
    return (0.0 if min_score is None else -round(image.front_score or 0.0, 2), float(distance))


def no_front(shots: Iterable[str]) -> str:
    """Why a gallery without a sure full front has none.

    Returns:
        `below_min_score` where one is a full front, if not surely enough; `only_packshots`, `only_backs`, `only_sides`
        or `only_crops` where all photos are such; else `no_full_front`.
    """
    shown = set(shots)
    if "full_front" in shown:
        return "below_min_score"
    for kind, members in ONLY.items():
        if shown <= members:
            return f"only_{kind}"
    return "no_full_front"


def _candidates(images: Iterable[Image], products: set[tuple[str, str]]) -> list[Image]:
    """The photos that may show a person: not the product photo, not what the store calls a detail."""
    return [image for image in images if (image.store, image.id) in products and image.role in ("model", "unknown")]


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
