"""The About You demo store has the shape of the pages of 2026, and what it says of a photo is true."""

import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from parsel import Selector
from PIL import Image
from protego import Protego

from scrapers.demo.aboutyou_photos import cut_out, photo_url, stated
from scrapers.demo.aboutyou_store import URLS_A_SITEMAP, AboutYouStore
from scrapers.demo.aboutyou_urls import CDN, COLOR_IDS, SHOP, brand_key, category_path, product_url
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import draw
from scrapers.demo.offer import offer
from scrapers.demo.wording import said

DRESSES = f"https://{SHOP}{category_path('dresses')}"


@pytest.fixture(scope="module")
def products():
    return catalogue(products=100, stores=["aboutyou"])


@pytest.fixture
def store(open_client, products):
    return open_client("aboutyou", products)


def state(html):
    """The messages of a page's state by the last word of their method."""
    pairs = json.loads(Selector(html).css('script[data-tadarida-initial-state="true"]::text').get())
    return {re.fullmatch(r"aysa_api\.services\.\S+/(\w+):\w+", key)[1]: payload["data"] for key, payload in pairs}


def chosen(union):
    """What a `$case` union holds, with the name of the case."""
    assert set(union) == {"$case", union["$case"]}
    return union["$case"], union[union["$case"]]


def bulk(store, product):
    return state(store.page(product_url(product)))["GetProductBulk"]


def test_the_product_message_lies_among_others_in_a_list_of_pairs(store, products):
    messages = state(store.page(product_url(products[0])))
    assert list(messages) == ["GetDiscounts", "GetPageMetaData", "GetProductBulk"]


def test_name_colour_family_and_number_stand_in_the_message(store, products):
    for product in products:
        own = bulk(store, product)["imagesSection"]["product"]
        assert (str(own["id"]), own["name"], own["colorLabel"]) == (product.id, product.name, product.color_name)
        assert own["colors"] == [{"id": COLOR_IDS[product.values["color"]], "name": product.color_label}]


def test_the_gallery_is_complete_and_every_fact_about_a_photo_is_true(store, products):
    for product in products:
        images = [entry["image"] for entry in bulk(store, product)["imagesSection"]["images"]]
        assert [re.search("[0-9a-f]{32}", image["src"])[0] for image in images] == [p.key for p in product.photos]
        for image, photo in zip(images, product.photos):
            assert image["type"] == ("bust" if photo.shot == "packshot" else "model")
            if image["view"]:
                assert photo.shot.endswith(image["view"]) or (photo.shot, image["view"]) == ("packshot", "front")
            assert (image["focus"] == "detail") == (photo.shot == "detail")


@pytest.mark.parametrize(
    ("shot", "view", "focus"),
    [
        ("full_front", "front", "product"),
        ("upper_front", "front", "product"),
        ("partial_back", "back", "product"),
        ("full_side", None, "combination"),
        ("threequarter_side", None, "product"),
        ("detail", None, "detail"),
    ],
)
def test_a_front_is_called_front_and_a_side_has_no_word(products, shot, view, focus):
    photo = replace(products[0].photos[0], shot=shot)
    assert stated(photo) == {"type": "model", "view": view, "focus": focus}


def test_only_packshots_are_png_cut_outs_on_a_ground_and_trimmed(products):
    for product in products:
        for photo in product.photos:
            url = photo_url(photo, "zoom")
            if photo.role == "product":
                assert url.endswith(f"/{photo.key}.png?bg=F4F4F5&quality=75&trim=1&height=1280&width=960")
            else:
                assert re.search(rf"/{photo.key}\.jpg\?(brightness=0\.96&)?quality=75&height=1280&width=960$", url)
    assert "brightness" in "".join(photo_url(photo, "zoom") for product in products for photo in product.photos)


def test_every_size_has_its_stock(store, products):
    for product in products:
        case, held = chosen(bulk(store, product)["sizesSection"]["sizeSelection"]["type"])
        assert case == "sizes"
        assert tuple(size["label"] for size in held["sizes"]) == product.sizes
        left = [size["label"] for size in held["sizes"] if chosen(size["availability"])[0] == "inStock"]
        assert tuple(left) == offer(product).left


def test_an_article_of_one_size_has_the_other_case(products, open_client):
    product = replace(products[0], sizes=("One Size",))
    section = bulk(open_client("aboutyou", [product]), product)["sizesSection"]
    case, held = chosen(section["sizeSelection"]["type"])
    assert (case, held["label"]) == ("oneSize", "One Size")


