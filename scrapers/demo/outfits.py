"""What is worn with what: other products of the same store that complete the outfit of a photo."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scrapers.demo.product import DemoProduct
from scrapers.demo.seeds import generator

RACK = 120
"""How many products before its own a stylist looks through."""
FROM_THE_STORE = 0.75
"""Share of the other garments that are products; the rest is the stylist's own plain basics."""

UPPER = ("tops", "blouses", "knitwear")
LOWER = ("pants", "skirts")
# The categories that each category is completed with; a dress is an outfit by itself.
COMPLETED_WITH: dict[str, tuple[tuple[str, ...], ...]] = {
    "tops": (LOWER,),
    "blouses": (LOWER,),
    "knitwear": (LOWER,),
    "jackets": (("tops", "blouses"), LOWER),
    "pants": (UPPER,),
    "skirts": (UPPER,),
    "dresses": (),
}


def dressed(listed: Sequence[DemoProduct]) -> list[DemoProduct]:
    """The products, each with the `outfit` that it is worn with in its photos.

    An outfit comes from what is listed before the product, so a smaller catalogue stays the beginning of a larger
    one; the colourways of an article share theirs, and an article listed twice has the one of its original.
    """
    worn_with: dict[tuple[str, str], tuple[DemoProduct, ...]] = {}
    done: list[DemoProduct] = []
    for place, product in enumerate(listed):
        group = (product.store, product.group_id)
        if product.planted:
            outfit = done[place - 1].outfit  # the original is always the neighbour
        elif group in worn_with:
            outfit = worn_with[group]
        else:
            outfit = worn_with[group] = _outfit(product, listed[max(0, place - RACK) : place])
        done.append(replace(product, outfit=outfit))
    return done


def _outfit(product: DemoProduct, rack: Sequence[DemoProduct]) -> tuple[DemoProduct, ...]:
    rng = generator("outfit", product.store, product.look)
    chosen = []
    for categories in COMPLETED_WITH[product.category]:
        fitting = [other for other in rack if _fits(other, product, categories)]
        if fitting and rng.random() < FROM_THE_STORE:
            chosen.append(_choose(rng, fitting))
    return tuple(chosen)


def _fits(other: DemoProduct, product: DemoProduct, categories: tuple[str, ...]) -> bool:
    if other.store != product.store or other.category not in categories or other.planted:
        return False
    # Two patterns at once are for braver stylists.
    if "unicolors" not in (other.values["pattern"], product.values["pattern"]):
        return False
    if other.category in LOWER:
        return True
    # A long hem would hide the pants or the skirt that the photo is of, and under a jacket wide sleeves have no room.
    return other.values["length"] != "long" and not (product.category == "jackets" and other.values["fit"] == "loose")


def _choose(rng: np.random.Generator, fitting: Sequence[DemoProduct]) -> DemoProduct:
    return replace(fitting[int(rng.integers(len(fitting)))], photos=(), outfit=())
