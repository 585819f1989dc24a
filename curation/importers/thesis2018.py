"""The layout of the 2018 thesis: `data.csv`, separated by semicolons, and `<category>/<id>.jpg`, `<id>@<n>.jpg`.

A crawl of 2018 wrote ten columns; the merged data set has the values of its attributes beside them, which are taken as
labels. Photos of people lie beside the product photos, in `models/`, or in a folder beside this one whose name ends in
`_models` (as `fashion` and `fashion_models` did); n counts the addresses in `model_img_urls` from 0. Which of them
show a person was never written down, so their role is unknown. Everything that the raw tables have no place for is kept
in the attribute list under the section "kept", so that an export gives back what came.

Source: the data and notebooks of sonynka/fashion_scraper.
"""

import re
from collections import defaultdict
from pathlib import Path, PurePosixPath

from curation.errors import PhotoError, WorkspaceError
from curation.importers import joined
from curation.importers.legacycsv import read_csv
from curation.importers.reading import Photo, Reading, inside, when
from curation.schema import KEPT, LABEL, Attribute, RawProduct

PARSER = "thesis2018/1"
COLUMNS = (
    "id",
    "img_path",
    "attributes",
    "brand",
    "category",
    "color",
    "img_url",
    "model_img_urls",
    "name",
    "product_url",
)
"""Of every `data.csv`, in the order of the merged one; a Zalando crawl had no `product_url`."""
LABELS = ("sleeve_length", "length", "neckline", "pattern", "fit", "occasion")
"""Of the merged `data.csv`, in its order; values, not words."""
_MODEL = re.compile(r"(?P<id>.+)@(?P<n>\d+)\.\w+")


def read(folder: Path, store: str) -> Reading:
    """Products of `data.csv`, or of the file that is named itself, and the photos that are there.

    Raises:
        WorkspaceError: there is no `data.csv`.
        TableError: it has no column `img_path`.
    """
    listing = folder if folder.is_file() else folder / "data.csv"
    folder = listing.parent
    if not listing.is_file():
        raise WorkspaceError(
            f"{listing} does not exist; it lists the products: columns {', '.join(COLUMNS)}, separated by semicolons"
        )
    found = read_csv(listing, frozenset((*COLUMNS, *LABELS)), ("img_path",), "img_path")
    reading = Reading(store, folder, notes=found.notes)
    for line, fault, text in found.bad:
        reading.remove("", f"{listing.name}:{line}", "bad_row", f"{fault}: {text[:2000]}")
    galleries = _galleries(folder)
    written = when(listing)
    doubtful = named = 0
    for row in found.rows:
        cells = {name: "" if cell in ("NaN", "nan") else cell for name, cell in row.cells.items()}
        place = PurePosixPath(cells["img_path"].replace("\\", "/"))
        named += not cells.get("id", "").strip()
        id = cells.get("id", "").strip() or place.stem
        item = f"{listing.name}:{row.line}"
        if not id:
            reading.remove("", item, "no_id", "the cells 'id' and 'img_path' are empty")
            continue
        if id in reading.products:
            reading.remove(id, item, "duplicate_id", _again(cells, reading.products[id]))
            continue
        category = cells.get("category", "").strip() or place.parent.name
        product, unsure = product_of(cells, id, category, store, written)
        doubtful += unsure
        reading.products[id] = product
        _photos(reading, product, cells["img_path"], place, item, galleries)
    if named:
        reading.notes.append(f"{named} rows have no id; they took the name of their photo")
    if doubtful:
        reading.notes.append(
            f"{doubtful} attribute lines without a key follow one with a key: whether a comma inside a value stood "
            "there cannot be told"
        )
    left = sum(len(photos) for photos in galleries.values())
    if left:
        reading.notes.append(f"{left} photos of products that no row speaks of were left alone")
    return reading


def product_of(cells: dict[str, str], id: str, category: str, store: str, written: str) -> tuple[RawProduct, int]:
    """The row as a product, and how many of its attribute lines are doubtful."""
    listed = joined.attributes(cells.get("attributes", ""))
    urls = joined.urls(cells.get("model_img_urls", ""))
    made = {
        "id": id,
        "img_path": f"{category}/{id}.jpg",
        "attributes": joined.joined(listed.attributes),
        "category": category,
        "model_img_urls": ", ".join(urls),
    }
    labels = [Attribute(name, cells[name], LABEL) for name in LABELS if cells.get(name, "").strip()]
    # A blank label is kept as well: the words may fill that column, and the way back should know it was blank.
    kept = [Attribute(name, cells[name], KEPT) for name in LABELS if name in cells and not cells[name].strip()]
    kept += [
        Attribute(name, cell, KEPT)
        for name, cell in cells.items()
        if cell and name not in LABELS and (cell != made[name] if name in made else name not in COLUMNS)
    ]
    return (
        RawProduct(
            store=store,
            id=id,
            product_url=cells.get("product_url", ""),
            name=cells.get("name", ""),
            brand=cells.get("brand", ""),
            category=category,
            color=cells.get("color", ""),
            attributes=listed.attributes + labels + kept,
            img_url=cells.get("img_url", ""),
            model_img_urls=urls,
            parser=PARSER,
            fetched_at=written,
        ),
        listed.doubtful,
    )


def _galleries(folder: Path) -> dict[str, list[tuple[int, Path]]]:
    """Photos `<id>@<n>` by id, wherever 2018 put them; a number that stands in two places counts once."""
    places = [folder, folder.with_name(f"{folder.name}_models")]
    found: dict[str, dict[int, Path]] = defaultdict(dict)
    for place in places:
        for path in sorted(place.rglob("*@*")):
            if (name := _MODEL.fullmatch(path.name)) and path.is_file():
                found[name["id"]].setdefault(int(name["n"]), path)
    return {id: sorted(photos.items()) for id, photos in found.items()}


def _photos(
    reading: Reading,
    product: RawProduct,
    named: str,
    place: PurePosixPath,
    item: str,
    galleries: dict[str, list[tuple[int, Path]]],
) -> None:
    """Add the product photo and those of `<id>@<n>`; the gallery's first place is the product photo's."""
    try:
        path = inside(reading.folder, place.as_posix())
        reading.photos.append(
            Photo(
                product.id,
                path,
                named,
                item,
                "product",
                role_source="thesis2018:img_path",
                url=product.img_url,
                position=0,
            )
        )
    except PhotoError as error:
        reading.remove(product.id, item, error.reason, error.detail)
    for number, path in galleries.pop(product.id, []):
        url = product.model_img_urls[number] if number < len(product.model_img_urls) else ""
        key = f"{path.parent.name}/{path.name}"
        reading.photos.append(
            Photo(product.id, path, key, key, role_source="thesis2018:@", url=url, position=number + 1)
        )


def _again(cells: dict[str, str], first: RawProduct) -> str:
    """What a second row of an id says otherwise; in 2018 one product stood in the listings of several colours."""
    told = [
        f"{name} '{cells.get(name, '')}' instead of '{getattr(first, name)}'"
        for name in ("category", "color")
        if cells.get(name, "") != getattr(first, name)
    ]
    return f"a second row of this id: {', '.join(told) or 'the same again'}"
