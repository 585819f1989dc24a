"""The Peek & Cloppenburg demo store shows what is known of the shop: free bullets, the article alone first."""

import base64
import io
import json
import re

import pytest
from parsel import Selector
from PIL import Image

from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
from scrapers.demo.fashionid_store import FashionIdStore
from scrapers.demo.fashionid_urls import CDN, COLOR_FILTERS, SHOP, photo_url, product_url, token
from scrapers.demo.wording import said

DRESSES = f"https://{SHOP}/de/damen/bekleidung/kleider"


@pytest.fixture(scope="module")
def products():
    return catalogue(products=80, stores=["fashionid"])


@pytest.fixture
def store(open_client, products):
    return open_client("fashionid", products)


def test_the_first_photo_of_a_gallery_is_the_article_alone_and_the_rest_keep_their_order(store, products):
    for product in products:
        keys = [key_of(url) for url in store.photo_urls(product_url(product))]
        first = next(photo.key for photo in product.photos if photo.role == "product")
        assert keys == [first, *(photo.key for photo in product.photos if photo.key != first)]


def key_of(url):
    """The picture's name: the end of the 84 characters that the token encodes."""
    word = re.search(r"/([0-9A-V]+)\.jpg$", url)[1]
    decoded = base64.b32hexdecode(word + "=" * (-len(word) % 8)).decode()
    assert re.fullmatch("[A-Z]{52}[0-9a-f]{32}", decoded)
    return decoded[52:]


def test_the_schema_org_block_names_everything_but_attributes(store, products):
    for product in products:
        page = Selector(store.page(product_url(product)))
        block = json.loads(page.css('script[type="application/ld+json"]::text').get())
        assert (block["@type"], block["sku"], block["name"]) == ("Product", product.id, product.name)
        assert block["brand"]["name"] == product.brand
        assert block["color"] == f"{product.color_name}/{product.color_label}"
        assert tuple(block["size"]) == product.sizes
        assert (float(block["offers"]["price"]), block["offers"]["priceCurrency"]) == (product.price, "EUR")
        assert len(block["image"]) == len(product.photos)
        assert all("/cdn-cgi/image/f=auto,width=400,quality=90/" in url for url in block["image"])
        assert page.css("[itemprop=sku]::text").get() == product.id


def test_bullets_say_every_attribute_and_a_key_only_beside_a_number(store, products):
    for product in products:
        page = Selector(store.page(product_url(product)))
        points = page.css("ul.list-column.qa-description-bullet-points-list > li::text").getall()
        assert points == [f"{key}: {value}" if key else value for key, value in said(product)]
        for point in points:
            assert (": " in point) == any(letter.isdigit() for letter in point)


def test_a_colour_filter_holds_all_colours_under_it(store, products):
    for color in set(COLOR_FILTERS.values()):
        wanted = [p for p in products if p.category == "dresses" and COLOR_FILTERS[p.values["color"]] == color]
        answer = store.get(f"{DRESSES}/farbe-{color}")
        if wanted:
            tiles = Selector(answer.body.decode()).css("article a::attr(href)").getall()
            assert tiles == [product_url(product) for product in wanted[:24]]
        else:
            assert (answer.status, answer.headers["Location"]) == (302, DRESSES)


def test_a_colour_that_shows_nothing_redirects_to_the_category(store):
    answer = store.get(f"{DRESSES}/farbe-durchsichtig")
    assert (answer.status, answer.headers["Location"]) == (302, DRESSES)


@pytest.mark.parametrize(
    "path", ["/kleider?page=0", "/kleider?page=99", "/kleider?page=zwei", "/keine", "/keine/farbe-rot"]
)
def test_a_listing_that_is_not_there_is_a_404(store, path):
    assert store.get(f"https://{SHOP}/de/damen/bekleidung{path}").status == 404


def test_photos_shrink_to_the_width_in_their_path_and_never_grow(store, products):
    photo = products[0].photos[0]
    widths = [Image.open(io.BytesIO(store.get(photo_url(photo, width)).body)).width for width in (30, 60, 1200)]
    assert widths == [30, 60, 60]


def test_a_photo_without_options_is_the_drawing_byte_for_byte(products):
    product = products[0]
    answer = FashionIdStore(products).answer(CDN, f"/{token(product.photos[0])}.jpg", "")
    assert answer.body == jpeg(product, product.photos[0])


@pytest.mark.parametrize("options", ["width=0", "width=wide", "width", ""])
def test_options_that_the_host_does_not_know_are_a_404(store, products, options):
    assert store.get(f"https://{CDN}/cdn-cgi/image/{options}/{token(products[0].photos[0])}.jpg").status == 404


def test_there_is_no_sitemap(store):
    assert b"Sitemap" not in store.get("/robots.txt").body
    assert store.get("/sitemap.xml").status == 404
