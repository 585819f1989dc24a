"""The Zalando demo store answers as the live one did in 2023, and never gives its truth away."""

import io
import json
import re
from collections import Counter
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from parsel import Selector
from PIL import Image

from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
from scrapers.demo.offer import offer
from scrapers.demo.zalando_store import ZalandoStore
from scrapers.demo.zalando_urls import CDN, SHOP, color_filter, photo_path, photo_uri, product_path, product_url

DRESSES = "/damenbekleidung-kleider/"
TELLING = re.compile(
    rb"(full|threequarter)_(front|side|back)|upper_front|partial_back|mannequin|duplicate|planted|\bpose\b|\bshot\b|\byaw\b"
)


def stand_in(product, photo):
    """A picture of its own for each photo, without the cost of drawing it."""
    picture = Image.new("RGB", (277, 400), tuple(int(photo.key[at : at + 2], 16) for at in (0, 2, 4)))
    packed = io.BytesIO()
    picture.save(packed, "JPEG")
    return packed.getvalue()


@pytest.fixture(scope="module")
def products():
    return catalogue(products=90)


@pytest.fixture(scope="module")
def store(products):
    return ZalandoStore(products, draw=stand_in)


def get(store, url):
    parts = urlsplit(url)
    return store.answer(parts.netloc or SHOP, parts.path, parts.query)


def json_blocks(html):
    """Every JSON block as the live pages have them: some bare, some in CDATA, one of these no JSON at all."""
    for script in Selector(html).xpath("//script[contains(@type, 'json')]"):
        words = script.xpath("string()").get().removeprefix("<![CDATA[").removesuffix("]]>")
        if words != "undefined":
            yield script.attrib.get("class", script.attrib["type"]), json.loads(words)


def nodes(tree, key):
    """All values under a key, anywhere."""
    if isinstance(tree, dict):
        found = [tree[key]] if key in tree else []
        return found + [node for value in tree.values() for node in nodes(value, key)]
    return [node for value in tree for node in nodes(value, key)] if isinstance(tree, list) else []


def product_urls(html):
    links = Selector(html).css("article a::attr(href)").getall()
    return [link for link in links if link.endswith(".html")]


def test_every_product_page_parses_and_all_its_blocks_are_json_but_the_one_that_never_was(store, products):
    for product in products:
        html = get(store, product_url(product)).body.decode()
        classes = Counter(cls for cls, _ in json_blocks(html))
        assert classes["re-data-el-init"] == classes["re-data-el-hydrate"] == classes["application/ld+json"] == 1
        assert {"re-1-15", "re-1-3", "re-1-4", "re-1-7"} <= set(classes)
        assert html.count("<![CDATA[undefined]]>") == 1
        assert Selector(html).css("h1 span::text").get() == product.name


def test_keys_of_the_cache_are_json_strings_with_a_hash_and_variables(store, products):
    html = get(store, product_url(products[0])).body.decode()
    keys = [json.loads(key) for _, data in json_blocks(html) for key in data.get("graphqlCache", {})]
    hashed = [key for key in keys if "id" in key]
    assert len(hashed) > 10
    assert all(re.fullmatch("[0-9a-f]{64}", key["id"]) and key["variables"] for key in hashed)
    assert [key["alias"] for key in keys if "id" not in key] == ["header-config"]


def test_a_product_page_holds_every_attribute_with_its_percent_sign_encoded_twice(store, products):
    for product in products:
        html = get(store, product_url(product)).body.decode()
        (clusters,) = nodes([data for _, data in json_blocks(html)], "attributeSuperClusters")
        rows = [
            (row["key"], row["value"], section["id"])
            for section in clusters
            for cluster in section["clusters"]
            for row in cluster["attributes"]
        ]
        assert rows == [(key, value.replace("%", "%25"), where) for key, value, where in product.attributes]
        assert tuple((key, unquote(value), where) for key, value, where in rows) == product.attributes


def test_a_bullet_without_a_key_is_a_descriptive_attribute(products):
    origin = ("", "Herkunftsland: Portugal", "details")
    product = replace(products[0], attributes=(*products[0].attributes, origin))
    html = get(ZalandoStore([product], draw=stand_in), product_url(product)).body.decode()
    described = [row for _, data in json_blocks(html) for row in nodes(data, "description") if row]
    assert "Herkunftsland: Portugal" in described


