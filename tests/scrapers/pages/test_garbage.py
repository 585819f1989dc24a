"""Pages that are cut, mangled or malicious give a product that stands on them, or none; never anything else."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.schema import ROLES
from scrapers.pages import Page, page_for, shopify
from scrapers.pages.item import Listing, PageError, ProductItem
from scrapers.pages.markup import decode
from scrapers.pages.wording import reading

FOLDER = Path(__file__).parent / "fixtures"
# Shopify's JSON comes from hosts of any name; the test's own host stands for them.
SHOPIFY = "https://shopify.laden.example/products.json"
PAGES = [
    (
        path.read_bytes(),
        SHOPIFY if path.parts[-3] == "shopify" else json.loads((path.parent / "meta.json").read_text("utf-8"))["url"],
    )
    for path in sorted(FOLDER.glob("*/*/input.*"))
]
JSON_BLOCK = re.compile(r"<script[^>]*json[^>]*>(.*?)</script", re.DOTALL)
JSON_WHOLE = re.compile(r"(.*)", re.DOTALL)
STRANGER = "FREMD"
HOSTS = [
    "https://www.zalando.de/marke-kleid-ab122c0de-q11.html",
    "https://www.laden.example/p/1",
    "https://www.aboutyou.de/p/marke/kleid-4711234",
    "https://www.peek-cloppenburg.de/de/marke/p/kleid-1835414",
    "https://www2.hm.com/fr_fr/productpage.1000000001.html",
    SHOPIFY,
]
KEYS = """
    product entity id sku name brand color displayPrice original promotional amount formatted simples size offer price
    galleryMedia uri attributeSuperClusters clusters attributes key value label description breadcrumbs articleInfo
    units media images sources zoom data targetGroups age gender entities edges node pageCount @type @id @graph
    hasVariant offers image productGroupID item itemListElement position
    imagesSection images src type view focus $case sizes sizesSection sizeSelection sizeId availability colorLabel
    productSelectionSection items path linksSection breadcrumbs url productDetailsSection articleDetails lanes
    bulletPointLane bulletPoints entities hash values categories variants priceSummary withTax productTile link
    products product title handle body_html vendor options option1 variant_ids price tags media description priceO
"""
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.just("AB122C0DE-Q11")
    | st.just("4711234")
    | st.just("sizes"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=8),
    max_leaves=40,
)


def page(url: str) -> Page:
    return shopify if url == SHOPIFY else page_for(url)


def products(body: bytes, url: str) -> list[ProductItem]:
    try:
        return page(url).products(body, url)
    except PageError:
        return []


def standing_on(body: bytes, url: str, item: ProductItem) -> bool:
    """Whether id and name are words of the page (or, for the id, of its address)."""
    page = decode(body)
    words = " ".join([reading(page), reading(unescape(page)), reading(unescape(unescape(page)))])
    # Where a page holds several colours, ours are called after the article and the colour.
    name = (item.product.group_id if item.product.id.startswith(f"{item.product.group_id}-") else "") or item.product.id
    known = name.lower() in (page + url).lower()
    # A backslash before "u" spells a character that the page does not show as such.
    return known and ("\\u" in page or all(word in words for word in item.product.name.split()))


@st.composite
def mangled(draw: st.DrawFn) -> tuple[bytes, str]:
    """A page with pieces cut out, turned into noise, or its end missing; nothing is moved to another place."""
    body, url = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        length = draw(st.sampled_from([1, 1, 2, 7, 60, 500, len(body)]))
        noise = draw(st.sampled_from([b"", b"", b"\xff", b'"', b"}", b"[[[", b"</script>", b"\x00", b"\\", b"<!--"]))
        body = body[:start] + noise + body[start + length :]
    return body, url


@given(mangled())
def test_a_mangled_page_gives_its_own_product_or_none(case: tuple[bytes, str]):
    for item in products(*case):
        assert standing_on(*case, item)
        assert STRANGER not in item.product.name
        assert STRANGER not in item.product.brand
        json.dumps(item.to_json(), allow_nan=False).encode()


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[bytes, str]:
    """A page in which one to four values of its JSON are taken away, or are something else than they should be."""
    body, url = draw(st.sampled_from([case for case in PAGES if b"{" in case[0]]))
    text = decode(body)
    block = draw(st.sampled_from([*JSON_BLOCK.finditer(text)] or [JSON_WHOLE.match(text)]))
    try:
        tree = [json.loads(block[1])]
    except ValueError:
        return body, url
    for _ in range(draw(st.integers(1, 4))):
        places = list(walk(tree))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        if draw(st.booleans()) and len(places) > 1:
            del holder[key]
        else:
            holder[key] = draw(VALUES)
        if not tree:
            break
    written = json.dumps(tree[0] if tree else None, ensure_ascii=False)
    return (text[: block.start(1)] + written + text[block.end(1) :]).encode("utf-8", "replace"), url


def walk(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a tree that can be written to."""
    for key in list(range(len(value)) if isinstance(value, list) else value):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from walk(value[key])


