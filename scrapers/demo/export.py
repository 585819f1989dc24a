"""Write demo products straight into a workspace, without a server and a crawl: raw tables, photos, and a true build.

For training and measuring at sizes where crawling would be the slow part. What a crawl would have found lies under
`raw/<store>/`; `build/<dataset>/` holds the same products with the values that are true, the shots that are drawn, and
for each product its full front as the pair.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

import cv2

from curation import tables
from curation.schema import Attribute, RawImage, RawProduct
from curation.workspace import Workspace, atomic_write, safe_name
from scrapers.demo.catalogue import BACKGROUNDS, STYLES, catalogue
from scrapers.demo.drawing import Drawing, draw
from scrapers.demo.drawing.finish import encoded
from scrapers.demo.export_build import Stored, worn_boxes, write_build
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.truth import write_masks, write_truth

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
    stored: list[Stored] = []
    for part in _drawn(listed, partial(_store, folder, height, masks), workers):
        stored += part
        progress(len(part))
    _write_raw(workspace, stored)
    pairs = write_build(workspace.build(dataset), stored)
    return ExportResult(len(listed), sum(len(item.gallery) for item in stored), pairs)


def _drawn(
    listed: Sequence[DemoProduct], work: Callable[[Sequence[DemoProduct]], list[Stored]], workers: int | None
) -> Iterable[list[Stored]]:
    """All products with their photos, chunk by chunk, in their order."""
    chunks = [listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK)]
    workers = min(workers or os.cpu_count() or 1, len(listed))
    if workers <= 1:
        yield from map(work, chunks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, chunks)


def _store(folder: Path, height: int, masks: bool, products: Sequence[DemoProduct]) -> list[Stored]:
    """Draw and write the photos of a chunk; each gallery as a crawl would have recorded it."""
    cv2.setNumThreads(1)
    done = []
    for product in products:
        drawings = [draw(product, photo, height) for photo in product.photos]
        gallery = [
            _photo(folder, product, photo, drawing) for photo, drawing in zip(product.photos, drawings, strict=True)
        ]
        if masks:
            for photo, drawing in zip(product.photos, drawings, strict=True):
                write_masks(folder / "truth/masks", product, photo, drawing)
        done.append(Stored(product, _raw(product, gallery), gallery, [worn_boxes(drawing) for drawing in drawings]))
    return done


def _photo(folder: Path, product: DemoProduct, photo: DemoPhoto, drawing: Drawing) -> RawImage:
    body = encoded(drawing.image, photo.quality)
    name, place = safe_name(product.id), safe_name(product.store_category)
    front = photo.role == "product"
    stem = f"images/{place}/{name}" if front else f"models/{place}/{name}@{photo.position}"
    path = f"raw/{product.store}/{stem}.jpg"
    with atomic_write(folder / path) as file:
        file.write(body)
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


def _write_raw(workspace: Workspace, stored: Sequence[Stored]) -> None:
    for store, group in groupby(stored, key=lambda item: item.product.store):
        mine = list(group)
        tables.write(workspace.raw(store).products, (item.raw for item in mine), RawProduct)
        tables.write(workspace.raw(store).images, (image for item in mine for image in item.gallery), RawImage)


def main() -> None:
    """`python -m scrapers.demo.export`: a drawn workspace from the command line."""
    parser = argparse.ArgumentParser(prog="python -m scrapers.demo.export", description=__doc__)
    parser.add_argument("--products", type=int, default=300)
    parser.add_argument("--style", choices=STYLES, default="a")
    parser.add_argument("--background", choices=BACKGROUNDS, default="studio")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--height", type=int, default=400, help="of the photos, in pixels")
    parser.add_argument("--masks", action="store_true", help="also write who and what is where in each photo")
    parser.add_argument("--workspace", type=Path, required=True)
    given = parser.parse_args()
    products = catalogue(given.products, seed=given.seed, style=given.style, background=given.background)
    done = 0

    def say(count: int) -> None:
        nonlocal done
        done += count
        sys.stderr.write(f"\r{done} of {given.products} products")

    found = export(products, given.workspace, height=given.height, masks=given.masks, progress=say)
    sys.stderr.write("\n")
    sys.stdout.write(f"{given.workspace}: {found.products} products, {found.photos} photos, {found.pairs} pairs\n")


if __name__ == "__main__":
    main()
