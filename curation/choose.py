"""Which photo of a product is its pair, or why none is.

A person's decision first; then the shot, which says whether the photo is a full front; then the distance to the
full-body centre.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from curation.cluster.kmeans import Clustering
from curation.reviews import NO_PHOTO
from curation.schema import Image, Pair, Product, Rejection

ONLY = {
    "packshots": {"packshot"},
    "backs": {"full_back", "partial_back"},
    "sides": {"full_side", "threequarter_side"},
    "crops": {"threequarter_front", "threequarter_side", "upper_front", "detail"},
}
"""What all photos of a product may be, and it has no full front."""


@dataclass(frozen=True)
class Gallery:
    """The photos of one product that may show a person."""

    readable: Sequence[tuple[int, Image]] = ()
    """Row in the clustering, and the photo; gallery order."""
    unreadable: int = 0
    """How many could not be stored or decoded, or were dropped."""


@dataclass(frozen=True)
class Rule:
    """By what a photo is chosen."""

    cluster: int
    """The full-body cluster, whose centre distances are measured to."""
    min_score: float | None = None
    """How surely a photo must be a full front, in [0, 1]; None: the distance decides alone, as in 2018."""
    decided: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What people chose: product (store, id) to a photo, or to `curation.reviews.NO_PHOTO`."""


def choose(
    products: Iterable[Product], galleries: Mapping[tuple[str, str], Gallery], clustering: Clustering, rule: Rule
) -> tuple[list[Pair], list[Rejection]]:
    """For each product its best photo, or why there is none.

    With `min_score` the best photo is the surest full front, and of those as sure to two digits the one nearest to
    the chosen centre; without it the nearest alone decides, on a tie the first one. Where the store names no product
    photo, one of the gallery that is surely a packshot stands in.

    Reasons: `no_product_photo`, `no_model_photo` (the store shows none), `no_readable_photo` (none could be used),
    `review_none` (a person found none good), `reviewed_photo_missing` (a person chose one that is gone); with
    `min_score` also those of `no_front`.
    """
    pairs, rejected = [], []
    for product in products:
        gallery = galleries.get((product.store, product.id), Gallery())
        found = _found(product, gallery, clustering, rule)
        if isinstance(found, Pair):
            pairs.append(found)
        else:
            rejected.append(found)
    return pairs, rejected


def _found(product: Product, gallery: Gallery, clustering: Clustering, rule: Rule) -> Pair | Rejection:
    if not gallery.readable:
        reason = "no_readable_photo" if gallery.unreadable else "no_model_photo"
        return Rejection(product.store, product.id, reason)
    decided = rule.decided.get((product.store, product.id), "")
    row, image = _best(gallery, clustering, rule)
    if decided and decided != NO_PHOTO:
        chosen = [(row, image) for row, image in gallery.readable if image.path == decided]
        if not chosen:
            return Rejection(product.store, product.id, "reviewed_photo_missing", decided)
        row, image = chosen[0]
    packshot, source = product_photo(product, gallery, rule.min_score)
    if not packshot:
        return Rejection(product.store, product.id, "no_product_photo", image.path)
    if decided == NO_PHOTO:
        return Rejection(product.store, product.id, "review_none", image.path)
    if not decided and rule.min_score is not None and (image.front_score or 0.0) < rule.min_score:
        reason = no_front(candidate.shot for _, candidate in gallery.readable if candidate.path != packshot)
        return Rejection(product.store, product.id, reason, image.path)
    distances = clustering.distances[row]
    margin = np.delete(distances, rule.cluster).min() - distances[rule.cluster]
    return Pair(
        store=product.store,
        id=product.id,
        product_image=packshot,
        model_image=image.path,
        distance=round(float(distances[rule.cluster]), 3),
        margin=round(float(margin), 3),
        cluster=int(clustering.labels[row]),
        shot=image.shot if rule.min_score is not None else "",
        score=image.front_score if rule.min_score is not None else None,
        source="review" if decided else "auto",
        product_source=source,
    )


def _best(gallery: Gallery, clustering: Clustering, rule: Rule) -> tuple[int, Image]:
    """The surest full front first, then the nearest to the centre, then the first."""

    def rank(candidate: tuple[int, Image]) -> tuple[float, float]:
        row, image = candidate
        sure = 0.0 if rule.min_score is None else -round(image.front_score or 0.0, 2)
        return sure, float(clustering.distances[row, rule.cluster])

    return min(gallery.readable, key=rank)


def product_photo(product: Product, gallery: Gallery, min_score: float | None) -> tuple[str, str]:
    """The photo of the article alone and who says so: `store`, or `model` where only the picture tells.

    Returns:
        Path and source; both empty where there is no such photo, or none that is one with at least `min_score`.
    """
    if product.img_path:
        return product.img_path, "store"
    alone = [
        image
        for _, image in gallery.readable
        if min_score is not None and image.shot == "packshot" and (image.shot_score or 0.0) >= min_score
    ]
    # `max` keeps the first of equals: the gallery's order decides a tie.
    return (max(alone, key=lambda image: image.shot_score or 0.0).path, "model") if alone else ("", "")


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
