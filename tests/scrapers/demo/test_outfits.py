"""What is worn beside a product is another product that the store lists."""

from collections import Counter

import pytest

from scrapers.demo.catalogue import STORES, catalogue
from scrapers.demo.outfits import COMPLETED_WITH, LOWER, UPPER


@pytest.fixture(scope="module")
def products():
    return catalogue(300)


def test_an_outfit_is_made_of_products_that_the_store_lists_earlier(products):
    seen = {}
    for product in products:
        for other in product.outfit:
            listed = seen[other.store, other.id]
            assert (other.values, other.look, other.rgb, other.accent) == (
                listed.values,
                listed.look,
                listed.rgb,
                listed.accent,
            )
            assert (other.photos, other.outfit, listed.planted) == ((), (), "")
        seen[product.store, product.id] = product


def test_every_category_is_completed_with_what_goes_with_it(products):
    for product in products:
        allowed = [category for categories in COMPLETED_WITH[product.category] for category in categories]
        assert all(other.category in allowed for other in product.outfit), product.id
        parts = Counter("lower" if other.category in LOWER else "upper" for other in product.outfit)
        assert max(parts.values(), default=0) <= 1
    assert {"jackets", *LOWER, *UPPER} == {product.category for product in products if product.outfit}


def test_most_outfits_are_products_and_some_are_not(products):
    late = [product for product in products[60:] if product.category not in ("dresses", "jackets")]
    assert 0.55 < sum(bool(product.outfit) for product in late) / len(late) < 0.9


def test_colourways_are_photographed_in_the_same_outfit(products):
    outfits = {}
    for product in products:
        if not product.planted:
            outfits.setdefault(product.group_id, set()).add(tuple(other.id for other in product.outfit))
    assert {len(found) for found in outfits.values()} == {1}


def test_two_patterns_are_not_worn_at_once(products):
    for product in products:
        patterned = [other for other in product.outfit if other.values["pattern"] != "unicolors"]
        assert product.values["pattern"] == "unicolors" or not patterned


def test_a_listed_copy_wears_what_its_original_wears():
    products = catalogue(600)
    by_id = {product.id: product for product in products}
    copies = [product for product in products if product.planted]
    assert copies
    for copy in copies:
        assert copy.outfit == by_id[copy.planted.removeprefix("duplicate_of:")].outfit


def test_outfits_stay_within_one_store_and_do_not_depend_on_how_many_are_listed():
    few, many = catalogue(80, stores=STORES), catalogue(160, stores=STORES)
    assert [product.outfit for product in few] == [product.outfit for product in many[:80]]
    for product in many:
        assert product.planted or {other.store for other in product.outfit} <= {product.store}
