"""What is known of each photo, written beside the demo stores and never served by them."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import cv2
import numpy as np

from curation.workspace import atomic_write, safe_name
from scrapers.demo.drawing import Drawing, draw
from scrapers.demo.product import DemoPhoto, DemoProduct

VALUES = ("category", "color", "length", "sleeve_length", "fit", "pattern", "neckline", "occasion")


@dataclass(frozen=True)
class Truth:
    """One line of `truth.csv`: one photo of one product."""

    store: str
    """Store that lists the product."""
    id: str
    """The product; together with `store` the key of its rows."""
    position: int
    """Place of the photo in the gallery, from 0."""
    key: str
    """The picture's name on the CDN."""
    role: str
    """product, model or detail."""
    shot: str
    """What the photo shows, in the words of the toolkit."""
    category: str
    """True value of the vocabulary."""
    color: str
    """True value of the vocabulary."""
    length: str
    """True value of the vocabulary."""
    sleeve_length: str
    """True value of the vocabulary; empty for pants and skirts."""
    fit: str
    """True value of the vocabulary."""
    pattern: str
    """True value of the vocabulary."""
    neckline: str
    """True value of the vocabulary; empty for jackets, pants and skirts."""
    occasion: str
    """True value of the vocabulary; empty where the article's name speaks of none."""
    worn: str
    """Products that the person wears, seen or cut off by the frame: a JSON list of {store, id, match}."""
    style: str
    """Drawing style."""
    background: str
    """studio or street."""
    planted: str
    """duplicate_of:ID@N or near_duplicate_of:ID@N where the photo copies another on purpose."""


def truths(products: Iterable[DemoProduct]) -> Iterator[Truth]:
    """What is known of every photo, in the order of the catalogue."""
    for product in products:
        for photo in product.photos:
            yield truth(product, photo)


def truth(product: DemoProduct, photo: DemoPhoto) -> Truth:
    """What is known of one photo."""
    articles = [] if photo.shot == "packshot" else [product, *product.outfit]
    worn = [{"store": article.store, "id": article.id, "match": "exact"} for article in articles]
    return Truth(
        store=product.store,
        id=product.id,
        position=photo.position,
        key=photo.key,
        role=photo.role,
        shot=photo.shot,
        worn=json.dumps(worn),
        style=product.style,
        background=product.background,
        planted=photo.planted,
        **{name: product.values.get(name, "") for name in VALUES},
    )


def write_truth(folder: Path, products: Iterable[DemoProduct], masks: bool = False, height: int = 400) -> Path:
    """Writes `truth.csv` and `truth.json`, with `masks` also the masks as PNG.

    A mask lies at `masks/<store>/<id>@<position>.<what>.png`, what being person, garment, sleeves,
    neck or hem; 255 = inside; `height` pixels high as the photo drawn at that height.

    Returns:
        The path of `truth.csv`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(products)
    rows = [asdict(row) for row in truths(listed)]
    path = folder / "truth.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Truth)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    if masks:
        for product in listed:
            for photo in product.photos:
                write_masks(folder / "masks", product, photo, draw(product, photo, height))
    return path


def write_masks(folder: Path, product: DemoProduct, photo: DemoPhoto, drawing: Drawing) -> None:
    """Writes the masks of one photo as `<folder>/<store>/<id>@<position>.<what>.png`."""
    for what, mask in {"person": drawing.person, "garment": drawing.garment, **drawing.regions}.items():
        done, data = cv2.imencode(".png", mask.astype(np.uint8) * 255)
        if not done:
            raise RuntimeError("OpenCV could not encode a PNG")
        with atomic_write(folder / product.store / f"{safe_name(product.id)}@{photo.position}.{what}.png") as file:
            file.write(data.tobytes())