@settings(max_examples=400)
@given(rewritten())
def test_a_page_with_other_values_gives_what_stands_in_it_or_nothing(case: tuple[bytes, str]):
    for item in products(*case):
        assert item.product.name
        assert item.product.id
        assert item.product.price is None or item.product.price >= 0
        assert {image.role for image in item.images} <= set(ROLES)
        assert len({image.key for image in item.images}) == len(item.images)
        assert all(image.url.startswith(("http://", "https://")) for image in item.images)
        json.dumps(item.to_json(), allow_nan=False)
    assert isinstance(page(case[1]).listing(*case), Listing)


@pytest.mark.parametrize("case", PAGES, ids=[url for _, url in PAGES])
def test_the_pages_to_be_mangled_give_products_that_stand_on_them(case: tuple[bytes, str]):
    assert products(*case)
    assert all(standing_on(*case, item) for item in products(*case))


@given(mangled())
def test_a_mangled_page_leads_somewhere_or_nowhere(case: tuple[bytes, str]):
    assert isinstance(page(case[1]).listing(*case), Listing)


@given(st.binary(max_size=400), st.sampled_from(HOSTS))
def test_bytes_that_are_no_page_give_no_product(body: bytes, url: str):
    assert products(body, url) == []
    assert page(url).listing(body, url) == Listing([], [])


@given(
    VALUES,
    st.sampled_from(HOSTS),
    st.sampled_from(["application/json", "application/ld+json", "application/x-bare", ""]),
)
def test_values_of_the_wrong_kind_do_no_harm(value: object, url: str, kind: str):
    text = json.dumps(value)
    bare = url == SHOPIFY or kind == "application/x-bare"
    body = (text if bare else f'<script type="{kind}">{text if kind else f"call({text})"}</script>').encode()
    for item in products(body, url):
        assert standing_on(body, url, item)
        json.dumps(item.to_json(), ensure_ascii=False, allow_nan=False).encode()
    assert isinstance(page(url).listing(body, url), Listing)


@pytest.mark.parametrize("url", HOSTS)
@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<meta x",
        "<script",
        "<script>",
        "<nav crumb>",
        "=[[=",
        "={'",
        '=["',
        "f({",
        '("{',
        "a" * 99,
        "<!--",
        "/*",
        "\\",
    ],
)
def test_the_time_a_page_takes_grows_with_its_length_only(piece: str, url: str):
    # Squared, 800 kB of the shortest piece would take minutes.
    body = ("<script>" + piece * (400_000 // len(piece)) + "</script>" + piece * (400_000 // len(piece))).encode()
    start = process_time()
    assert products(body, url) == []
    assert page(url).listing(body, url) == Listing([], [])
    assert process_time() - start < 10


@pytest.mark.parametrize("url", HOSTS)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"product":' * 50_000,
        '{"product": {"sku": "AB122C0DE-Q11", "name": ' + "[" * 900 + "]" * 900 + "}}",
        '{"@type": "Product", "name": ' + '{"name": ' * 900 + '"x"' + "}" * 900 + "}",
        '{"@graph": ' * 900 + "[]" + "}" * 900,
        '"' * 50_000,
        "(" * 50_000 + "{",
        "=[[=" * 20_000,
    ],
)
def test_deep_nesting_ends(text: str, url: str):
    for kind in ("application/json", "application/ld+json", ""):
        body = f'AB122C0DE-Q11<script type="{kind}">{text}</script>'.encode()
        assert products(body, url) == [] or url != HOSTS[0]
        assert isinstance(page(url).listing(body, url), Listing)
