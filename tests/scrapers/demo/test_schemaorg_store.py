"""The schema.org demo store writes its blocks as differently as shops do, and each of them holds the whole truth."""

import gzip
import html
import io
import json
from collections import Counter
from urllib.parse import urljoin

import pytest
from parsel import Selector
from PIL import Image

from scrapers.demo.catalogue import catalogue
from scrapers.demo.faults import FaultyStore
from scrapers.demo.schemaorg_markup import FORMS, form
from scrapers.demo.schemaorg_urls import CDN, SHOP, photo_url, product_url
from scrapers.demo.wording import said


@pytest.fixture(scope="module")
def products():
    return catalogue(products=90, stores=["schemaorg"])


@pytest.fixture
def store(open_client, products):
    return open_client("schemaorg", products)


def blocks(store, product):
    page = Selector(store.page(product_url(product)))
    return [json.loads(text) for text in page.css('script[type="application/ld+json"]::text').getall()]


def of_form(products, name):
    found = [product for product in products if form(product) == name]
    assert len(found) > 5
    return found


def photos_of(product):
    return [photo_url(photo) for photo in product.photos]


def test_every_form_is_common_and_a_page_keeps_its_own(products):
    assert min(Counter(map(form, products)).values()) > 10
    assert {form(product) for product in products} == set(FORMS)


def test_the_plain_form_has_one_price_for_all_and_attributes_as_properties(store, products):
    for product in of_form(products, "plain"):
        block = blocks(store, product)[0]
        assert (block["@type"], block["sku"], block["name"]) == ("Product", product.id, product.name)
        assert (block["brand"]["name"], tuple(block["size"])) == (product.brand, product.sizes)
        assert block["image"] == photos_of(product)
        assert block["offers"]["@type"] == "AggregateOffer"
        assert block["offers"]["lowPrice"] == block["offers"]["highPrice"] == product.price
        assert [(row["name"], row["value"]) for row in block["additionalProperty"]] == said(product)


def test_the_typed_form_has_encoded_entities_and_addresses_without_scheme_or_host(store, products):
    for product in of_form(products, "typed"):
        block = blocks(store, product)[0]
        assert block["@type"] == ["Product", "IndividualProduct"]
        assert html.unescape(block["brand"]) == product.brand
        assert (block["sku"], tuple(block["size"])) == (product.id, product.sizes)
        assert [f"https:{url}" for url in block["image"]] == photos_of(product)
        assert urljoin(f"https://{SHOP}/x", block["url"]) == product_url(product)
        assert {offer["price"] for offer in block["offers"]} == {f"{product.price:.2f}"}
        assert {offer["availability"] for offer in block["offers"]} <= {"InStock", "OutOfStock"}


def test_the_group_form_has_its_sizes_as_variants_and_of_other_colours_only_addresses(store, products):
    others = 0
    for product in of_form(products, "group"):
        block = blocks(store, product)[0]
        assert (block["@type"], block["productGroupID"]) == ("ProductGroup", product.group_id)
        assert block["image"] == photos_of(product)[0]
        own = [variant for variant in block["hasVariant"] if "@type" in variant]
        stubs = [variant for variant in block["hasVariant"] if "@type" not in variant]
        assert [variant["size"] for variant in own] == list(product.sizes)
        assert all([image["url"] for image in variant["image"]] == photos_of(product) for variant in own)
        assert {variant["offers"]["price"] for variant in own} == {product.price}
        assert all(store.get(stub["url"]).status == 200 and stub["url"] != product_url(product) for stub in stubs)
        others += len(stubs)
    assert others > 0


def test_the_graph_form_holds_together_by_references_alone(store, products):
    for product in of_form(products, "graph"):
        (block,) = blocks(store, product)
        nodes = {node["@id"]: node for node in block["@graph"] if "@id" in node}
        (group,) = [node for node in block["@graph"] if node["@type"] == "ProductGroup"]
        assert html.unescape(html.unescape(nodes[group["brand"]["@id"]]["name"])) == product.brand
        assert [nodes[image["@id"]]["url"] for image in group["image"]] == photos_of(product)
        variants = [nodes[variant["@id"]] for variant in group["hasVariant"]]
        assert [variant["size"] for variant in variants] == list(product.sizes)
        assert all(variant["image"] == group["image"] for variant in variants)
        assert all(variant["isVariantOf"]["@id"] == group["@id"] for variant in variants)
        assert {variant["offers"]["price"] for variant in variants} == {product.price}


def test_every_form_names_the_makers_colour_and_the_shops(store, products):
    for product in products:
        text = json.dumps(blocks(store, product), ensure_ascii=False)
        assert f'"color": "{product.color_name}/{product.color_label}"' in text


