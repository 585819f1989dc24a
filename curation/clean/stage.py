"""The stage that decides which photos later stages use: images.parquet with measures, groups, `keep` and `reason`."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from curation import tables
from curation.clean.cache import opened
from curation.clean.checks import ALONE, TOGETHER, judge
from curation.clean.copies import copies
from curation.clean.measure import MEASURED, measure, sha256
from curation.clean.photo import Photo
from curation.clean.settings import BACKGROUNDS, CleanSettings
from curation.clean.verdict import Drop
from curation.engine import CHUNK, run_chunks
from curation.errors import PhotoError
from curation.schema import Image, Product, Removal
from curation.workspace import Build, Workspace

Key = tuple[str, str]
"""Store and id of a product."""


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
    """Photos that were decoded this time; the others were known by their bytes."""
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
) -> CleanResult:
    """Fill the columns phash to reason of `images.parquet` and write `removed/clean.csv`; same photos, same bytes.

    A photo that is dropped keeps its row, with `keep` false and the reason. Of copies within a product the best is
    kept: the product's own photo first, then the largest, then the first. Copies across products are all kept and share
    `group`.

    Args:
        dry_run: count only and write no table; what was measured is still remembered.
        workers: processes that read photos; `None` = one a core.
        progress: called with the number of photos measured.

    Raises:
        TableError: nothing was ingested yet.
    """
    images = [_blank(image) for image in tables.read(build.images, Image)]
    stored = [place for place, image in enumerate(images) if image.path]
    shas, rows, seen = _measured(workspace, build, [images[place] for place in stored], workers, progress)
    photos = _photos([images[place] for place in stored], rows)
    verdicts = [judge(photo, ALONE, settings) for photo in photos]
    passed = [number for number, verdict in enumerate(verdicts) if not isinstance(verdict, Drop)]
    groups = _groups(photos, shas, passed, settings)
    for members in groups:
        for number, photo in zip(members, _with_copies([photos[n] for n in members], [shas[n] for n in members])):
            verdicts[number] = judge(photo, TOGETHER, settings)
    spanning = [members for members in groups if len({_key(photos[number].image) for number in members}) > 1]
    names = {number: min(shas[n] for n in members)[:16] for members in groups for number in members}
    removals = []
    for number, (place, photo, verdict) in enumerate(zip(stored, photos, verdicts)):
        images[place] = _filled(photo, names.get(number, ""), verdict)
        if isinstance(verdict, Drop):
            image = photo.image
            removals.append(Removal(image.store, image.id, image.path, verdict.reason, verdict.detail))
    bare = _without_product_photo(tables.read(build.products, Product), images)
    reasons = Counter(removal.reason for removal in removals)
    if not dry_run:
        tables.write(build.images, images, Image)
        tables.write(build.removed("clean"), [*removals, *bare], Removal)
    return CleanResult(
        photos=len(stored),
        kept=len(stored) - len(removals),
        dropped=len(removals),
        groups=len(spanning),
        without_product_photo=len(bare),
        opened=seen,
        reasons=dict(sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def seen_by_clean(images: Iterable[Image]) -> str:
    """SHA-256 over all that cleaning takes from the table, so that what it writes leaves it as it was."""
    digest = hashlib.sha256()
    for row in images:
        seen = (row.store, row.id, row.position, row.role, row.path, row.sha256, row.shot == "packshot")
        digest.update(repr(seen).encode())
    return digest.hexdigest()


def _blank(image: Image) -> Image:
    """The row without what an earlier cleaning wrote."""
    nothing = replace(image, phash="", brightness=None, sharpness=None, background="", group="")
    return replace(nothing, keep=True, reason="") if image.path else nothing


def _measured(
    workspace: Workspace,
    build: Build,
    images: Sequence[Image],
    workers: int | None,
    progress: Callable[[int], None],
) -> tuple[list[str], list[np.ndarray | PhotoError], int]:
    """For each photo the SHA-256 of its bytes, its measures or why it has none; and how many had to be decoded."""
    files = [workspace.root / image.path for image in images]
    # A photo that is gone is unknown, whatever was measured once: the table's word alone does not bring it back.
    shas = [(image.sha256 if file.is_file() else "") or sha256(file) for image, file in zip(images, files)]
    with opened(build.measures) as cache:
        known: dict[str, np.ndarray | PhotoError] = dict(cache.known(shas))
        progress(sum(sha in known for sha in shas))
        new = {sha: image.path for sha, image in zip(shas, images) if sha and sha not in known}
        found = run_chunks(partial(measure, workspace.root), list(new.values()), workers=workers, progress=progress)
        fresh: list[tuple[str, np.ndarray]] = []
        for sha, row in zip(new, found, strict=True):
            known[sha] = row
            if not isinstance(row, PhotoError):
                fresh.append((sha, row))
            if len(fresh) == CHUNK:
                cache.keep(fresh)
                fresh.clear()
        cache.keep(fresh)
    gone = [PhotoError("missing_file", f"{file}: No such file or directory") for file in files]
    return shas, [known.get(sha, missing) for sha, missing in zip(shas, gone)], len(new)


def _photos(images: Sequence[Image], rows: Sequence[np.ndarray | PhotoError]) -> list[Photo]:
    """The photos with what they show: the article alone where the store says so, else where the picture does."""
    named = {_key(image) for image in images if image.role == "product"}
    return [
        Photo(image, row, image.role == "product" or (_key(image) not in named and image.shot == "packshot"))
        for image, row in zip(images, rows, strict=True)
    ]


def _groups(
    photos: Sequence[Photo], shas: Sequence[str], passed: Sequence[int], settings: CleanSettings
) -> list[list[int]]:
    """Photos that are copies of each other, of those that passed; each group has two or more, in the table's order."""
    first: dict[str, int] = {}
    for number in passed:
        first.setdefault(shas[number], number)
    found = copies(_stack([photos[number] for number in first.values()]), settings.distance, settings.difference)
    label = dict(zip(first, found))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in passed:
        groups[int(label[shas[number]])].append(number)
    return [members for members in groups.values() if len(members) > 1]


