"""The Shopify demo store has the platform's limits and forms; all colours of an article are one product."""

import io
import json
from dataclasses import replace

import pytest
from parsel import Selector
from PIL import Image

from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
from scrapers.demo.offer import offer
from scrapers.demo.shopify_store import ShopifyStore
from scrapers.demo.shopify_urls import CDN, SHOP, photo_path, photo_url
from scrapers.demo.wording import said

ROOT = f"https://{SHOP}"


@pytest.fixture(scope="module")
def products():
    return catalogue(products=420, stores=["shopify"])


@pytest.fixture(scope="module")
def articles(products):
    """The colourways of each article, as a test would group them."""
    groups = {}
    for product in products:
        groups.setdefault((product.group_id, product.name, product.brand), []).append(product)
    return list(groups.values())


@pytest.fixture
def store(open_client, products):
    return open_client("shopify", products)


def data(store, url):
    answer = store.get(url)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json; charset=utf-8"), url
    return json.loads(answer.body)


def listed(store, path="/products.json", key="products"):
    """Everything behind a list, page after page until one is empty."""
    found = []
    for number in range(1, 50):
        entries = data(store, f"{path}?limit=250&page={number}")[key]
        if not entries:
            return found
        found += entries
    raise AssertionError("no empty page")


def test_a_page_has_30_entries_at_most_250_and_none_after_the_last(store, articles):
    assert len(articles) > 250
    counts = [
        len(data(store, f"/products.json?{query}")["products"]) for query in ("", "limit=7", "limit=999", "limit=0")
    ]
    assert counts == [30, 7, 250, 30]
    assert data(store, "/products.json?page=99") == {"products": []}


def test_beyond_25000_entries_is_a_400_however_short_the_page(store):
    statuses = [
        store.get(f"/products.json?limit={limit}&page={page}").status
        for limit, page in ((250, 100), (250, 101), (1, 25_000), (1, 25_001), (999, 101))
    ]
    assert statuses == [200, 400, 200, 400, 400]


def test_every_article_is_listed_once_with_a_number_and_a_handle_of_its_own(store, articles):
    entries = listed(store)
    assert [entry["title"] for entry in entries] == [ways[0].name for ways in articles]
    assert [entry["vendor"] for entry in entries] == [ways[0].brand for ways in articles]
    assert len({entry["id"] for entry in entries}) == len({entry["handle"] for entry in entries}) == len(articles)


def test_an_article_listed_again_under_a_foreign_group_is_a_product_of_its_own(products, open_client):
    own, foreign = products[0], next(p for p in products if p.name != products[0].name)
    relisted = replace(foreign, group_id=own.group_id, id=f"{own.group_id}9")
    entries = listed(open_client("shopify", [own, relisted]))
    assert [entry["id"] for entry in entries] == [int(own.group_id), int(relisted.id)]


def test_colours_and_sizes_are_options_and_every_pair_of_them_a_variant(store, articles):
    for entry, ways in zip(listed(store), articles):
        colour, size = entry["options"]
        assert (colour["name"], colour["values"]) == ("Farbe", [way.color_name for way in ways])
        assert (size["name"], tuple(size["values"])) == ("Größe", ways[0].sizes)
        pairs = [(variant["option1"], variant["option2"]) for variant in entry["variants"]]
        assert pairs == [(way.color_name, size) for way in ways for size in way.sizes]
        assert [variant["sku"] for variant in entry["variants"]] == [f"{way.id}-{s}" for way in ways for s in way.sizes]


def test_prices_are_texts_and_the_price_asked_is_the_catalogues(store, articles):
    on_sale = 0
    for entry, ways in zip(listed(store), articles):
        price = {way.color_name: f"{way.price:.2f}" for way in ways}
        assert all(variant["price"] == price[variant["option1"]] for variant in entry["variants"])
        before = [float(variant["compare_at_price"]) for variant in entry["variants"] if variant["compare_at_price"]]
        assert all(first > ways[0].price for first in before)
        on_sale += bool(before)
        available = [variant["option2"] for variant in entry["variants"] if variant["available"]]
        assert available == [size for way in ways for size in offer(way).left]
    assert on_sale > 20


def test_images_of_several_colours_name_the_variants_they_show(store, articles):
    several = 0
    for entry, ways in zip(listed(store), articles):
        numbers = {way.id: [v["id"] for v in entry["variants"] if v["option1"] == way.color_name] for way in ways}
        shown = [(way, photo) for way in ways for photo in way.photos]
        assert [image["src"] for image in entry["images"]] == [photo_url(way, photo) for way, photo in shown]
        assert [image["position"] for image in entry["images"]] == list(range(1, len(shown) + 1))
        wanted = [numbers[way.id] if len(ways) > 1 else [] for way, _ in shown]
        assert [image["variant_ids"] for image in entry["images"]] == wanted
        several += len(ways) > 1
    assert several > 50


def test_no_image_of_the_list_has_an_alt_text_and_nothing_names_a_currency(store):
    body = store.get("/products.json?limit=250").body
    assert not any("alt" in image for entry in json.loads(body)["products"] for image in entry["images"])
    assert b"EUR" not in body
    assert b"currency" not in body
    assert data(store, "/meta.json")["currency"] == data(store, "/cart.js")["currency"] == "EUR"


def test_the_description_says_what_holds_for_all_colours(store, articles):
    whole = 0
    for entry, ways in zip(listed(store), articles):
        points = Selector(entry["body_html"]).css("ul > li::text").getall()
        assert points == [f"{key}: {value}" for key, value in said(ways[0], ways)]
        own = [{(key, value) for key, value, _ in way.attributes} for way in ways]
        assert {tuple(point.split(": ", 1)) for point in points} == set.intersection(*own)
        whole += len(ways) == 1
    assert whole > 200


