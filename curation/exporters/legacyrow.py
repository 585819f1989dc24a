"""A product as a row of 2018's `data.csv`, and where its photos lie in that layout."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from curation.importers.joined import joined
from curation.importers.thesis2018 import LABELS, PARSER
from curation.schema import KEPT, LABEL, Product
from curation.workspace import safe_name


def places(products: Iterable[Product]) -> dict[tuple[str, str], str]:
    """`<category>/<id>.jpg` by (store, id); of two products with one name the later one's ends in its store."""
    found: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for product in products:
        category = safe_name(came(product, "category") or product.category or "uncategorised")
        place = _safe(came(product, "img_path")) or f"{category}/{safe_name(product.id)}.jpg"
        if place.lower() in taken:
            place = f"{category}/{safe_name(f'{product.id}-{product.store}')}.jpg"
        taken.add(place.lower())
        found[product.store, product.id] = place
    return found


def row(product: Product, place: str) -> dict[str, str]:
    """Cells by column. A product that came from this layout gets its own back, with the columns only it had."""
    cells = {
        "id": product.id,
        "attributes": joined([line for line in product.attributes if line.section not in (KEPT, LABEL)]),
        "brand": product.brand,
        "category": product.category,
        "color": product.color,
        "img_url": product.img_url,
        "model_img_urls": ", ".join(product.model_img_urls),
        "name": product.name,
        "product_url": product.product_url,
        **{name: getattr(product, name) for name in LABELS},
    }
    for name in cells:
        if (cell := came(product, name)) is not None:
            cells[name] = cell
    if product.parser == PARSER:
        cells |= {line.key: line.value for line in product.attributes if line.section == KEPT}
    return {**cells, "img_path": place}


def came(product: Product, column: str) -> str | None:
    """The cell as this layout had it when the product was imported from it; `None` where that is not known."""
    if product.parser != PARSER:
        return None
    for line in product.attributes:
        if line.key == column and line.section in (KEPT, LABEL):
            return line.value
    return {"category": product.store_category, "color": product.store_color}.get(column)


def _safe(path: str | None) -> str:
    """A path of the source where it can stand in a folder as it is, else nothing; what we write is a JPEG."""
    parts = PurePosixPath(path or "").parts
    if not parts or any(safe_name(part) != part for part in parts):
        return ""
    place = PurePosixPath(*parts)
    return str(place if place.suffix.lower() in (".jpg", ".jpeg") else place.with_suffix(".jpg"))
