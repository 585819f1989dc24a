"""A drawn store: photos of people in known shots, which no network has ever learned from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
from scrapers.demo.product import DemoPhoto, DemoProduct


@pytest.fixture
def drawn() -> Callable[..., dict[str, str]]:
    """`draw_store`, for tests: helpers cannot be imported from one test file into another."""
    return draw_store


def draw_store(workspace: Workspace, style: str, products: int, says_view: bool) -> dict[str, str]:
    """Write raw tables and photos of the first dresses of a catalogue, and give the true shot of each photo by path.

    Args:
        says_view: whether the store tells details from people, and front from back; photos drawn before stay.
    """
    raw = workspace.raw("zalando")
    listed = [product for product in catalogue(products * 4, style=style) if product.category == "dresses"]
    rows: list[RawProduct] = []
    photos: list[RawImage] = []
    truth: dict[str, str] = {}
    for product in listed[:products]:
        for photo in product.photos:
            path = raw.root / "models" / f"{product.id}@{photo.position}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file():
                path.write_bytes(jpeg(product, photo, 256))
            image = _row(workspace, product, photo, path, says_view)
            truth[image.path] = photo.shot
            photos.append(image)
        rows.append(_product(product, [image for image in photos if image.id == product.id]))
    tables.write(raw.products, rows, RawProduct)
    tables.write(raw.images, photos, RawImage)
    return truth


def _row(workspace: Workspace, product: DemoProduct, photo: DemoPhoto, path: Path, says_view: bool) -> RawImage:
    view = photo.shot.rpartition("_")[2] if says_view and photo.role == "model" else ""
    return RawImage(
        store="zalando",
        id=product.id,
        position=photo.position,
        role=photo.role if says_view or photo.role == "product" else "unknown",
        view=view,
        path=workspace.relative(path),
        status="done",
    )


def _product(product: DemoProduct, photos: list[RawImage]) -> RawProduct:
    return RawProduct(
        store="zalando",
        id=product.id,
        category=product.store_category,
        img_path=next((photo.path for photo in photos if photo.role == "product"), ""),
        model_img_paths=[photo.path for photo in photos if photo.role != "product"],
    )