def test_an_attribute_of_a_section_the_store_does_not_have_is_refused(products):
    product = replace(products[0], attributes=(("Größe", "M", "sizes"),))
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the words are held below
        get(ZalandoStore([product], draw=stand_in), product_url(product))
    assert str(error.value) == (
        f"{product.id}: unknown section 'sizes'; known sections: important_information, material_care, details, "
        "size_fit, sustainability"
    )


def test_galleries_list_all_photos_in_order_in_three_sizes_and_flag_the_packshot_alone(store, products):
    for product in products:
        data = [data for _, data in json_blocks(get(store, product_url(product)).body.decode())]
        for key, width in (("galleryThumbnails", 156), ("galleryMediaZoom", 1800)):
            (gallery,) = nodes(data, key)
            assert [image["uri"] for image in gallery] == [photo_uri(photo, width) for photo in product.photos]
        flagged = [at for at, image in enumerate(gallery) if "filter=packshot" in image["uri"]]
        assert flagged == [photo.position for photo in product.photos if photo.role == "product"]


def test_packshots_do_not_always_come_first(products):
    places = {photo.position for product in products for photo in product.photos if photo.role == "product"}
    assert {0, 1, 2} <= places


def test_prices_are_in_cents_and_the_lower_one_is_the_catalogues(store, products):
    on_sale = 0
    for product in products:
        data = [data for _, data in json_blocks(get(store, product_url(product)).body.decode())]
        price = next(node for node in nodes(data[:-1], "displayPrice") if "displayMode" in node)
        current = price["promotional"] or price["original"]
        assert current["amount"] == round(product.price * 100)
        assert price["original"]["amount"] >= current["amount"]
        on_sale += price["promotional"] is not None
    assert 0 < on_sale < len(products) / 2


def test_some_sizes_are_sold_out_and_all_are_listed(store, products):
    stocked = Counter()
    for product in products:
        data = [data for _, data in json_blocks(get(store, product_url(product)).body.decode())]
        simples = next(rows for rows in nodes(data, "simples") if "offer" in rows[0])
        assert [row["size"] for row in simples] == list(product.sizes)
        assert all(row["sku"].startswith(product.id) and len(row["sku"]) == 20 for row in simples)
        stocked.update(row["offer"]["stock"]["quantity"] for row in simples)
    assert set(stocked) == {"OUT_OF_STOCK", "ONE", "MANY"}


def test_json_ld_offers_thumbnails_and_relative_urls_for_each_size(store, products):
    for product in products:
        html = get(store, product_url(product)).body.decode()
        (data,) = [data for cls, data in json_blocks(html) if cls == "application/ld+json"]
        assert data["color"] == f"{product.color_name}/{product.color_label}"
        assert data["image"] == [photo_uri(photo, 103) for photo in product.photos]
        assert {one["url"] for one in data["offers"]} == {product_path(product)}
        assert {float(one["price"]) for one in data["offers"]} == {product.price}
        assert [one["availability"].rpartition("/")[2] for one in data["offers"]] == [
            "OutOfStock" if left == "OUT_OF_STOCK" else "InStock" for left in offer(product).stock.values()
        ]


def test_a_carousel_shows_tiles_of_other_products_that_answer(store, products):
    product = products[0]
    html = get(store, product_url(product)).body.decode()
    (carousel,) = [data for cls, data in json_blocks(html) if cls == "re-data-el-hydrate"]
    tiles = [tile for tile in nodes(carousel, "product") if tile["sku"] != product.id]
    assert len(tiles) == 8
    assert all(get(store, tile["uri"]).status == 200 for tile in tiles)
    assert all(tile["largePackshotImage"]["uri"].endswith("imwidth=500&filter=packshot") for tile in tiles)


def test_a_store_of_one_product_has_no_carousel_and_says_so_with_an_error(products):
    html = get(ZalandoStore(products[:1], draw=stand_in), product_url(products[0])).body.decode()
    (carousel,) = [data for cls, data in json_blocks(html) if cls == "re-data-el-hydrate"]
    (answer,) = carousel["graphqlCache"].values()
    assert answer["data"] == {"collection": None}
    assert "collection not found" in answer["errors"][0]["message"]


