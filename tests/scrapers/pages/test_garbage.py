"""Pages that are cut, mangled or malicious give a product that stands on them, or none; never anything else."""

import json
from html import unescape
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages import page_for
from scrapers.pages.item import Listing, PageError, ProductItem
from scrapers.pages.markup import decode
from scrapers.pages.wording import reading

FOLDER = Path(__file__).parent / "fixtures"
PAGES = [
    (path.read_bytes(), json.loads((path.parent / "meta.json").read_text("utf-8"))["url"])
    for path in sorted(FOLDER.glob("*/*/input.html"))
]
STRANGER = "FREMD"
HOSTS = ["https://www.zalando.de/marke-kleid-ab122c0de-q11.html", "https://www.laden.example/p/1"]
KEYS = """
    product entity id sku name brand color displayPrice original promotional amount formatted simples size offer price
    galleryMedia uri attributeSuperClusters clusters attributes key value label description breadcrumbs articleInfo
    units media images sources zoom data targetGroups age gender entities edges node pageCount @type @id @graph
    hasVariant offers image productGroupID item itemListElement position
"""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("AB122C0DE-Q11"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=8),
    max_leaves=40,
)


def product(body: bytes, url: str) -> ProductItem | None:
    try:
        return page_for(url).product(body, url)
    except PageError:
        return None


def standing_on(body: bytes, url: str, item: ProductItem) -> bool:
    """Whether id and name are words of the page (or, for the id, of its address)."""
    page = decode(body)
    words = " ".join([reading(page), reading(unescape(page)), reading(unescape(unescape(page)))])
    known = item.product.id.lower() in (page + url).lower()
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
    item = product(*case)
    if item:
        assert standing_on(*case, item)
        assert STRANGER not in item.product.name
        assert STRANGER not in item.product.brand
        json.dumps(item.to_json(), allow_nan=False).encode()


@given(mangled())
def test_a_mangled_page_leads_somewhere_or_nowhere(case: tuple[bytes, str]):
    assert isinstance(page_for(case[1]).listing(*case), Listing)


@given(st.binary(max_size=400), st.sampled_from(HOSTS))
def test_bytes_that_are_no_page_give_no_product(body: bytes, url: str):
    assert product(body, url) is None
    assert page_for(url).listing(body, url) == Listing([], [])


@given(VALUES, st.sampled_from(HOSTS), st.sampled_from(["application/json", "application/ld+json", ""]))
def test_values_of_the_wrong_kind_do_no_harm(value: object, url: str, kind: str):
    text = json.dumps(value)
    body = f'<script type="{kind}">{text if kind else f"call({text})"}</script>'.encode()
    item = product(body, url)
    if item:
        assert standing_on(body, url, item)
        json.dumps(item.to_json(), ensure_ascii=False, allow_nan=False).encode()
    assert isinstance(page_for(url).listing(body, url), Listing)


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
    assert product(body, url) is None
    assert page_for(url).listing(body, url) == Listing([], [])
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
        assert product(body, url) is None or url == HOSTS[1]
        assert isinstance(page_for(url).listing(body, url), Listing)
