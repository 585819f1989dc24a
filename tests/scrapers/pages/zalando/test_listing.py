"""What a Zalando listing leads to."""

import json
from typing import Any

import pytest

from scrapers.pages import zalando
from scrapers.pages.item import Listing

URL = "https://www.zalando.de/damenbekleidung-kleider/_schwarz/"
ID = "ern:collection:cat:categ:damenbekleidung-kleider"


def sku(number: int) -> str:
    return f"AB122C0{number:02d}-Q11"


def address(number: int) -> str:
    return f"https://www.zalando.de/marke-kleid-{sku(number).lower()}.html"


def tile(number: int) -> dict[str, Any]:
    return {"data": {"product": {"id": f"ern:product::{sku(number)}", "sku": sku(number), "uri": address(number)}}}


def collection(*numbers: int, name: str = ID, more: bool = False) -> dict[str, Any]:
    edges = [{"node": {"__typename": "Product", "id": f"ern:product::{sku(number)}"}} for number in numbers]
    entities = {"edges": edges, "pageInfo": {"hasNextPage": more}}
    return {"data": {"collection": {"id": name, "entities": entities}}}


def read(*entries: dict[str, Any], html: str = "", url: str = URL) -> Listing:
    state = json.dumps({"graphqlCache": {str(place): entry for place, entry in enumerate(entries)}})
    body = f'<html><head></head><body>{html}<script type="application/json">{state}</script></body></html>'
    return zalando.listing(body.encode(), url)


def test_products_come_in_the_order_of_the_collection_and_once():
    listing = read(tile(1), tile(2), tile(3), collection(3, 1, 2), html=f'<a href="{address(2)}?size=M">x</a>')
    assert listing.product_urls == [address(3), address(1), address(2)]


def test_what_only_links_lead_to_follows():
    links = f'<a href="/marke-kleid-{sku(4).lower()}.html#top">x</a><a href="{address(5)}">x</a>'
    assert read(tile(1), html=links).product_urls == [address(1), address(4), address(5)]


def test_what_is_only_recommended_beside_is_left_out():
    recommended = collection(2, 3, name="ern:collection:rec:res-reco-products-sponsored:x")
    entries = (tile(1), tile(2), tile(3), collection(1, 3), recommended)
    assert read(*entries, html=f'<a href="{address(2)}">x</a>').product_urls == [address(1), address(3)]


@pytest.mark.parametrize(
    "link",
    [
        "/outfits/marke-ab122c099-q11.html",
        "https://www.zalando.fr/marke-kleid-ab122c099-q11.html",
        "https://corporate.zalando.com/marke-kleid-ab122c099-q11.html",
        "/damenbekleidung-kleider/",
        "/zalando-impressum/",
        "javascript:void(0)",
        "http://[",
    ],
)
def test_outfits_other_hosts_and_other_pages_are_no_products(link: str):
    assert read(html=f'<a href="{link}">x</a>').product_urls == []


@pytest.mark.parametrize(
    ("url", "html", "following"),
    [
        (URL, '<a href="?p=2">2</a><a href="?p=3">3</a>', [f"{URL}?p=2"]),
        (f"{URL}?p=2", f'<a href="{URL}">1</a><a href="?p=3">3</a>', [f"{URL}?p=3"]),
        (f"{URL}?p=2", '<link rel="next" href="?p=3&amp;order=price">', [f"{URL}?p=3&order=price"]),
        (f"{URL}?p=3", '<a href="?p=2">2</a>', []),
        (URL, '<a href="/damenbekleidung-roecke/?p=2">2</a>', []),
    ],
)
def test_the_next_page_is_the_one_that_is_linked(url: str, html: str, following: list[str]):
    assert read(html=html, url=url).next_urls == following


def test_the_next_page_is_the_one_that_the_state_says_exists():
    assert read(collection(1, more=True), url=f"{URL}?order=price&p=2").next_urls == [f"{URL}?order=price&p=3"]
    assert read({"pagination": {"pageCount": 3}}, url=f"{URL}?p=2").next_urls == [f"{URL}?p=3"]


def test_after_the_last_page_there_is_none():
    assert read(collection(1), {"pagination": {"pageCount": 3}}, url=f"{URL}?p=3").next_urls == []


def test_more_recommendations_are_no_next_page():
    assert read(collection(1, name="ern:collection:rec:x", more=True)).next_urls == []


def test_the_2026_listing_is_read_from_the_call_that_carries_it():
    state = json.dumps({"graphqlCache": {"card": tile(7)}})
    body = f"<!doctype html><script>window.__hydrationDataConsume({state})</script>".encode()
    assert zalando.listing(body, URL) == Listing([address(7)], [])


def test_an_empty_page_leads_nowhere():
    assert zalando.listing(b"", URL) == Listing([], [])
