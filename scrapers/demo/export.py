"""Write demo products straight into a workspace, without a server and a crawl: raw tables, photos, and a true build.

For training and measuring at sizes where crawling would be the slow part. What a crawl would have found lies under
`raw/<store>/`; `build/<dataset>/` holds the same products with the values that are true, the shots that are drawn, and
for each product its full front as the pair.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from curation import tables
from curation.schema import (
    ATTRIBUTES,
    Attribute,
    Image,
    Pair,
    Product,
    RawImage,
    RawProduct,
    Rejection,
    Wears,
)
from curation.workspace import Workspace, atomic_write, safe_name
from scrapers.demo.drawing import draw
from scrapers.demo.drawing.finish import encoded
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.truth import write_truth

DRAWN = "2018-01-01T00:00:00+00:00"
"""When a drawn photo was fetched: always the same, so that the same arguments give the same bytes."""
CHUNK = 16
"""Products a task: some ninety photos, two seconds of drawing."""


@dataclass(frozen=True)
class ExportResult:
    """What was written."""

    products: int
    photos: int
    pairs: int


def export(
    products: Iterable[DemoProduct],
    folder: Path,
    *,
    dataset: str = "fashion",
    height: int = 400,
    masks: bool = False,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> ExportResult:
    """Write a whole workspace of drawn products. Same arguments, same bytes.

    Args:
        products: from `scrapers.demo.catalogue`.
        folder: the workspace.
        dataset: name of the build.
        height: of the photos, in pixels; they are 0.693 times as wide.
        masks: also write `truth/masks/<store>/<id>@<position>.<what>.png` (person, garment, sleeves, neck, hem).
        workers: processes that draw; `None` = one a core.
        progress: called with the number of products drawn.
    """
    listed = sorted(products, key=lambda product: (product.store, product.id))
    workspace = Workspace(folder)
    write_truth(folder / "truth", listed)
    galleries: list[list[RawImage]] = []
    for part in _drawn(listed, partial(_store, folder, height, masks), workers):
        galleries += part
        progress(len(part))
    rows = [_raw(product, gallery) for product, gallery in zip(listed, galleries, strict=True)]
    _write_raw(workspace, rows, galleries)
    pairs = _write_build(workspace, dataset, listed, rows, galleries)
    return ExportResult(len(listed), sum(map(len, galleries)), pairs)


def _drawn(
    listed: Sequence[DemoProduct], work: Callable[[Sequence[DemoProduct]], list[list[RawImage]]], workers: int | None
) -> Iterable[list[list[RawImage]]]:
    """The galleries of all products, chunk by chunk, in their order."""
    chunks = [listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK)]
    workers = min(workers or os.cpu_count() or 1, len(listed))
    if workers <= 1:
        yield from map(work, chunks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, chunks)


def _store(folder: Path, height: int, masks: bool, products: Sequence[DemoProduct]) -> list[list[RawImage]]:
    """Draw and write the photos of a chunk; each gallery as a crawl would have recorded it."""
    cv2.setNumThreads(1)
    return [[_photo(folder, height, masks, product, photo) for photo in product.photos] for product in products]


def _photo(folder: Path, height: int, masks: bool, product: DemoProduct, photo: DemoPhoto) -> RawImage:
    drawing = draw(product, photo, height)
    body = encoded(drawing.image, photo.quality)
    name, place = safe_name(product.id), safe_name(product.store_category)
    front = photo.role == "product"
    stem = f"images/{place}/{name}" if front else f"models/{place}/{name}@{photo.position}"
    path = f"raw/{product.store}/{stem}.jpg"
    with atomic_write(folder / path) as file:
        file.write(body)
    if masks:
        for what, mask in {"person": drawing.person, "garment": drawing.garment, **drawing.regions}.items():
            _write_mask(folder / f"truth/masks/{product.store}/{name}@{photo.position}.{what}.png", mask)
    return RawImage(
        store=product.store,
        id=product.id,
        position=photo.position,
        # As careful as a crawl: a store says which photo is the packshot, not what the others show.
        role="product" if front else "unknown",
        role_source="demo:export",
        url=f"demo://{product.store}/{photo.key}.jpg",
        key=photo.key,
        path=path,
        sha256=hashlib.sha256(body).hexdigest(),
        width=drawing.image.shape[1],
        height=drawing.image.shape[0],
        format="jpeg",
        bytes=len(body),
        status="done",
        consent="drawn",
        fetched_at=DRAWN,
    )


def _write_mask(path: Path, mask: np.ndarray) -> None:
    done, data = cv2.imencode(".png", mask.astype(np.uint8) * 255)
    if not done:
        raise RuntimeError(f"OpenCV could not encode {path.name}")
    with atomic_write(path) as file:
        file.write(data.tobytes())


def _raw(product: DemoProduct, gallery: Sequence[RawImage]) -> RawProduct:
    front = next((image for image in gallery if image.role == "product"), None)
    others = [image for image in gallery if image is not front]
    return RawProduct(
        store=product.store,
        id=product.id,
        group_id=product.group_id,
        product_url=f"demo://{product.store}/{product.id}",
        name=product.name,
        brand=product.brand,
        category=product.store_category,
        category_path=list(product.category_path),
        color=product.color_name,
        color_family=product.color_label,
        gender="female",
        price=product.price,
        currency=product.currency,
        sizes=list(product.sizes),
        attributes=[Attribute(key, value, section) for key, value, section in product.attributes],
        img_url=front.url if front else "",
        img_path=front.path if front else "",
        model_img_urls=[image.url for image in others],
        model_img_paths=[image.path for image in others],
        parser="demo/1",
        fetched_at=DRAWN,
    )


def _write_raw(workspace: Workspace, rows: Sequence[RawProduct], galleries: Sequence[Sequence[RawImage]]) -> None:
    for store, group in groupby(zip(rows, galleries, strict=True), key=lambda pair: pair[0].store):
        mine = list(group)
        tables.write(workspace.raw(store).products, (row for row, _ in mine), RawProduct)
        tables.write(workspace.raw(store).images, (image for _, gallery in mine for image in gallery), RawImage)


def _write_build(
    workspace: Workspace,
    dataset: str,
    listed: Sequence[DemoProduct],
    rows: Sequence[RawProduct],
    galleries: Sequence[Sequence[RawImage]],
) -> int:
    """The curated tables as they would be if every step were right; gives the number of pairs."""
    build = workspace.build(dataset)
    images = [
        _image(image, photo)
        for product, gallery in zip(listed, galleries, strict=True)
        for image, photo in zip(gallery, product.photos, strict=True)
    ]
    tables.write(build.products, map(_product, listed, rows), Product)
    tables.write(build.images, images, Image)
    worn = [
        Wears(image.path, product.store, product.id, product.category)
        for product, gallery in zip(listed, galleries, strict=True)
        for image, photo in zip(gallery, product.photos, strict=True)
        if photo.shot != "packshot"
    ]
    tables.write(build.root / "wears.parquet", worn, Wears)
    total = 0
    for category in sorted({product.category for product in listed}):
        pairs, rejected = _pairs(category, listed, rows, galleries)
        for suffix in ("parquet", "csv"):
            tables.write(build.pairs(category, suffix), pairs, Pair)
        tables.write(build.rejected(category), rejected, Rejection)
        total += len(pairs)
    return total


def _product(product: DemoProduct, raw: RawProduct) -> Product:
    renamed = {"category": "store_category", "color": "store_color"}
    row = Product(**{renamed.get(item.name, item.name): getattr(raw, item.name) for item in fields(RawProduct)})
    for attribute in ATTRIBUTES:
        setattr(row, attribute, product.values.get(attribute, ""))
        if attribute in product.values:
            row.provenance.append(f"{attribute}={product.values[attribute]}: drawn")
    return row


def _image(raw: RawImage, photo: DemoPhoto) -> Image:
    renamed = {"status": "fetch_status", "reason": "fetch_reason"}
    image = Image(**{renamed.get(item.name, item.name): getattr(raw, item.name) for item in fields(RawImage)})
    image.role = photo.role
    image.shot, image.shot_score, image.shot_source = photo.shot, 1.0, "truth"
    return image


def _pairs(
    category: str,
    listed: Sequence[DemoProduct],
    rows: Sequence[RawProduct],
    galleries: Sequence[Sequence[RawImage]],
) -> tuple[list[Pair], list[Rejection]]:
    """Each product of a category with its first full front, or why it has none."""
    pairs, rejected = [], []
    for product, row, gallery in zip(listed, rows, galleries, strict=True):
        if product.category != category:
            continue
        shown = zip(gallery, product.photos, strict=True)
        front = next((image for image, photo in shown if photo.shot == "full_front"), None)
        if front and row.img_path:
            pairs.append(
                Pair(row.store, row.id, row.img_path, front.path, 0.0, 0.0, 0, "full_front", 1.0, source="truth")
            )
        else:
            rejected.append(Rejection(row.store, row.id, "no_full_front" if row.img_path else "no_product_photo"))
    return pairs, rejected
