"""What holds for every demo store: complete listings, sound JSON, served photos, untold truth, the same bytes again."""

import io
import json
import re
from html import escape
from urllib.parse import urljoin

import pytest
from parsel import Selector
from PIL import Image
from protego import Protego

from scrapers.demo.addresses import slug
from scrapers.demo.catalogue import STORES as NAMES
from scrapers.demo.catalogue import catalogue
from scrapers.demo.stores import STORES

TELLING = re.compile(
    rb"(full|threequarter)_(front|side|back)|upper_front|partial_back|mannequin|duplicate|planted|\bpose\b|\bshot\b|\byaw\b"
)


def pages_of(client):
    """How many product pages there are: a Shopify shop sells all colours of an article on one."""
    if client.store.name == "shopify":
        return len({(product.group_id, product.name, product.brand) for product in client.products})
    return len(client.products)


def test_every_name_of_the_catalogue_has_a_store_of_that_name():
    assert tuple(STORES) == NAMES
    for name in NAMES:
        assert STORES[name](catalogue(products=1, stores=[name])).name == name


def test_no_two_stores_share_a_host(any_store):
    mine = set(any_store.store.hosts)
    assert len(mine) == 2
    for name in set(STORES) - {any_store.store.name}:
        assert not mine & set(STORES[name](catalogue(products=1, stores=[name])).hosts)


def test_the_listings_lead_to_every_product_and_page_after_page_to_each_once(any_store):
    pages = list(any_store.listings())
    assert len(any_store.product_urls()) == pages_of(any_store)
    assert len(pages) > 8
    for _, html in pages:
        tiles = Selector(html).css("article a::attr(href)").getall()
        assert len(tiles) == len(set(tiles))


def test_every_product_page_shows_name_brand_price_colour_and_sizes_to_a_person(any_store):
    urls = any_store.product_urls()
    for product in any_store.products:
        article = f"{slug(product.name)}-{product.group_id}"
        url = next(url for url in urls if product.id.lower() in url or url.endswith(article))
        texts = Selector(any_store.page(url)).css("main").xpath(".//text()[not(parent::script)]").getall()
        price = f"{product.price:.2f}\N{NO-BREAK SPACE}€".replace(".", ",")
        for said in (product.name, product.brand, product.color_name, *product.sizes):
            assert any(said in text for text in texts), (url, said)
        assert any(price == text.replace(" ", "\N{NO-BREAK SPACE}") for text in texts), (url, price)


def test_every_json_block_of_every_page_can_be_read(any_store):
    for url in [*any_store.product_urls(), *(url for url, _ in any_store.listings())]:
        scripts = Selector(any_store.page(url)).xpath("//script[contains(@type, 'json')]")
        blocks = [script.xpath("string()").get() for script in scripts]
        for block in blocks:
            sound = block.removeprefix("<![CDATA[").removesuffix("]]>")
            assert sound == "undefined" or json.loads(sound)


def test_every_photo_of_a_gallery_is_served_and_is_a_picture(any_store):
    counted = 0
    for url in any_store.product_urls():
        for photo in any_store.photo_urls(url):
            answer = any_store.get(photo)
            assert answer.status == 200, photo
            with Image.open(io.BytesIO(answer.body)) as picture:
                picture.load()
                assert answer.headers["Content-Type"] == f"image/{picture.format.lower()}"
            counted += 1
    assert counted == sum(len(product.photos) for product in any_store.products)


def test_robots_txt_lets_in_and_keeps_out_as_the_shop_does(any_store):
    robots = Protego.parse(any_store.get("/robots.txt").body.decode())
    for url in [*any_store.product_urls(), *(url for url, _ in any_store.listings())]:
        assert robots.can_fetch(urljoin(f"https://{any_store.shop}/", url), "pairwear"), url
    photos = Protego.parse(any_store.get(f"https://{any_store.cdn}/robots.txt").body.decode())
    assert photos.can_fetch(any_store.photo_urls(any_store.product_urls()[0])[0], "pairwear")


def test_the_truth_is_never_served(any_store):
    urls = [*any_store.product_urls(), *(url for url, _ in any_store.listings()), "/robots.txt", "/sitemap.xml"]
    urls += any_store.photo_urls(any_store.product_urls()[0])
    for url in urls:
        answer = any_store.get(url)
        assert not TELLING.search(answer.body), url
        assert not TELLING.search(repr(answer.headers).encode() + url.encode()), url


@pytest.mark.parametrize("path", ["/truth.csv", "/truth.json", "/../truth.csv", "/%2e%2e/etc/passwd", "/nichts/"])
def test_what_is_not_there_is_a_404(any_store, path):
    assert any_store.get(f"https://{any_store.shop}{path}").status == 404
    assert any_store.get(f"https://{any_store.cdn}{path}").status == 404
    assert any_store.store.answer("www.elsewhere.example", "/robots.txt", "").status == 404


def test_two_stores_of_one_catalogue_give_the_same_bytes(any_store, open_client):
    other = open_client(any_store.store.name, catalogue(products=70, stores=[any_store.store.name]))
    for url in [*any_store.product_urls(), *(url for url, _ in any_store.listings())]:
        assert other.get(url) == any_store.get(url)
        assert escape(any_store.shop) in any_store.page(url)