def _stack(photos: Sequence[Photo]) -> np.ndarray:
    stack = np.zeros(len(photos), MEASURED)
    for place, photo in enumerate(photos):
        stack[place] = photo.measures
    return stack


def _with_copies(photos: Sequence[Photo], shas: Sequence[str]) -> list[Photo]:
    """The members of one group of copies with what they are to each other, product by product."""
    best: dict[Key, tuple[Photo, str]] = {}
    for photo, sha in zip(photos, shas):
        key = _key(photo.image)
        if key not in best or _rank(photo) > _rank(best[key][0]):
            best[key] = photo, sha
    found = []
    for photo, sha in zip(photos, shas):
        twin, twin_sha = best[_key(photo.image)]
        better = "" if twin is photo else twin.image.path
        found.append(replace(photo, better=better, same_bytes=sha == twin_sha, products=len(best)))
    return found


def _rank(photo: Photo) -> tuple[bool, int, int]:
    """Which of two copies is the better one: the product's own photo, then the larger, then the first."""
    area = int(photo.measure("width") * photo.measure("height"))
    return photo.image.role == "product", area, -photo.image.position


def _filled(photo: Photo, group: str, verdict: object) -> Image:
    image = photo.image
    if not isinstance(photo.measures, PhotoError):
        image = replace(
            image,
            phash=f"{int(photo.measures['hashes'][0]):016x}",
            brightness=round(float(photo.measures["brightness"]), 2),
            sharpness=round(float(photo.measures["sharpness"]), 3),
            background=BACKGROUNDS[int(photo.measures["background"])],
            group=group,
        )
    return replace(image, keep=False, reason=verdict.reason) if isinstance(verdict, Drop) else image


def _without_product_photo(products: Sequence[Product], images: Sequence[Image]) -> list[Removal]:
    """The products whose photos hold no usable one of the article alone."""
    shown: defaultdict[Key, list[Image]] = defaultdict(list)
    for image in images:
        if image.role == "product" or image.shot == "packshot":
            shown[_key(image)].append(image)
    removals = []
    for product in products:
        candidates = shown[product.store, product.id]
        if not any(image.keep and image.path for image in candidates):
            lost = ", ".join(f"{image.path or image.url} {image.reason}" for image in candidates)
            detail = lost or "no photo is said or seen to show the article alone"
            removals.append(Removal(product.store, product.id, "", "no_product_photo", detail))
    return removals


def _key(image: Image) -> Key:
    return image.store, image.id
