"""Every demo store crawled with its real spider: each product is, field by field, what was drawn and what was told."""

from collections import defaultdict
from pathlib import Path

import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.aboutyou_photos import stated
from scrapers.demo.assortment import Assortment
from scrapers.demo.catalogue import catalogue
from scrapers.demo.fashionid_urls import token
from scrapers.demo.product import DemoProduct
from scrapers.demo.schemaorg_urls import SHOP as ORDINARY_SHOP
from scrapers.demo.server import serve
from scrapers.demo.shopify_urls import SHOP, variant_id
from scrapers.demo.stores import STORES, open_stores
from scrapers.demo.wording import said
from scrapers.pages.storename import store_name

ARGUMENTS = {"shopify": f"shop=https://{SHOP}", "schemaorg": f"site=https://{ORDINARY_SHOP}"}
"""What names the shop to the spiders that serve any."""
STORE = {"shopify": store_name(f"https://{SHOP}"), "schemaorg": store_name(f"https://{ORDINARY_SHOP}")}

Crawled = dict[str, tuple[list[RawProduct], dict[str, list[RawImage]]]]


@pytest.fixture(scope="module")
def goods() -> list[DemoProduct]:
    return catalogue(150, seed=11, stores=tuple(STORES))


@pytest.fixture(scope="module")
def crawled(goods, scrapy, tmp_path_factory) -> Crawled:
    """Products and their photos' rows by store; photos are not downloaded, their addresses are what is compared."""
    workspace = tmp_path_factory.mktemp("stores")
    found: Crawled = {}
    with serve(open_stores(goods)) as server:
        for store in STORES:
            arguments = ("-a", ARGUMENTS[store]) if store in ARGUMENTS else ()
            settings = (f"REPLAY={server.url}", f"WORKSPACE={workspace}", "LOG_LEVEL=ERROR", "RETRY_TIMES=0")
            pipelines = ('ITEM_PIPELINES={"scrapers.ledger.LedgerPipeline": 900}', "HEALTH_COVERAGE={}")
            words = (word for setting in (*settings, *pipelines) for word in ("-s", setting))
            done = scrapy("crawl", store, *arguments, *words)
            assert (done.returncode, done.stderr) == (0, ""), store
            assert "schema errors" not in done.stdout
            found[store] = rows(workspace, STORE.get(store, store))
    return found


def rows(workspace: Path, store: str) -> tuple[list[RawProduct], dict[str, list[RawImage]]]:
    raw = Workspace(workspace).raw(store)
    images: dict[str, list[RawImage]] = defaultdict(list)
    for image in tables.read(raw.images, RawImage):
        images[image.id].append(image)
    return tables.read(raw.products, RawProduct), images


@pytest.fixture
def matched(request, goods, crawled) -> list[tuple[DemoProduct, RawProduct, list[RawImage]]]:
    """What was drawn beside what was crawled, for the store of the test."""
    products, images = crawled[request.param]
    drawn = [product for product in goods if product.store == request.param]
    if request.param == "shopify":
        # A Shopify colourway is called after its article and colour; its page names its first variant.
        by_name = {product.product_url.rpartition("=")[2]: product for product in products}
        pairs = [(one, by_name[str(variant_id(one, one.sizes[0]))]) for one in drawn]
    else:
        by_id = {product.id: product for product in products}
        pairs = [(one, by_id[one.id]) for one in drawn]
    assert len(products) == len(drawn) > 20
    return [(one, product, images[product.id]) for one, product in pairs]


every_store = pytest.mark.parametrize("matched", STORES, indirect=True)


@every_store
def test_name_brand_price_colour_and_sizes_are_the_truth(matched):
    for one, product, _ in matched:
        # A Zalando page says the colour in the name.
        name = f"{one.name} - {one.color_name}" if one.store == "zalando" else one.name
        assert (product.name, product.brand, product.color) == (name, one.brand, one.color_name)
        assert (product.price, product.currency, product.sizes) == (one.price, one.currency, list(one.sizes))


@every_store
def test_attributes_are_those_that_the_store_tells(matched):
    goods = Assortment([one for one, _, _ in matched])
    for one, product, _ in matched:
        told = [(key, value) for key, value, _ in one.attributes]
        if one.store != "zalando":
            told = [tuple(line) for line in said(one, goods.colourways(one))]
        assert [(line.key, line.value) for line in product.attributes] == told


@every_store
def test_every_photo_is_there_once_in_the_order_of_the_store(matched):
    for one, _, images in matched:
        photos = list(one.photos)
        if one.store == "fashionid":
            photos.sort(key=lambda photo: photo.role != "product")
        names = [token(photo) if one.store == "fashionid" else photo.key for photo in photos]
        assert len(images) == len(names)
        assert all(name in image.key for name, image in zip(names, images, strict=True))


@every_store
def test_role_view_and_focus_are_what_the_store_says_and_no_more(matched):
    for one, _, images in matched:
        for photo, image in zip(one.photos, images, strict=True):
            told = (image.role, image.view, image.focus)
            if one.store == "aboutyou":
                says = stated(photo)
                assert told == (photo.role, says["view"] or "", says["focus"] or "")
            elif one.store == "zalando":
                assert told == ("product" if photo.role == "product" else "unknown", "", "")
            elif one.store == "fashionid":
                assert told == ("product" if image.position == 0 else "unknown", "", "")
            else:
                assert told == ("unknown", "", "")


@every_store
def test_every_row_says_which_parser_read_it(matched):
    assert {product.parser.rpartition("/")[0] for _, product, _ in matched} == {matched[0][0].store}
    assert all(product.parser.rpartition("/")[2].isdigit() for _, product, _ in matched)