def test_colourways_name_each_others_pages(store, products):
    cases = set()
    for product in products:
        case, held = chosen(bulk(store, product)["productSelectionSection"]["type"])
        cases.add(case)
        same = [p for p in products if (p.group_id, p.name) == (product.group_id, product.name)]
        items = held.get("items", [])
        assert [str(item["id"]) for item in items] == ([p.id for p in same] if len(same) > 1 else [])
        assert all(f"https://{SHOP}{item['path']}" == product_url(p) for item, p in zip(items, same))
    assert cases == {"productSelection", "noSiblings"}


def test_lanes_hold_every_attribute_with_a_key_only_where_the_shop_says_it(store, products):
    for product in products:
        lanes = bulk(store, product)["productDetailsSection"]["articleDetails"]["lanes"]
        held = {chosen(lane["type"])[0]: chosen(lane["type"])[1]["bulletPoints"] for lane in lanes}
        assert list(held) == ["bulletPointLane", "sizeLane", "materialLane"]
        points = [tuple(point.rpartition(": ")[::2]) for points in held.values() for point in points]
        assert points == said(product)
        assert sorted(value for _, value in points) == sorted(value for _, value, _ in product.attributes)
        assert all(": " in point for point in held["sizeLane"] + held["materialLane"])
        assert [point for point in held["bulletPointLane"] if ": " in point] == [f"Artikelnummer: {product.id}"]


def test_the_last_breadcrumb_is_a_brand_filter_that_works(store, products):
    product = products[0]
    steps = bulk(store, product)["linksSection"]["breadcrumbs"]
    assert tuple(step["label"] for step in steps[:3]) == product.category_path
    assert [("?" in step["url"]["url"]) for step in steps] == [False, False, False, True]
    assert steps[-1]["url"]["url"].endswith(f"?brand={brand_key(product.brand)}")
    tiles = Selector(store.page(steps[-1]["url"]["url"])).css("[data-testid=brandName]::text").getall()
    assert set(tiles) == {product.brand}


def test_schema_org_variants_are_those_of_all_colours_and_only_skus_tell_ones_own(store, products):
    foreign = 0
    for product in products:
        html = store.page(product_url(product))
        group = json.loads(Selector(html).css('script[type="application/ld+json"]::text').get())
        ids = {str(size["id"]) for size in bulk(store, product)["imagesSection"]["product"]["sizes"]}
        own = [variant for variant in group["hasVariant"] if variant["offers"]["sku"] in ids]
        foreign += len(group["hasVariant"]) - len(own)
        assert (group["name"], group["brand"]["name"]) == (product.name, product.brand)
        assert [variant["size"] for variant in own] == list(product.sizes)
        assert {(variant["color"], variant["offers"]["price"]) for variant in own} == {
            (product.color_name, product.price)
        }
    assert foreign > 50


def test_colour_filters_take_several_ids_and_an_empty_one_shows_an_empty_page(store, products):
    listed = [product for product in products if product.category == "dresses"]
    wanted = [product for product in listed if product.values["color"] in ("black", "red")]
    url = f"{DRESSES}?color={COLOR_IDS['black']},{COLOR_IDS['red']}"
    assert Selector(store.page(url)).css("article a::attr(href)").getall() == [product_url(p) for p in wanted[:30]]
    assert "Leider keine Treffer." in store.page(f"{DRESSES}?color=1")


def test_the_listing_message_counts_and_names_the_tiles(store, products):
    listed = [product for product in products if product.category == "dresses"]
    message = state(store.page(DRESSES))["GetProductStreamV2"]
    tiles = [chosen(item["type"])[1]["productTile"] for item in message["items"]]
    assert [str(tile["productId"]) for tile in tiles] == [product.id for product in listed[:30]]
    assert tiles[0]["priceV2"]["currentPrice"]["amount"] == offer(listed[0]).current
    assert message["pagination"]["total"] == len(listed)
    assert message["nextState"]
    assert state(store.page(f"{DRESSES}?page=2"))["GetProductStreamV2"]["nextState"] is None


@pytest.mark.parametrize("page", ["0", "-1", "zwei", "99"])
def test_a_page_that_is_not_there_is_a_404(store, page):
    assert store.get(f"{DRESSES}?page={page}").status == 404