def test_colourways_lead_to_each_other(store, products):
    groups = Counter(product.group_id for product in products)
    product = next(product for product in products if groups[product.group_id] > 1)
    data = [data for _, data in json_blocks(get(store, product_url(product)).body.decode())]
    edges = nodes(data, "family")[0]["products"]["edges"]
    assert len(edges) == groups[product.group_id] - 1
    assert all(get(store, edge["node"]["uri"]).status == 200 for edge in edges)


@pytest.mark.parametrize("path", [DRESSES, f"{DRESSES}_schwarz/", "/damenbekleidung/", "/damenbekleidung-jacken/"])
def test_pagination_is_complete_without_duplicates_and_ends_in_404(store, products, path):
    seen, url, pages = [], f"https://{SHOP}{path}", 0
    while url:
        answer = get(store, url)
        html = answer.body.decode()
        shown = product_urls(html)
        assert answer.status == 200
        assert 0 < len(shown) <= 24
        seen += shown
        pages += 1
        further = Selector(html).css("a[title='nächste Seite']::attr(href)").get()
        assert Selector(html).css("link[rel=next]::attr(href)").get() == (
            f"https://{SHOP}{further}" if further else None
        )
        url = f"https://{SHOP}{further}" if further else None
    category, color = path.split("/")[1], path.split("/")[2].removeprefix("_")
    wanted = [product for product in products if product.store_category.startswith(category)]
    wanted = [product for product in wanted if not color or color_filter(product) == color]
    assert seen == [product_url(product) for product in wanted]
    assert get(store, f"https://{SHOP}{path}?p={pages}").status == 200
    assert get(store, f"https://{SHOP}{path}?p={pages + 1}").status == 404


def test_listings_carry_their_tiles_in_the_embedded_state_too(store):
    html = get(store, f"https://{SHOP}{DRESSES}").body.decode()
    (state,) = [data for cls, data in json_blocks(html) if cls == "re-1-2"]
    assert [tile["uri"] for tile in nodes(state, "product")] == product_urls(html)


def test_colours_joined_by_a_dot_show_both(store, products):
    html = get(store, f"https://{SHOP}{DRESSES}_schwarz.weiss/").body.decode()
    shown = {color_filter(product) for product in products if product_url(product) in product_urls(html)}
    assert shown == {"schwarz", "weiss"}


def test_every_product_is_listed_under_one_colour_filter_of_its_category(store, products):
    for category in {product.store_category for product in products}:
        html = get(store, f"https://{SHOP}/{category}/").body.decode()
        filters = Selector(html).css("nav[aria-label=Farbe] a::attr(href)").getall()
        listed = [url for path in filters for url in product_urls(get(store, f"https://{SHOP}{path}").body.decode())]
        here = [product for product in products if product.store_category == category]
        assert len(listed) == len(set(listed))
        assert set(listed) <= {product_url(product) for product in here}
        assert len(listed) >= min(24, len(here))


@pytest.mark.parametrize("color", ["lila", "durchsichtig", "lila.tuerkis"])
def test_a_colour_that_shows_nothing_redirects_to_the_category(store, color):
    answer = get(store, f"https://{SHOP}{DRESSES}_{color}/")
    assert (answer.status, answer.headers["Location"]) == (302, f"https://{SHOP}{DRESSES}")


def test_a_category_without_its_slash_redirects(store):
    answer = get(store, f"https://{SHOP}/damenbekleidung-kleider")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{SHOP}{DRESSES}")


def test_robots_txt_allows_on_both_hosts(store):
    for host in (SHOP, CDN):
        assert get(store, f"https://{host}/robots.txt").body == b"User-agent: *\nAllow: /\n"


@pytest.mark.parametrize(
    "url",
    [
        f"https://{SHOP}/herrenbekleidung/",
        f"https://{SHOP}/kein-kleid-xx000000x-a11.html",
        f"https://{SHOP}{DRESSES}?p=0",
        f"https://{SHOP}{DRESSES}?p=-1",
        f"https://{SHOP}{DRESSES}?p=zwei",
        f"https://{SHOP}{DRESSES}?p=1&p=2",
        f"https://{SHOP}{DRESSES}../../etc/passwd",
        f"https://{SHOP}/%2e%2e/%2e%2e/etc/passwd",
        f"https://{SHOP}/truth.csv",
        f"https://{CDN}/article/spp-media-p1/{'0' * 32}/{'0' * 32}.jpg",
        f"https://{CDN}/../truth.csv",
        f"https://{CDN}{DRESSES}",
        f"https://www.zalando.fr{DRESSES}",
    ],
)
def test_what_is_not_there_is_a_404(store, url):
    assert get(store, url).status == 404


