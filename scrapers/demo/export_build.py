"""The curated tables of drawn products as they would be if every step of curation were right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from curation import tables
from curation.schema import ATTRIBUTES, Image, Pair, Product, RawImage, RawProduct, Rejection, Wears
from curation.workspace import Build
from scrapers.demo.drawing import Drawing
from scrapers.demo.product import DemoPhoto, DemoProduct

Box = list[float]
"""x, y, width, height in pixels."""

SEEN = 0.005
"""Share of a photo from which on a garment counts as shown in it."""


@dataclass(frozen=True)
class Stored:
    """A product whose photos lie in the workspace."""

    product: DemoProduct
    raw: RawProduct
    gallery: Sequence[RawImage]
    """One for each photo of the product, in their order."""
    worn: Sequence[Sequence[Box | None]]
    """For each photo where the product and then each of its outfit is seen; see `worn_boxes`."""


def worn_boxes(drawing: Drawing) -> list[Box | None]:
    """Where the product and then each product of its outfit is seen; None where hardly anything is.

    Empty for a packshot: nobody wears it.
    """
    return [_box(mask) for mask in (drawing.garment, *drawing.companions)] if drawing.person.any() else []


def _box(mask: np.ndarray) -> Box | None:
    if mask.mean() < SEEN:
        return None
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, left = float(rows[0]), float(columns[0])
    return [left, top, float(columns[-1]) - left + 1, float(rows[-1]) - top + 1]


def write_build(build: Build, stored: Sequence[Stored]) -> int:
    """Write products, images, pairs and what is worn; gives the number of pairs."""
    tables.write(build.products, map(_product, stored), Product)
    images = (
        _image(image, photo) for item in stored for image, photo in zip(item.gallery, item.product.photos, strict=True)
    )
    tables.write(build.images, images, Image)
    tables.write(build.root / "wears.parquet", (row for item in stored for row in _wears(item)), Wears)
    total = 0
    for category in sorted({item.product.category for item in stored}):
        pairs, rejected = _pairs([item for item in stored if item.product.category == category])
        for suffix in ("parquet", "csv"):
            tables.write(build.pairs(category, suffix), pairs, Pair)
        tables.write(build.rejected(category), rejected, Rejection)
        total += len(pairs)
    return total


def _product(item: Stored) -> Product:
    renamed = {"category": "store_category", "color": "store_color"}
    row = Product(**{renamed.get(name.name, name.name): getattr(item.raw, name.name) for name in fields(RawProduct)})
    for attribute in ATTRIBUTES:
        setattr(row, attribute, item.product.values.get(attribute, ""))
        if attribute in item.product.values:
            row.provenance.append(f"{attribute}={item.product.values[attribute]}: drawn")
    return row


def _image(raw: RawImage, photo: DemoPhoto) -> Image:
    renamed = {"status": "fetch_status", "reason": "fetch_reason"}
    image = Image(**{renamed.get(name.name, name.name): getattr(raw, name.name) for name in fields(RawImage)})
    image.role = photo.role
    image.shot, image.shot_score, image.shot_source = photo.shot, 1.0, "truth"
    return image


def _wears(item: Stored) -> Iterator[Wears]:
    """Each product that a photo of the gallery shows on a person, the product itself first."""
    articles = (item.product, *item.product.outfit)
    for image, boxes in zip(item.gallery, item.worn, strict=True):
        for article, box in zip(articles, boxes, strict=False):  # no boxes: nobody wears the packshot
            if box:
                yield Wears(image.path, article.store, article.id, article.category, box=box)


def _pairs(stored: Sequence[Stored]) -> tuple[list[Pair], list[Rejection]]:
    """Each product with its first full front, or why it has none."""
    pairs, rejected = [], []
    for item in stored:
        row = item.raw
        shown = zip(item.gallery, item.product.photos, strict=True)
        front = next((image for image, photo in shown if photo.shot == "full_front"), None)
        if front and row.img_path:
            pairs.append(
                Pair(row.store, row.id, row.img_path, front.path, 0.0, 0.0, 0, "full_front", 1.0, source="truth")
            )
        else:
            rejected.append(Rejection(row.store, row.id, "no_full_front" if row.img_path else "no_product_photo"))
    return pairs, rejected