def test_sizes_of_images_are_those_of_the_files(products):
    store = ShopifyStore(products)
    entry = json.loads(store.answer(SHOP, "/products.json", "limit=1").body)["products"][0]
    path = entry["images"][0]["src"].removeprefix(f"https://{CDN}").partition("?")[0]
    answer = store.answer(CDN, path, "v=1693910359")
    assert Image.open(io.BytesIO(answer.body)).size == (entry["images"][0]["width"], entry["images"][0]["height"])
    assert answer.body == jpeg(products[0], products[0].photos[0])


def test_photos_shrink_by_query_or_by_the_end_of_their_name_and_never_grow(store, products):
    path = photo_path(products[0], products[0].photos[0])
    ways = [
        f"{path}?width=30", f"{path}?v=1&width=800", f"{path.replace('.jpg', '_30x.jpg')}?v=1",
        path.replace(".jpg", "_15x15_crop_center@2x.jpg"), path.replace(".jpg", "_800x.jpg"),
    ]  # fmt: skip
    widths = [Image.open(io.BytesIO(store.get(f"https://{CDN}{way}").body)).width for way in ways]
    assert widths == [30, 60, 30, 30, 60]
    assert store.get(f"https://{CDN}{path}?width=wide").status == 404


def test_collections_share_the_articles_among_them(store, articles):
    collections = listed(store, "/collections.json", "collections")
    handles = [collection["handle"] for collection in collections]
    assert "pullover-strickjacken" in handles
    held = [listed(store, f"/collections/{handle}/products.json") for handle in handles]
    assert [len(entries) for entries in held] == [collection["products_count"] for collection in collections]
    assert sorted(e["id"] for entries in held for e in entries) == sorted(e["id"] for e in listed(store))
    assert len(listed(store, "/collections/all/products.json")) == len(articles)
    assert {entry["product_type"] for entry in held[0]} == {collections[0]["title"]}


def test_a_product_alone_has_its_tags_as_one_text_and_no_stock(store):
    entry = data(store, "/products.json?limit=1")["products"][0]
    alone = data(store, f"/products/{entry['handle']}.json")["product"]
    assert alone["tags"] == ", ".join(entry["tags"])
    assert not any("available" in variant for variant in alone["variants"])
    assert alone["images"] == entry["images"]


def test_the_script_form_counts_in_cents_and_has_media_without_words(store):
    entry = data(store, "/products.json?limit=1")["products"][0]
    script = data(store, f"/products/{entry['handle']}.js")
    assert [variant["price"] for variant in script["variants"]] == [
        round(float(variant["price"]) * 100) for variant in entry["variants"]
    ]
    assert script["price"] == min(variant["price"] for variant in script["variants"])
    assert script["images"][0] == entry["images"][0]["src"].removeprefix("https:")
    assert {medium["alt"] for medium in script["media"]} == {None}


def test_a_page_shows_the_colour_that_its_address_chooses(store, articles):
    entry, ways = next((e, w) for e, w in zip(listed(store), articles) if len(w) > 1)
    last = entry["variants"][-1]["id"]
    html = store.page(f"/products/{entry['handle']}?variant={last}")
    assert Selector(html).css("nav[aria-label=Farbe] [aria-current]::text").get() == ways[-1].color_name
    assert store.page(f"/collections/all/products/{entry['handle']}") == store.page(f"/products/{entry['handle']}")


def test_a_tag_filters_a_collection_by_colour(store, articles):
    tiles = Selector(store.page("/collections/kleider/schwarz")).css("article a::attr(href)").getall()
    black = [ways for ways in articles if ways[0].category == "dresses" and "schwarz" in [w.color_label for w in ways]]
    assert len(tiles) == min(24, len(black)) > 3
    assert store.get("/collections/kleider/durchsichtig").status == 404


@pytest.mark.parametrize(
    "path",
    ["/products/keins", "/products/keins.json", "/products/keins.js", "/collections/keine", "/keine.json",
     "/collections/keine/products.json", "/collections/kleider/schwarz/products.json", "/sitemap_products_2.xml"],
)  # fmt: skip
def test_what_the_shop_does_not_have_is_a_404(store, path):
    assert store.get(path).status == 404


def test_sitemaps_name_every_product_with_its_first_photo(store, articles):
    first, second = Selector(store.get("/sitemap.xml").body.decode(), type="xml").xpath(
        "//*[local-name()='loc']/text()"
    )
    sitemap = Selector(store.get(first.get()).body.decode(), type="xml")
    assert len(sitemap.xpath("//*[local-name()='url']/*[local-name()='loc']")) == len(articles)
    photos = sitemap.xpath("//*[local-name()='image']/*[local-name()='loc']/text()").getall()
    assert photos == [photo_url(ways[0], ways[0].photos[0]) for ways in articles]
    assert ROOT + "/collections/kleider" in store.get(second.get()).body.decode()


@pytest.mark.real_data
def test_entries_have_the_keys_of_the_real_ones(store, real_data):
    """The saved file comes from the platform's API for apps, which says more, and two things of a variant elsewhere."""
    saved = json.loads((real_data / "pages/shopify/sample_products.json").read_text(encoding="utf-8"))["products"][0]
    entry = data(store, "/products.json?limit=1")["products"][0]
    assert set(entry) <= set(saved)
    assert set(entry["images"][0]) <= set(saved["images"][0])
    assert set(entry["variants"][0]) - set(saved["variants"][0]) == {"available", "featured_image"}
    assert set(entry["options"][0]) <= set(saved["options"][0])
