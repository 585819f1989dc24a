"""All photos of a build as cleaning holds them: a few hundred bytes each, in arrays; rows pass through one by one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow.compute as pc

from curation import tables
from curation.clean.checks import ALONE, TOGETHER, judge
from curation.clean.copies import coarse_of
from curation.clean.measure import MEASURED
from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import Drop
from curation.glance.glances import Glances
from curation.schema import Image, Product, Removal
from curation.workspace import Build

Key = tuple[str, str]
"""Store and id of a product."""
SEPARATOR = "\x1f"
ROW = ("store", "id", "position", "role", "path", "sha256", "shot")
"""What the checks ask of a row."""
NUMBERS = np.dtype([(name, MEASURED[name]) for name in MEASURED.names or () if name not in ("hashes", "thumb")])


@dataclass
class Crowd:
    """The n photos on disk, in the table's order."""

    keys: list[str] = field(default_factory=list)
    """SHA-256 of each; empty where there is none."""
    product: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    """(n,) which product each belongs to."""
    measured: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    """(n,) whether it could be read."""
    numbers: np.ndarray = field(default_factory=lambda: np.zeros(0, NUMBERS))
    """(n,) what was measured, but for the two below."""
    hashes: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint64))
    """(n, views)"""
    coarse: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    """(n, 192)"""
    dropped: dict[int, Drop] = field(default_factory=dict)
    """Number of a photo to why it is not used."""
    opened: int = 0
    """Photos that were opened this time; the others were known by their bytes."""


def survey(build: Build, eyes: Glances, settings: CleanSettings, progress: Callable[[int], None]) -> Crowd:
    """Look at every photo on disk and judge it alone."""
    crowd = Crowd(product=_owners(build))
    named = _named(build)
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    for group in tables.batched(tables.stream(build.images, Image, ROW), tables.ROWS):
        images = [image for image in group if image.path]
        looked = eyes.measures([eyes.wanted(image, shot=False) for image in images], progress)
        known = eyes.cache.measures(key for key in looked.keys if key)
        rows = np.zeros(len(images), MEASURED)
        for place, (image, key) in enumerate(zip(images, looked.keys)):
            if key:
                rows[place] = known[key]
            measures = rows[place] if key else looked.faults[image.path]
            verdict = judge(Photo(image, measures, _shows_product(image, named)), ALONE, settings)
            if isinstance(verdict, Drop):
                crowd.dropped[len(crowd.keys) + place] = verdict
        crowd.keys += looked.keys
        crowd.opened += looked.opened
        parts.append((rows[[*(NUMBERS.names or ()), "hashes"]].copy(), coarse_of(rows["thumb"])))
    if parts:
        rows = np.concatenate([part for part, _ in parts])
        crowd.hashes, crowd.coarse = rows["hashes"], np.concatenate([part for _, part in parts])
        crowd.numbers = rows[list(NUMBERS.names or ())].astype(NUMBERS)
    crowd.measured = np.array([bool(key) for key in crowd.keys], bool)
    return crowd


def judge_copies(build: Build, crowd: Crowd, groups: Sequence[Sequence[int]], settings: CleanSettings) -> None:
    """Judge photos by their copies; what is dropped is added to the crowd's."""
    wanted = {number for members in groups for number in members}
    rows: dict[int, Image] = {}
    if wanted:
        stored = (image for image in tables.stream(build.images, Image, ROW) if image.path)
        rows = {number: image for number, image in enumerate(stored) if number in wanted}
    for members in groups:
        photos = [Photo(rows[number], crowd.numbers[number]) for number in members]
        for number, photo in zip(members, _with_copies(photos, [crowd.keys[number] for number in members])):
            verdict = judge(photo, TOGETHER, settings)
            if isinstance(verdict, Drop):
                crowd.dropped[number] = verdict


def blank(image: Image) -> Image:
    """The row without what an earlier cleaning wrote."""
    nothing = replace(image, phash="", brightness=None, sharpness=None, background="", group="")
    return replace(nothing, keep=True, reason="") if image.path else nothing


class ProductPhotos:
    """Which products have a usable photo of the article alone."""

    def __init__(self) -> None:
        self._good: set[Key] = set()
        self._lost: defaultdict[Key, list[str]] = defaultdict(list)

    def see(self, image: Image) -> None:
        """Take a finished row into account."""
        if image.role == "product" or image.shot == "packshot":
            if image.keep and image.path:
                self._good.add(_key(image))
            else:
                self._lost[_key(image)].append(f"{image.path or image.url} {image.reason}")

    def missing(self, products: Iterable[Product]) -> list[Removal]:
        """The products without one, and what became of those they had."""
        removals = []
        for product in products:
            if (product.store, product.id) not in self._good:
                lost = ", ".join(self._lost.get((product.store, product.id), ()))
                detail = lost or "no photo is said or seen to show the article alone"
                removals.append(Removal(product.store, product.id, "", "no_product_photo", detail))
        return removals


def _owners(build: Build) -> np.ndarray:
    """(n,) a number for the product of each photo on disk."""
    table = tables.read_columns(build.images, Image, ("store", "id", "path"))
    stored = table.filter(pc.not_equal(table["path"], ""))
    names = pc.binary_join_element_wise(stored["store"], stored["id"], SEPARATOR).combine_chunks()
    return np.asarray(pc.dictionary_encode(names).indices).astype(np.int64)


def _named(build: Build) -> set[Key]:
    """The products for which the store says which photo shows the article alone."""
    table = tables.read_columns(build.images, Image, ("store", "id", "role", "path"))
    mine = table.filter(pc.and_(pc.equal(table["role"], "product"), pc.not_equal(table["path"], "")))
    return set(zip(mine["store"].to_pylist(), mine["id"].to_pylist()))


def _shows_product(image: Image, named: set[Key]) -> bool:
    """The article alone where the store says so, else where the picture does."""
    return image.role == "product" or (_key(image) not in named and image.shot == "packshot")


def _with_copies(photos: Sequence[Photo], keys: Sequence[str]) -> list[Photo]:
    """The members of one group of copies with what they are to each other, product by product."""
    best: dict[Key, tuple[Photo, str]] = {}
    for photo, sha256 in zip(photos, keys):
        product = _key(photo.image)
        if product not in best or _rank(photo) > _rank(best[product][0]):
            best[product] = photo, sha256
    found = []
    for photo, sha256 in zip(photos, keys):
        twin, twin_sha256 = best[_key(photo.image)]
        better = "" if twin is photo else twin.image.path
        found.append(replace(photo, better=better, same_bytes=sha256 == twin_sha256, products=len(best)))
    return found


def _rank(photo: Photo) -> tuple[bool, int, int]:
    """Which of two copies is the better one: the product's own photo, then the larger, then the first."""
    area = int(photo.measure("width") * photo.measure("height"))
    return photo.image.role == "product", area, -photo.image.position


def _key(image: Image) -> Key:
    return image.store, image.id
