import json

import pytest

from scrapers.pages.jsonld import Graph, text, types
from scrapers.pages.markup import scripts

BASE = "https://www.laden.example/p/1"


def graph(*blocks: object) -> Graph:
    written = [block if isinstance(block, str) else json.dumps(block) for block in blocks]
    return Graph(scripts("".join(f'<script type="application/ld+json">{block}</script>' for block in written)))


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "Product", "name": "Kleid"}',
        '<!-- {"@type": "Product", "name": "Kleid"} -->',
        '<![CDATA[{"@type": "Product", "name": "Kleid"}]]>',
        '/* <![CDATA[ */{"@type": "Product", "name": "Kleid"}/* ]]> */',
        '{"@type": "Product", "name": "Kleid"}; and some junk {',
        '{"@type": "WebSite"} {"@type": "Product", "name": "Kleid"}',
        '{"@type": "Product", "description": "two\nlines", "name": "Kleid",}',
        '[{"@graph": [[{"@type": ["http://schema.org/Product", "Thing"], "name": "Kleid"}]]}]',
        '{"@type": "schema:Product", "name": "Kleid"}',
    ],
)
def test_a_product_is_found_however_the_block_is_written(block: str):
    found = graph(block)
    assert [found.text(one, "name") for one in found.of_type("Product")] == ["Kleid"]


def test_a_broken_block_costs_nothing_but_itself():
    found = graph('{"@type": "Product", "name": "halb', "[" * 100_000, {"@type": "Product", "name": "ganz"})
    assert [found.text(one, "name") for one in found.of_type("Product")] == ["ganz"]


def test_references_are_followed_to_the_entity_that_says_most():
    found = graph(
        {"@type": "Product", "brand": {"@id": "#b"}, "hasVariant": [{"@id": "#v"}, {"@id": "#nowhere"}]},
        {"@id": "#b"},
        {"@type": "Brand", "@id": "#b", "name": "Hausmarke"},
        {"@type": "Product", "@id": "#v", "size": "M"},
    )
    product = found.of_type("Product")[0]
    assert found.text(product, "brand") == "Hausmarke"
    assert [found.text(one, "size") for one in found.objects(product, "hasVariant")] == ["M", ""]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("H&amp;amp;M", "H&M"),
        ({"@type": "Brand", "name": "Marke"}, "Marke"),
        ({"@value": "rot", "@language": "de"}, "rot"),
        (4711, "4711"),
        ([None, "erstes", "zweites"], "erstes"),
        (True, ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_a_value_says_its_words(value: object, said: str):
    assert text(value) == said


def test_images_of_every_spelling_are_made_absolute_once_each():
    images = ["/1.jpg", {"contentUrl": "//cdn.example/2.jpg", "url": "/not-asked"}, {"@id": "/3.jpg"}, "/1.jpg", None]
    assert graph().images({"image": images}, BASE) == [
        "https://www.laden.example/1.jpg",
        "https://cdn.example/2.jpg",
        "https://www.laden.example/3.jpg",
    ]


def test_breadcrumbs_come_by_their_position():
    items = [
        {"position": "2", "item": {"@id": "/kleider/", "name": "Kleider"}},
        {"position": 1, "name": "Damen", "item": "/damen/"},
        {"position": 3, "name": "Dieses"},
    ]
    found = graph({"@type": "BreadcrumbList", "itemListElement": items}).breadcrumbs(BASE)
    assert found == [
        ("Damen", "https://www.laden.example/damen/"),
        ("Kleider", "https://www.laden.example/kleider/"),
        ("Dieses", ""),
    ]


def test_types_lose_the_address_of_their_vocabulary():
    assert types({"@type": ["https://schema.org/ProductGroup", 7]}) == {"ProductGroup"}
