"""Drawn stores: photos of people in known shots, which no network has ever learned from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
from scrapers.demo.product import DemoPhoto, DemoProduct


@pytest.fixture(scope="session")
def drawn(tmp_path_factory) -> Callable[..., tuple[Workspace, dict[str, str]]]:
    """A maker of workspaces with one drawn store; gives the workspace and the true shot of each photo by path."""

    def make(style: str = "a", products: int = 12, says_view: bool = False) -> tuple[Workspace, dict[str, str]]:
        workspace = Workspace(tmp_path_factory.mktemp(f"drawn-{style}"))
        return workspace, draw_store(workspace, style, products, says_view)

    return make


def draw_store(workspace: Workspace, style: str, products: int, says_view: bool) -> dict[str, str]:
    """Write raw tables and photos of the first dresses of a catalogue; `says_view` = the store tells front and back."""
    raw = workspace.raw("zalando")
    listed = [product for product in catalogue(products * 4, style=style) if product.category == "dresses"]
    rows: list[RawProduct] = []
    photos: list[RawImage] = []
    truth: dict[str, str] = {}
    for product in listed[:products]:
        for photo in product.photos:
            path = raw.root / "models" / f"{product.id}@{photo.position}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
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