def test_entities_are_encoded_once_in_one_form_and_twice_in_another(store, products):
    with_sign = [product for product in catalogue(products=400, stores=["schemaorg"]) if "&" in product.brand]
    seen = {}
    for product in with_sign:
        page = store.__class__(type(store.store)(with_sign), with_sign).page(product_url(product))
        seen[form(product)] = next(word for word in ("&amp;amp;", "&amp;", "&") if f"Jonte {word} Mave" in script(page))
    assert seen == {"plain": "&", "typed": "&amp;", "group": "&", "graph": "&amp;amp;"}


def script(page):
    return "".join(Selector(page).css('script[type="application/ld+json"]::text').getall())


def test_attributes_stand_in_tables_on_some_pages_and_in_definition_lists_on_others(store, products):
    for product in products:
        page = Selector(store.page(product_url(product)))
        rows = [tuple(row.css("td::text").getall()) for row in page.css("section table tr")]
        terms = list(zip(page.css("section dl dt::text").getall(), page.css("section dl dd::text").getall()))
        assert (rows, terms)[form(product) in ("plain", "group")] == said(product)
        assert not (rows and terms)


def test_the_head_says_the_same_for_those_who_cannot_read_json(store, products):
    for product in products:
        page = Selector(store.page(product_url(product)))
        told = {line.attrib["property"]: line.attrib["content"] for line in page.css("meta[property]")}
        assert (told["og:title"], told["product:brand"]) == (product.name, product.brand)
        assert (told["product:price:amount"], told["product:price:currency"]) == (f"{product.price:.2f}", "EUR")


def locations(answer):
    assert answer.status == 200
    body = gzip.decompress(answer.body) if answer.headers["Content-Type"] == "application/gzip" else answer.body
    if answer.headers["Content-Type"].startswith("text/plain"):
        return body.decode().split()
    return Selector(body.decode(), type="xml").xpath("/*/*/*[local-name()='loc']/text()").getall()


def test_xml_gzip_and_text_sitemaps_share_the_products_among_them(store, products):
    files = locations(store.get("/sitemap.xml"))
    found = [url for file in files for url in locations(store.get(file)) if "/artikel/" in url]
    assert sorted(found) == sorted(map(product_url, products))
    kinds = [store.get(file).headers["Content-Type"].partition(";")[0] for file in files]
    assert kinds == ["application/xml", "application/gzip", "text/plain", "application/xml"]
    assert all(store.get(url).status == 200 for url in locations(store.get(files[-1])))


def test_the_image_sitemap_names_every_photo_of_every_product(store, products):
    page = Selector(store.get("/sitemap/bilder.xml").body.decode(), type="xml")
    photos = page.xpath("//*[local-name()='image']/*[local-name()='loc']/text()").getall()
    assert photos == [photo_url(photo) for product in products for photo in product.photos]


def test_robots_txt_names_both_sitemaps_and_without_them_the_listings_are_left(store, products):
    assert store.get("/robots.txt").body.count(b"Sitemap: ") == 2
    shut = type(store)(FaultyStore(store.store, ["no_sitemap"]), products)
    assert b"Sitemap" not in shut.get("/robots.txt").body
    assert shut.get("/sitemap.xml").status == shut.get("/sitemap/bilder.xml").status == 404
    assert sorted(shut.product_urls) == sorted(map(product_url, products))


def test_pages_of_a_listing_name_the_next_and_the_one_before_in_their_head(store):
    first, second = (Selector(store.page(f"/damen/{query}")) for query in ("", "?page=2"))
    assert first.css("link[rel=next]::attr(href)").get() == f"https://{SHOP}/damen/?page=2"
    assert first.css("link[rel=prev]").get() is None
    assert second.css("link[rel=prev]::attr(href)").get() == f"https://{SHOP}/damen/"


def test_a_colour_filter_shows_its_colour_and_an_unknown_one_nothing(store, products):
    wanted = [p for p in products if p.category == "dresses" and p.color_label == "dunkelblau"]
    tiles = Selector(store.page("/damen/kleider/?farbe=dunkelblau")).css("article a::attr(href)").getall()
    assert tiles == list(map(product_url, wanted[:20]))
    assert len(tiles) > 1
    assert "Leider keine Treffer." in store.page("/damen/kleider/?farbe=durchsichtig")


@pytest.mark.parametrize("query", ["page=0", "page=99", "page=zwei"])
def test_a_page_that_is_not_there_is_a_404(store, query):
    assert store.get(f"/damen/?{query}").status == 404


def test_photos_shrink_to_a_width_and_never_grow(store, products):
    url = photo_url(products[0].photos[0])
    widths = [
        Image.open(io.BytesIO(store.get(f"{url}{query}").body)).width for query in ("", "?width=30", "?width=900")
    ]
    assert widths == [60, 30, 60]
    assert [store.get(f"{url}?width={width}").status for width in ("0", "wide")] == [404, 404]
    assert url.startswith(f"https://{CDN}/")
