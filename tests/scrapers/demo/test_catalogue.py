import re
from collections import Counter

import pytest

from scrapers.demo.catalogue import STORES, STYLES, catalogue
from scrapers.demo.words import PHRASES

VOCABULARY = {
    "category": {"blouses", "dresses", "jackets", "knitwear", "pants", "skirts", "tops"},
    "color": {"beige", "black", "blue", "gray", "green", "pink", "red", "white", "yellow"},
    "length": {"3-4", "knee", "long", "normal", "short"},
    "sleeve_length": {"half", "long", "short", "sleeveless"},
    "fit": {"loose", "normal", "tight"},
    "pattern": {"floral", "lace", "polkadots", "print", "stripes", "unicolors"},
    "neckline": {"back", "deep", "lined", "round", "v", "wide"},
    "occasion": {"casual", "party"},
}
SHOTS = {
    "packshot",
    "full_front",
    "full_side",
    "full_back",
    "threequarter_front",
    "threequarter_side",
    "upper_front",
    "partial_back",
    "detail",
}


@pytest.fixture(scope="module")
def products():
    return catalogue(300)


def test_same_arguments_give_the_same_catalogue(products):
    assert catalogue(300) == products


def test_another_seed_gives_another(products):
    assert [p.id for p in catalogue(300, seed=7)] != [p.id for p in products]


def test_a_smaller_catalogue_is_the_beginning_of_a_larger_one(products):
    assert [p.id for p in catalogue(40)] == [p.id for p in products[:40]]


def test_every_value_is_of_the_vocabulary(products):
    for product in products:
        for key, value in product.values.items():
            assert value in VOCABULARY[key], (product.id, key)


def test_every_category_occurs_and_dresses_are_many(products):
    counts = Counter(product.category for product in products)
    assert set(counts) == VOCABULARY["category"]
    assert counts["dresses"] >= 80


def test_every_value_and_every_shot_occurs(products):
    for key, values in VOCABULARY.items():
        assert {p.values[key] for p in products if key in p.values} == values, key
    assert {photo.shot for p in products for photo in p.photos} == SHOTS


def test_what_a_garment_lacks_is_absent(products):
    for product in products:
        if product.category in ("pants", "skirts"):
            assert "sleeve_length" not in product.values
            assert "neckline" not in product.values


def test_stated_attributes_say_the_truth(products):
    said = {phrase: value for key in PHRASES for value, phrases in PHRASES[key].items() for phrase in phrases}
    titles = {
        "Ausschnitt": "neckline",
        "Muster": "pattern",
        "Passform": "fit",
        "Länge": "length",
        "Ärmellänge": "sleeve_length",
    }
    for product in products:
        for title, phrase, _ in product.attributes:
            if title in titles and not re.search(r"\d+ cm bei Größe", phrase):
                key = titles[title]
                assert phrase in PHRASES[key][product.values[key]], (product.id, phrase)
    assert len(said) == sum(len(phrases) for key in PHRASES.values() for phrases in key.values())


def test_zalando_ids_have_their_shape_and_keys_are_unique(products):
    ids = [product.id for product in products]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Z0-9]{9}-[A-Z][0-9]{2}", identity) for identity in ids)
    keys = [photo.key for product in products for photo in product.photos]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in keys)


def test_each_gallery_has_one_packshot_and_positions_in_order(products):
    first = 0
    for product in products:
        assert [photo.position for photo in product.photos] == list(range(len(product.photos)))
        assert [photo.role for photo in product.photos].count("product") == 1
        first += product.photos[0].role == "product"
    assert 0.3 < first / len(products) < 0.8  # not always first


def test_some_products_have_no_photo_to_be_paired_with(products):
    shots = [{photo.shot for photo in product.photos} for product in products]
    assert any(not {s for s in seen if s not in ("packshot", "detail")} for seen in shots)
    assert any("partial_back" in seen and not {s for s in seen if s.startswith("full")} for seen in shots)


def test_colourways_share_a_group_and_a_look(products):
    groups = {}
    for product in products:
        if not product.planted:
            groups.setdefault(product.group_id, []).append(product)
    several = [group for group in groups.values() if len(group) > 1]
    assert several
    for group in several:
        assert len({product.look for product in group}) == 1
        assert len({product.color_name for product in group}) == len(group)


def test_stores_share_the_range_and_unknown_names_say_what_exists():
    assert Counter(p.store for p in catalogue(60, stores=STORES)).keys() == set(STORES)
    with pytest.raises(ValueError, match="unknown style 'd'; known: a, b, c"):
        catalogue(3, style="d")
    with pytest.raises(ValueError, match="at least one product"):
        catalogue(0)


def test_the_range_does_not_depend_on_the_style():
    per_style = [[(p.id, p.values, p.rgb) for p in catalogue(30, style=s)] for s in STYLES]
    assert per_style[0] == per_style[1] == per_style[2]
