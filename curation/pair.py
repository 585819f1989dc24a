"""One photo of a person for each product of a category, or a stated reason why there is none.

The 2018 procedure: describe each photo by its outline, group the outlines by K-Means, find the full-body cluster, take
for each product the photo nearest to its centre. It finds full bodies, but a back as readily as a front. So the shot
comes first where it is known: a pair is a photo that shows a full front surely enough, or it is none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np

from curation import tables
from curation.choose import Gallery, Rule, choose
from curation.cluster.kmeans import ROWS_AT_ONCE, Clustering, drawn, fit, grouped
from curation.cluster.naming import Naming, name_clusters
from curation.cluster.packed import unpack, width
from curation.cluster.recipe import Recipe
from curation.cluster.record import of_all, record
from curation.errors import ReviewError, TooFewPhotosError, UnknownNameError
from curation.glance.cache import Cache
from curation.glance.glances import Glances
from curation.reviews import Decisions
from curation.schema import Image, Pair, Product, Rejection, Removal
from curation.shots.choice import NONE, Shots
from curation.workspace import Build, Workspace

NOBODY = Decisions()
"""No review."""
SEEN = ("store", "id", "position", "role", "path", "sha256", "keep", "shot", "shot_score", "front_score")
"""What pairing asks of the table of photos."""


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
    glances: Glances | None = None,
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
        glances: what other stages have already found out of the photos, by the same recipe.

    Raises:
        UnknownNameError: no product has this category, or there is no such cluster.
        TooFewPhotosError: fewer readable photos than clusters.
        ReviewError: the photo by which a person chose the full-body cluster is gone.
        TableError: the build's tables are missing or broken.
    """
    products, others = _of_category(build, category)
    if not products:
        raise UnknownNameError("category", category, others, plural="categories")
    if chosen is not None and not 0 <= chosen < recipe.k:
        raise UnknownNameError("cluster", str(chosen), map(str, range(recipe.k)))
    reviewed = set(decided.pairs.values())
    known = {(product.store, product.id) for product in products}
    images = [row for row in tables.stream(build.images, Image, SEEN) if (row.store, row.id) in known]
    products = _without_dropped(products, images)
    candidates = _candidates(images, reviewed)
    del images
    stored = [image for image in candidates if image.path and (image.keep or image.path in reviewed)]
    with ExitStack() as stack:
        eyes = glances or stack.enter_context(Glances(workspace, build, recipe, workers=workers))
        looked = eyes.outlines([eyes.wanted(image, shot=False) for image in stored], progress)
        removals = [
            Removal(image.store, image.id, image.path, fault.reason, fault.detail)
            for image in stored
            if (fault := looked.faults.get(image.path))
        ]
        tables.write(build.removed(f"pair-{category}"), removals, Removal)
        readable = [image for image in stored if image.path not in looked.faults]
        outlines = Outlines(eyes.cache, recipe, [key for key in looked.keys if key])
        try:
            clustering = grouped(fit(outlines.at(drawn(outlines.keys, recipe)), recipe), outlines.parts())
        except TooFewPhotosError as error:
            _write_pairs(build, category, [], [Rejection(p.store, p.id, "too_few_photos") for p in products])
            raise TooFewPhotosError(f"category '{category}' has {error}") from error
        part = outlines.at(of_all(len(readable)))
    galleries = _galleries(candidates, readable)
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
    record(build.clusters(category), workspace.root, photos, part, clustering, naming, recipe)
    _write_pairs(build, category, pairs, rejected)
    return PairResult(category, len(products), len(pairs), len(rejected), len(stored), len(removals))


class Outlines:
    """What K-Means sees of photos, fetched from what is remembered a part at a time."""

    def __init__(self, cache: Cache, recipe: Recipe, keys: Sequence[str]) -> None:
        self._cache = cache
        self._recipe = recipe
        self.keys = keys
        """SHA-256 of the photos."""

    def at(self, places: Sequence[int]) -> np.ndarray:
        """(n, size * size) uint8: the photos at these places."""
        keys = [self.keys[place] for place in places]
        known = self._cache.outlines(keys, self._recipe)
        packed = np.zeros((len(keys), width(self._recipe)), np.uint8)
        for row, key in enumerate(keys):
            packed[row] = known[key]
        return unpack(packed, self._recipe)

    def parts(self) -> Iterator[np.ndarray]:
        """All of them, some at a time."""
        for start in range(0, len(self.keys), ROWS_AT_ONCE):
            yield self.at(range(start, min(start + ROWS_AT_ONCE, len(self.keys))))


def _of_category(build: Build, category: str) -> tuple[list[Product], list[str]]:
    """The products of a category, and the names of all categories where it has none."""
    there = tables.stream(build.products, Product, ("store", "id", "img_path", "category"))
    products = [product for product in there if product.category == category]
    return products, [] if products else categories(tables.stream(build.products, Product, ("store", "id", "category")))


def _by_review(category: str, shown: str, photos: Sequence[str], clustering: Clustering, naming: Naming) -> Naming:
    """The cluster in which the photo lies by which a person chose it."""
    if shown not in photos:
        raise ReviewError(
            f"the full-body cluster of '{category}' was chosen by the photo {shown}, which is not among the photos "
            f"any more; choose it again (curate review --category {category}) or take the line out of reviews.csv"
        )
    number = int(clustering.labels[photos.index(shown)])
    return Naming(naming.names, number, f"a person chose cluster {number}, the one of {shown}")


def _candidates(images: Iterable[Image], decided: set[str]) -> list[Image]:
    """The photos that may show a person: not the product photo, not what the store calls a detail.

    What a person chose is among them, whatever stores and checks say of it.
    """
    return [image for image in images if _may_show_a_person(image) or image.path in decided]


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
