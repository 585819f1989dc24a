import json
from typing import Any

import pytest

from curation.schema import Attribute
from scrapers.pages import schemaorg
from scrapers.pages.item import Listing, PageError

URL = "https://www.laden.example/p/kleid-rot"


def page(*entities: Any, head: str = "") -> bytes:
    blocks = "".join(f'<script type="application/ld+json">{json.dumps(entity)}</script>' for entity in entities)
    return f"<html><head>{head}</head><body>{blocks}</body></html>".encode()


def test_a_group_with_variants_is_one_product():
    small, large = ({"price": price, "priceCurrency": "EUR"} for price in ("59", "49,90"))
    group = {
        "@type": "ProductGroup",
        "productGroupID": "G1",
        "name": "Kleid",
        "brand": {"name": "Hausmarke"},
        "pattern": "gestreift",
        "hasVariant": [
            {"@type": "Product", "sku": "G1-S", "size": "S", "image": "/s.jpg", "offers": small},
            {"@type": "Product", "sku": "G1-M", "size": "M", "image": "/m.jpg", "offers": large},
        ],
    }
    item = schemaorg.product(page(group), URL)
    product = item.product
    assert (product.store, product.id, product.group_id) == ("laden.example", "G1", "G1")
    assert (product.price, product.currency, product.sizes) == (49.9, "EUR", ["S", "M"])
    assert product.attributes == [Attribute("pattern", "gestreift", "")]
    assert [image.url for image in item.images] == [
        "https://www.laden.example/s.jpg",
        "https://www.laden.example/m.jpg",
    ]


def test_the_role_of_a_photo_is_not_guessed():
    item = schemaorg.product(page({"@type": "Product", "sku": "1", "name": "Kleid", "image": "/1.jpg"}), URL)
    assert item.product.img_url == ""
    assert [image.role for image in item.images] == ["unknown"]


def test_a_product_without_any_id_is_called_as_in_its_address():
    assert schemaorg.product(page({"@type": "Product", "name": "Kleid"}), f"{URL}/").product.id == "kleid-rot"


def test_a_category_in_words_is_a_path():
    product = schemaorg.product(page({"@type": "Product", "name": "K", "category": "Damen > Kleider"}), URL).product
    assert (product.category, product.category_path) == ("Kleider", ["Damen", "Kleider"])


@pytest.mark.parametrize("body", [b"", page({"@type": "WebSite", "name": "x"}), page({"@type": "Product", "sku": "1"})])
def test_a_page_without_a_named_product_is_refused(body: bytes):
    with pytest.raises(PageError) as error:
        schemaorg.product(body, URL)
    assert str(error.value) == (
        f"laden.example: no product on {URL}; its JSON-LD describes no Product or ProductGroup with a name; "
        "save the whole page of a product and try again"
    )


def test_a_listing_is_its_item_list_and_the_next_page():
    items = [
        {"@type": "ListItem", "url": "/p/1"},
        {"@type": "ListItem", "item": {"@type": "Product", "url": "/p/2"}},
        "/p/3",
    ]
    body = page({"@type": "ItemList", "itemListElement": items}, head='<link rel="next" href="?page=2">')
    assert schemaorg.listing(body, "https://www.laden.example/kleider") == Listing(
        ["https://www.laden.example/p/1", "https://www.laden.example/p/2"],
        ["https://www.laden.example/kleider?page=2"],
    )