def test_robots_see_three_pages_of_a_listing_and_the_sitemap(store):
    robots = Protego.parse(store.get("/robots.txt").body.decode())
    allowed = [robots.can_fetch(f"{DRESSES}?color=38932&page={page}", "pairwear") for page in (1, 2, 3, 4, 10)]
    assert allowed == [True, True, True, False, False]
    assert list(robots.sitemaps) == [f"https://{SHOP}/sitemap-index.xml"]


def test_text_sitemaps_name_every_product_once(open_client):
    products = catalogue(products=URLS_A_SITEMAP + 10, stores=["aboutyou"])
    store = open_client("aboutyou", products)
    index = Selector(store.get("/sitemap-index.xml").body.decode(), type="xml").xpath("//*[local-name()='loc']/text()")
    files = [store.get(url) for url in index.getall()]
    assert [file.headers["Content-Type"] for file in files] == ["text/plain; charset=utf-8"] * 2
    assert b"".join(file.body for file in files).decode().splitlines() == [product_url(p) for p in products]


def test_a_cut_out_has_nothing_around_it_unless_a_ground_is_asked_for(store, products):
    photo = next(photo for photo in products[0].photos if photo.role == "product")
    bare = Image.open(io.BytesIO(store.get(photo_url(photo, "zoom").partition("?")[0]).body))
    dressed = Image.open(io.BytesIO(store.get(photo_url(photo, "zoom")).body))
    assert (bare.format, bare.mode, bare.size, bare.getpixel((0, 0))[3]) == ("PNG", "RGBA", (60, 90), 0)
    assert (dressed.format, dressed.mode, dressed.size) == ("PNG", "RGB", (20, 45))
    loose = store.get(f"https://{CDN}/file/images/{photo.key}.png?bg=F4F4F5")
    assert Image.open(io.BytesIO(loose.body)).getpixel((0, 0)) == (0xF4, 0xF4, 0xF5)


def test_the_cut_out_is_the_drawn_garment(products):
    product = products[0]
    photo = next(photo for photo in product.photos if photo.role == "product")
    alpha = np.asarray(Image.open(io.BytesIO(cut_out(product, photo))).getchannel("A"))
    assert np.mean((alpha > 127) == draw(product, photo).garment) > 0.99
    served = AboutYouStore(products[:1]).answer(CDN, f"/file/images/{photo.key}.png", "")
    assert served.body == cut_out(product, photo)


def test_people_are_darkened_and_shrunk_into_a_box_and_never_grow(store, products):
    photo = next(photo for photo in products[0].photos if photo.role == "model")
    url = f"https://{CDN}/file/images/{photo.key}.jpg"
    full = Image.open(io.BytesIO(store.get(url).body))
    dark = Image.open(io.BytesIO(store.get(f"{url}?brightness=0.96").body))
    assert dark.getpixel((2, 2)) == tuple(round(0.96 * part) for part in full.getpixel((2, 2)))
    boxes = [Image.open(io.BytesIO(store.get(f"{url}?height=45&width={width}").body)).size for width in (900, 20)]
    assert boxes == [(30, 45), (20, 30)]
    assert Image.open(io.BytesIO(store.get(photo_url(photo, "zoom")).body)).size == full.size


@pytest.mark.parametrize("wish", ["width=0", "width=wide", "bg=red", "brightness=9", "rotate=90", "quality=101"])
def test_a_wish_that_the_host_does_not_know_is_a_404(store, products, wish):
    assert store.get(f"https://{CDN}/file/images/{products[0].photos[0].key}.jpg?{wish}").status == 404


@pytest.mark.real_data
def test_the_message_has_the_keys_of_the_saved_one(store, products, real_data):
    """All but the facts per image, which the saved state lacks and the former API has."""
    saved = (real_data / "pages/aboutyou/product-detail-initial-state.html").read_text(encoding="utf-8")
    entries = json.loads((real_data / "pages/aboutyou/api_products_2019.json").read_text(encoding="utf-8"))
    facts = {key for entry in entries for image in entry["images"]["imagesModelFirst"] for key in image}
    there = {*keys(json.loads(Selector(saved).css("script[data-tadarida-initial-state]::text").get())), *facts}
    here = {key for product in products for key in keys(bulk(store, product))}
    assert here - there == {"badges", "noSiblings", "oneDimension"}
    words = {image.get("type") for entry in entries for image in entry["images"]["imagesModelFirst"]}
    assert {stated(photo)["type"] for product in products for photo in product.photos} <= words


def keys(tree):
    if isinstance(tree, dict):
        return set(tree).union(*map(keys, tree.values()))
    return set().union(*map(keys, tree)) if isinstance(tree, list) else set()
