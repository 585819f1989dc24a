"""The stage that decides which photos later stages use: images.parquet with measures, groups, `keep` and `reason`."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import numpy as np

from curation import tables
from curation.clean.copies import copies
from curation.clean.crowd import Crowd, ProductPhotos, blank, judge_copies, survey
from curation.clean.settings import BACKGROUNDS, CleanSettings
from curation.glance.glances import Glances
from curation.schema import Image, Product, Removal
from curation.workspace import Build, Workspace

SEEN = ("store", "id", "position", "role", "path", "sha256", "shot")
"""All that cleaning takes from the table."""


@dataclass(frozen=True)
class CleanResult:
    """Counts of one cleaning; photos = kept + dropped, dropped = the sum of `reasons`."""

    photos: int
    """Photos on disk."""
    kept: int
    dropped: int
    groups: int
    """Groups of copies that span products; nothing of them is dropped, the split keeps them together."""
    without_product_photo: int
    """Products that are left without a photo of the article alone; they get no pair."""
    opened: int
    """Photos that were opened for this; the others were known by their bytes, from an earlier stage or run."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Dropped photos by reason, most frequent first."""


def clean(
    workspace: Workspace,
    build: Build,
    settings: CleanSettings,
    *,
    dry_run: bool = False,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
    glances: Glances | None = None,
) -> CleanResult:
    """Fill the columns phash to reason of `images.parquet` and write `removed/clean.csv`; same photos, same bytes.

    A photo that is dropped keeps its row, with `keep` false and the reason. Of copies within a product the best is
    kept: the product's own photo first, then the largest, then the first. Copies across products are all kept and share
    `group`.

    Args:
        dry_run: count only and write no table; what was measured is still remembered.
        workers: processes that read photos; `None` = one a core.
        progress: called with the number of photos measured.
        glances: what other stages have already found out of the photos.

    Raises:
        TableError: nothing was ingested yet.
    """
    with ExitStack() as stack:
        eyes = glances or stack.enter_context(Glances(workspace, build, workers=workers))
        crowd = survey(build, eyes, settings, progress)
        groups = _groups(crowd, eyes, settings)
    judge_copies(build, crowd, groups, settings)
    spanning = [members for members in groups if len(set(crowd.product[members].tolist())) > 1]
    names = {number: min(crowd.keys[n] for n in members)[:16] for members in groups for number in members}
    removals: list[Removal] = []
    shown = ProductPhotos()
    rows = _finished(build, crowd, names, removals, shown)
    if dry_run:
        for _ in rows:
            pass
    else:
        tables.write(build.images, rows, Image)
    dropped = len(removals)
    reasons = Counter(removal.reason for removal in removals)
    bare = shown.missing(tables.stream(build.products, Product, ("store", "id")))
    if not dry_run:
        tables.write(build.removed("clean"), [*removals, *bare], Removal)
    return CleanResult(
        photos=len(crowd.keys),
        kept=len(crowd.keys) - dropped,
        dropped=dropped,
        groups=len(spanning),
        without_product_photo=len(bare),
        opened=crowd.opened,
        reasons=dict(sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def seen_by_clean(images: Iterable[Image]) -> str:
    """SHA-256 over all that cleaning takes from the table, so that what it writes leaves it as it was."""
    digest = hashlib.sha256()
    for row in images:
        seen = (row.store, row.id, row.position, row.role, row.path, row.sha256, row.shot == "packshot")
        digest.update(repr(seen).encode())
    return digest.hexdigest()


def _groups(crowd: Crowd, eyes: Glances, settings: CleanSettings) -> list[list[int]]:
    """Photos that are copies of each other, of those that passed; each group has two or more, in the table's order."""
    passed = [number for number in range(len(crowd.keys)) if number not in crowd.dropped]
    first: dict[str, int] = {}
    for number in passed:
        first.setdefault(crowd.keys[number], number)
    numbers = np.array(list(first.values()), np.int64)
    keys = list(first)

    def thumbs(places: np.ndarray) -> np.ndarray:
        wanted = [keys[place] for place in places.tolist()]
        known = eyes.cache.measures(wanted)
        return np.stack([known[key]["thumb"] for key in wanted])

    found = copies(
        crowd.hashes[numbers], crowd.coarse[numbers], thumbs, settings.distance, settings.difference, eyes.elsewhere
    )
    label = dict(zip(keys, found.tolist()))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in passed:
        groups[label[crowd.keys[number]]].append(number)
    return [members for members in groups.values() if len(members) > 1]


def _finished(
    build: Build, crowd: Crowd, names: Mapping[int, str], removals: list[Removal], shown: ProductPhotos
) -> Iterator[Image]:
    """The rows as they are to be written; what was dropped is added to `removals`, in the table's order."""
    number = -1
    for row in tables.stream(build.images, Image):
        image = blank(row)
        if image.path:
            number += 1
            image = _filled(image, crowd, number, names.get(number, ""))
            if verdict := crowd.dropped.get(number):
                removals.append(Removal(image.store, image.id, image.path, verdict.reason, verdict.detail))
        shown.see(image)
        yield image


def _filled(image: Image, crowd: Crowd, number: int, group: str) -> Image:
    if crowd.measured[number]:
        image = replace(
            image,
            phash=f"{int(crowd.hashes[number, 0]):016x}",
            brightness=round(float(crowd.numbers["brightness"][number]), 2),
            sharpness=round(float(crowd.numbers["sharpness"][number]), 3),
            background=BACKGROUNDS[int(crowd.numbers["background"][number])],
            group=group,
        )
    verdict = crowd.dropped.get(number)
    return replace(image, keep=False, reason=verdict.reason) if verdict else image