def test_a_photo_is_the_drawing_byte_for_byte(products):
    product = products[0]
    store = ZalandoStore(products)
    for photo in product.photos[:2]:
        answer = get(store, photo_uri(photo, 1800))
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.body == jpeg(product, photo)
        assert get(store, f"https://{CDN}{photo_path(photo)}").body == answer.body


@pytest.mark.parametrize(
    ("asked", "given"), [(103, (103, 149)), (276, (276, 399)), (277, (277, 400)), (1800, (277, 400))]
)
def test_a_photo_shrinks_to_the_width_asked_for_and_never_grows(store, products, asked, given):
    answer = get(store, photo_uri(products[0].photos[0], asked))
    assert Image.open(io.BytesIO(answer.body)).size == given


def test_a_width_that_is_no_number_is_a_404(store, products):
    url = f"https://{CDN}{photo_path(products[0].photos[0])}"
    assert [get(store, f"{url}?imwidth={width}").status for width in ("", "0", "-5", "wide")] == [404] * 4


def test_every_photo_of_every_page_answers(store, products):
    for product in products[:10]:
        html = get(store, product_url(product)).body.decode()
        uris = set(re.findall(rf"https://{CDN}[^\"\\ ]+", html.replace("&amp;", "&")))
        assert len(uris) > 20
        assert {get(store, uri).status for uri in uris} == {200}


def test_the_truth_is_never_served(store, products):
    urls = [product_url(product) for product in products]
    urls += [photo_uri(photo, 1800) for product in products for photo in product.photos]
    urls += [f"https://{SHOP}{path}" for path in ("/", "/robots.txt", DRESSES, "/damenbekleidung/", f"{DRESSES}_rot/")]
    for url in urls:
        answer = get(store, url)
        assert answer.status in (200, 302), url
        assert not TELLING.search(answer.body), url
        assert not TELLING.search(repr(answer.headers).encode() + url.encode()), url


def test_the_drawn_bytes_say_nothing_beside_the_picture(products):
    drawn = jpeg(products[0], products[0].photos[0])
    assert not TELLING.search(drawn)
    assert b"Exif" not in drawn


def test_two_stores_of_one_catalogue_give_the_same_bytes(store, products):
    other = ZalandoStore(catalogue(products=90), draw=stand_in)
    for url in [*map(product_url, products), f"https://{SHOP}/", f"https://{SHOP}{DRESSES}?p=2"]:
        assert get(other, url) == get(store, url)


@pytest.mark.real_data
def test_pages_have_the_shape_of_the_real_ones(store, products, real_data):
    """Every key of our embedded state and JSON-LD exists in the saved pages, under the same kind of script.

    Neither saved product is on sale itself, so what a sale looks like is taken from the tiles of their carousels.
    """
    real = [path.read_text(encoding="utf-8") for path in sorted((real_data / "pages/zalando").glob("*.html"))]
    there, here = set(), set()
    for html in real:
        there |= {(cls, *path) for cls, path in _shapes(html)}
    for product in products:
        here |= {(cls, *path) for cls, path in _shapes(get(store, product_url(product)).body.decode())}
    known = there | {("re-1-15", "promotional", key) for key in ("amount", "formatted", "lowerBoundLabel", "currency")}
    assert here - known == set()


def _shapes(html):
    """(class of the script, (key, its parent's key)) for everything in a page's JSON but texts by their key."""
    for script in Selector(html).xpath("//script[contains(@type, 'json')]"):
        words = script.xpath("string()").get()
        if words.startswith("<![CDATA["):
            continue
        cls = script.attrib.get("class", script.attrib["type"])
        for path in _paths(json.loads(words)):
            yield cls, path


def _paths(tree, parent=""):
    if isinstance(tree, dict):
        for key, value in tree.items():
            if parent not in ("graphqlCache", "translations"):
                yield parent, key
            yield from _paths(value, key if parent != "graphqlCache" else "query")
    elif isinstance(tree, list):
        for value in tree:
            yield from _paths(value, parent)
