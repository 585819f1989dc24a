"""The sizes of an About You product: every one that the page offers, sold out or not."""

from typing import Any

from scrapers.pages import embedded
from scrapers.pages.shapes import at, case, objects, said, unique

_SELECTIONS = ("sizes", "sizeRuns", "oneSize")
_AVAILABILITIES = ("inStock", "soldOut")


def sizes(detail: dict[str, Any], unknown: list[str]) -> tuple[list[str], list[str]]:
    """Ids and labels of the sizes, each in page order; what is neither known selection nor availability is noted.

    Where the selection gives no label, the product's own list of sizes does.
    """
    kind, content = case(at(detail, "sizesSection", "sizeSelection", "type"))
    if kind and kind not in _SELECTIONS:
        unknown.append(f"sizeSelection:{kind}")
    listed = [node.value for node in embedded.objects([content]) if "sizeId" in node.value]
    for size in listed:
        state = case(size.get("availability"))[0]
        if state and state not in _AVAILABILITIES:
            unknown.append(f"availability:{state}")
    labels = unique(said(size.get("label")) for size in listed)
    own = objects(at(detail, "imagesSection", "product", "sizes"))
    return unique(said(size.get("sizeId")) for size in listed), labels or unique(map(_label, own))


def _label(size: dict[str, Any]) -> str:
    """What a size of the product's own list is called, whichever union holds it."""
    shop = at(size, "shopSize", "size")
    return said(at(case(shop)[1], "label")) or said(at(shop, "label")) or said(size.get("label"))
