"""What each decision says of which photo: that it is a full front, or that it is none, and how surely."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from curation.reviews import NO_PHOTO
from curation.schema import SHOTS, Review

FRONT = SHOTS[0]
assert FRONT == "full_front"
PASSED_OVER = 0.5
"""Weight of a photo that was not chosen although it could have been: a product may have two full fronts, and a person
takes one. A photo that was proposed and exchanged, or found unfit with all others, counts fully."""

Product = tuple[str, str]
"""Store and id."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One photo, judged by a person."""

    product: Product
    photo: str
    """Relative to the workspace."""
    front: bool
    weight: float
    """In (0, 1]."""


@dataclass(frozen=True)
class Gathered:
    """What all decisions in force say."""

    evidence: list[Evidence]
    unused: list[str]
    """Decisions that say nothing now, each with the reason."""


def gather(rows: Iterable[Review], galleries: Mapping[Product, Sequence[str]]) -> Gathered:
    """What the decisions in force say of the photos.

    - A photo was chosen: it is a full front. The one it was exchanged for is none; the others are none, half as surely.
    - None of the photos will do: none is a full front.
    - A shot was named: that photo is a full front, or none; this outranks what a pair says of the same photo.
    - A cluster was chosen: says nothing of a single photo.

    Args:
        rows: of `reviews.csv`, oldest first.
        galleries: for each product of the build its photos that may show a person.
    """
    pairs: dict[Product, Review] = {}
    shots: dict[str, tuple[Product, str]] = {}
    for row in rows:
        if row.kind == "pair":
            pairs[row.store, row.id] = row
        elif row.kind == "shot":
            photo, _, shot = row.value.rpartition("=")
            shots[photo] = ((row.store, row.id), shot)
    found: dict[str, Evidence] = {}
    unused = []
    for product, row in pairs.items():
        if not row.value:
            continue
        photos = galleries.get(product, ())
        if not photos:
            unused.append(f"{row.store} {row.id}: the product is not in the build")
        elif row.value not in (NO_PHOTO, *photos):
            unused.append(f"{row.store} {row.id}: its photo {row.value} is not in the build")
        else:
            found.update((piece.photo, piece) for piece in _of_pair(product, row, photos))
    owners = {photo: product for product, photos in galleries.items() for photo in photos}
    for photo, (product, shot) in shots.items():
        if shot and photo in owners:
            found[photo] = Evidence(owners[photo], photo, shot == FRONT, 1.0)
        elif shot:
            unused.append(f"{product[0]} {product[1]}: the photo {photo} is not in the build")
    return Gathered(list(found.values()), unused)


def _of_pair(product: Product, row: Review, photos: Sequence[str]) -> Iterable[Evidence]:
    for photo in photos:
        if photo == row.value:
            yield Evidence(product, photo, True, 1.0)
        else:
            surely = row.value == NO_PHOTO or photo == row.previous
            yield Evidence(product, photo, False, 1.0 if surely else PASSED_OVER)
