"""Make the pictures of the documents: python docs/pictures.py world | stores | pairs demo (after `make demo`).

The sheets of docs/world.md need nothing but the drawing code; the store pages also a headless Chromium.
"""

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np

from curation import tables
from curation.pixels import decode
from curation.schema import Pair
from curation.workspace import Workspace
from scrapers.demo import aboutyou_urls, fashionid_urls, schemaorg_urls, shopify_urls, zalando_urls
from scrapers.demo.catalogue import STYLES, catalogue
from scrapers.demo.drawing import draw
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.server import serve
from scrapers.demo.shopify_article import Article
from scrapers.demo.stores import STORES, open_stores

FOLDER = Path(__file__).parent
HEIGHT, GAP, COLUMNS, ROWS = 200, 10, 6, 3
CELL = 150
PAPER = (246, 245, 242)
INK = (60, 60, 60)
SHOTS = (
    "packshot",
    "full_front",
    "full_side",
    "full_back",
    "threequarter_front",
    "threequarter_side",
    "upper_front",
    "partial_back",
    "detail",
)
ADDRESSES: dict[str, Callable[[DemoProduct], str]] = {
    "zalando": zalando_urls.product_url,
    "aboutyou": aboutyou_urls.product_url,
    "fashionid": fashionid_urls.product_url,
    "shopify": lambda product: shopify_urls.product_url(Article(int(product.group_id), [product]).handle),
    "schemaorg": schemaorg_urls.product_url,
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGE = (700, 900)
"""Width and height of the window that a store's page is seen through, in pixels."""


def pairs_sheet(workspace: Workspace, category: str) -> np.ndarray:
    """Pairs of a category drawn by lot, product left and model right: (H, W, 3) uint8 RGB."""
    pairs = tables.read(workspace.build("fashion").pairs(category), Pair)
    chosen = random.Random(7).sample(pairs, COLUMNS * ROWS)
    return _sheet([np.hstack([_photo(workspace, p.product_image), _photo(workspace, p.model_image)]) for p in chosen])


def style_sheet(style: str) -> np.ndarray:
    """What one style draws: twelve articles in turn of all categories, packshot and full front."""
    return _sheet([_beside(product) for product in _varied(catalogue(200, style=style)[80:], COLUMNS * 2)])


def shots_sheet() -> np.ndarray:
    """A row for each style, a column for each shot."""
    rows = []
    for style in STYLES:
        products = catalogue(300, style=style)[120:]
        rows.append(np.hstack([_named(_drawn(*_first(products, shot), 180), shot) for shot in SHOTS]))
    return np.vstack(rows)


def street_sheet() -> np.ndarray:
    """Twelve worn photos in the street, four of each style."""
    cells = []
    for style in STYLES:
        products = catalogue(160, style=style, background="street")[100:]
        worn = [(p, photo) for p in products for photo in p.photos if photo.shot == "full_front"]
        cells += [_drawn(*pair, HEIGHT) for pair in worn[5:9]]
    return _sheet(cells, columns=12)


def truth_sheet() -> np.ndarray:
    """A worn photo of each style, its masks in colours: person, garment, sleeves, neck, hem, other products."""
    cells = []
    for style in STYLES:
        products = [p for p in catalogue(300, style=style)[60:] if p.outfit and p.values.get("sleeve_length") == "long"]
        product, photo = _first(products, "full_front")
        drawing = draw(product, photo, 300)
        painted = np.full_like(drawing.image, 255)
        coloured = [
            (drawing.person, (205, 205, 205)),
            (drawing.garment, (70, 120, 190)),
            *((mask, (150, 110, 60)) for mask in drawing.companions),
            (drawing.regions["sleeves"], (235, 160, 60)),
            (drawing.regions["neck"], (200, 60, 90)),
            (drawing.regions["hem"], (60, 150, 90)),
        ]
        for mask, colour in coloured:
            painted[mask] = colour
        cells.append(np.hstack([drawing.image, painted]))
    return _sheet(cells, columns=3)


def store_pages(folder: Path) -> None:
    """A product page of each store as a headless Chromium shows it, one JPEG each."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit(f"no browser to take the pages with; looked for {', '.join(BROWSERS)}")
    products = catalogue(60, stores=tuple(STORES))
    with serve(open_stores(products)) as server:
        for store in open_stores(products):
            url = f"{server.url}/preview/{store.hosts[0]}{_page_of(store.name, products)}"
            _save(folder / f"world-store-{store.name}.jpg", _screenshot(browser, url), quality=72)


def _page_of(store: str, products: Sequence[DemoProduct]) -> str:
    """Path of the page of the store's first dress."""
    dress = next(product for product in products if product.store == store and product.category == "dresses")
    return urlsplit(ADDRESSES[store](dress)).path


def _screenshot(browser: str, url: str) -> np.ndarray:
    with tempfile.TemporaryDirectory() as profile:
        shot = Path(profile) / "page.png"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
        options += [f"--user-data-dir={profile}", f"--screenshot={shot}", f"--window-size={PAGE[0]},{PAGE[1]}"]
        subprocess.run([browser, *options, url], check=True, capture_output=True, timeout=120)
        return cv2.cvtColor(cv2.imread(str(shot)), cv2.COLOR_BGR2RGB)


def _varied(products: Sequence[DemoProduct], number: int) -> list[DemoProduct]:
    """Products in turn of all categories, that have a packshot and a full front."""
    by_category: dict[str, list[DemoProduct]] = {}
    for product in products:
        if {"packshot", "full_front"} <= {photo.shot for photo in product.photos} and not product.planted:
            by_category.setdefault(product.category, []).append(product)
    turns = zip(*by_category.values(), strict=False)
    return [product for turn in turns for product in turn][:number]


def _beside(product: DemoProduct) -> np.ndarray:
    shots = {photo.shot: photo for photo in product.photos}
    return np.hstack([_drawn(product, shots["packshot"], HEIGHT), _drawn(product, shots["full_front"], HEIGHT)])


def _first(products: Sequence[DemoProduct], shot: str) -> tuple[DemoProduct, DemoPhoto]:
    return next((product, photo) for product in products for photo in product.photos if photo.shot == shot)


def _drawn(product: DemoProduct, photo: DemoPhoto, height: int) -> np.ndarray:
    # Drawn larger and reduced, as a page shows it.
    image = draw(product, photo, 2 * height).image
    return cv2.resize(image, (image.shape[1] // 2, height), interpolation=cv2.INTER_AREA)


def _photo(workspace: Workspace, path: str) -> np.ndarray:
    """The photo in the middle of a white cell; stores differ in the shape of theirs."""
    image = decode(workspace.file(path))
    width = min(CELL, round(image.shape[1] * HEIGHT / image.shape[0]))
    cell = np.full((HEIGHT, CELL, 3), 255, np.uint8)
    left = (CELL - width) // 2
    cell[:, left : left + width] = cv2.resize(image, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    return cell


def _named(image: np.ndarray, name: str) -> np.ndarray:
    """The picture with its name below."""
    framed = cv2.copyMakeBorder(image, 4, 18, 4, 4, cv2.BORDER_CONSTANT, value=PAPER)
    at = (6, framed.shape[0] - 5)
    return cv2.putText(framed, name, at, cv2.FONT_HERSHEY_SIMPLEX, 0.36, INK, 1, cv2.LINE_AA)


def _sheet(cells: Sequence[np.ndarray], columns: int = COLUMNS) -> np.ndarray:
    framed = [cv2.copyMakeBorder(cell, GAP, GAP, GAP, GAP, cv2.BORDER_CONSTANT, value=PAPER) for cell in cells]
    return np.vstack([np.hstack(framed[start : start + columns]) for start in range(0, len(framed), columns)])


def _save(target: Path, image: np.ndarray, quality: int = 85) -> None:
    cv2.imwrite(str(target), cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])


def main(what: str, *folder: str) -> None:
    if what == "pairs":
        _save(FOLDER / "pairs.jpg", pairs_sheet(Workspace(Path(*folder)), "dresses"))
    elif what == "world":
        for style in STYLES:
            _save(FOLDER / f"world-style-{style}.jpg", style_sheet(style))
        for name, sheet in (("shots", shots_sheet), ("street", street_sheet), ("truth", truth_sheet)):
            _save(FOLDER / f"world-{name}.jpg", sheet())
    elif what == "stores":
        store_pages(FOLDER)
    else:
        sys.exit(f"unknown pictures '{what}'; known: pairs FOLDER, world, stores")


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
