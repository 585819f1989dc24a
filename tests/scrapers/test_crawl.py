"""`scrapy crawl zalando` end to end against the demo store: what was drawn is what lies on disk."""

import hashlib
from pathlib import Path

import pytest
from scrapy.settings import Settings

from curation import tables
from curation.errors import CrawlError
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.crawl import closing_line, identify, remarks
from scrapers.demo.drawing import jpeg
from scrapers.demo.faults import FaultyStore
from scrapers.demo.server import serve
from scrapers.demo.stores import open_stores
from scrapers.replay import MISSING


@pytest.fixture(scope="module")
def crawled(crawl, tmp_path_factory) -> Workspace:
    """The workspace after one whole crawl."""
    workspace = tmp_path_factory.mktemp("crawl")
    done = crawl(workspace)
    assert done.returncode == 0, done.stderr
    return Workspace(workspace)


def rows(workspace: Workspace) -> tuple[list[RawProduct], list[RawImage]]:
    raw = workspace.raw("zalando")
    return tables.read(raw.products, RawProduct), tables.read(raw.images, RawImage)


def test_every_product_of_the_catalogue_is_there_as_it_was_shown(crawled, products):
    found = {product.id: product for product in rows(crawled)[0]}
    assert set(found) == {product.id for product in products}
    for product in products:
        row = found[product.id]
        assert row.name == f"{product.name} - {product.color_name}"
        assert (row.brand, row.group_id, row.category) == (product.brand, product.group_id, product.store_category)
        assert (row.color, row.color_family) == (product.color_name, product.color_label)
        assert (row.price, row.currency, row.gender) == (product.price, "EUR", "female")
        assert tuple(row.sizes) == product.sizes
        shown = tuple((attribute.key, attribute.value, attribute.section) for attribute in row.attributes)
        assert shown == product.attributes


def test_every_photo_is_stored_with_the_very_bytes_that_were_served(crawled, products):
    truth = {(product.id, photo.position): (product, photo) for product in products for photo in product.photos}
    images = rows(crawled)[1]
    assert {(image.id, image.position) for image in images} == set(truth)
    for image in images[::7]:
        body = crawled.file(image.path).read_bytes()
        assert body == jpeg(*truth[image.id, image.position])
        assert (image.sha256, image.bytes) == (hashlib.sha256(body).hexdigest(), len(body))
        assert (image.status, image.format, image.height) == ("done", "jpeg", 400)


def test_the_packshot_is_told_from_the_others_by_the_store_alone(crawled, products):
    packshots = {
        (product.id, photo.position) for product in products for photo in product.photos if photo.role == "product"
    }
    images = rows(crawled)[1]
    assert {(image.id, image.position) for image in images if image.role == "product"} == packshots
    assert {image.role_source for image in images} == {"zalando:filter=packshot", "zalando:gallery"}


def test_files_are_named_by_category_id_and_position(crawled):
    product = rows(crawled)[0][0]
    assert product.img_path == f"raw/zalando/images/{product.category}/{product.id}.jpg"
    for path in product.model_img_paths:
        assert Path(path).parent == Path("raw/zalando/models", product.category)
        assert Path(path).name.startswith(f"{product.id}@")


def test_a_second_crawl_asks_for_no_known_product_and_changes_nothing(crawled, crawl):
    before = rows(crawled)
    done = crawl(crawled.root)
    assert done.returncode == 0
    assert done.stdout.startswith(f"zalando: 0 products ({len(before[0])} known), 0 photos stored, 0 known, 0 failed")
    assert rows(crawled) == before


def test_a_refresh_asks_whether_the_pages_changed_and_for_no_photo_that_is_there(crawled, crawl):
    before = rows(crawled)
    done = crawl(crawled.root, "refresh=yes")
    assert done.stdout.startswith(f"zalando: 0 products ({len(before[0])} unchanged), 0 photos stored, 0 known, ")
    assert done.returncode == 0
    assert rows(crawled) == before


def test_category_color_and_limit_narrow_a_crawl(crawl, products, tmp_path):
    done = crawl(tmp_path, "category=dresses", "limit=3")
    assert done.stdout.startswith("zalando: 3 products, ")
    found = rows(Workspace(tmp_path))[0]
    assert {product.category for product in found} == {"damenbekleidung-kleider"}
    color = next(product.values["color"] for product in products if product.category == "dresses")
    done = crawl(tmp_path / "one", "category=dresses", f"color={color}")
    wanted = {p.id for p in products if p.category == "dresses" and p.values["color"] == color}
    assert {product.id for product in rows(Workspace(tmp_path / "one"))[0]} == wanted


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("category=dress", "Error: unknown category 'dress'; known categories: blouses, dresses, jackets, knitwear, "),
        ("color=mauve", "Error: unknown color 'mauve'; known colors: beige, black, blue, gray, green, pink, red, "),
        ("limit=many", "Error: limit must be a whole number from 1, not 'many'\n"),
        ("refresh=maybe", "Error: refresh must be yes or no, not 'maybe'\n"),
        ("part=17/16", "Error: part must be K/N with K from 1 to N, such as 3/16, not '17/16'\n"),
        ("category=,", "Error: category names none; known categories: blouses, dresses, jackets, knitwear, pants, "),
        ("limit=0", "Error: limit must be a whole number from 1, not '0'\n"),
        ("colour=red", "Error: unknown argument 'colour'; known arguments: category, color, limit, refresh, part\n"),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_1(crawl, tmp_path, argument, message):
    done = crawl(tmp_path, argument)
    assert done.returncode == 1
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_live_crawl_without_a_contact_does_not_start(scrapy, tmp_path):
    done = scrapy("crawl", "zalando", "-s", f"WORKSPACE={tmp_path}", "-s", "LOG_LEVEL=WARNING")
    assert (done.returncode, done.stderr) == (
        1,
        "Error: a live crawl needs the setting CONTACT, an address under which the store can reach you: "
        "-s CONTACT=you@example.org\n",
    )


def test_an_unknown_store_names_the_known_ones(scrapy):
    done = scrapy("crawl", "zalandoo", "-s", "LOG_LEVEL=WARNING")
    assert (done.returncode, done.stderr) == (
        1,
        "Error: unknown store 'zalandoo'; known stores: aboutyou, fashionid, schemaorg, shopify, zalando\n",
    )


def test_a_store_that_refuses_is_a_result_with_exit_3(crawl, products, tmp_path):
    (store,) = open_stores(products)
    with serve([FaultyStore(store, ["refuses_everything"])]) as server:
        done = crawl(tmp_path, mirror=server.url)
    assert done.returncode == 3
    assert done.stdout.startswith("zalando: 0 products, ")
    assert done.stderr.splitlines()[-1] == (
        "Error: zalando refused this crawl (it answered 403 to 7 requests). A refusal is respected; "
        "what works instead: pages you saved (-s REPLAY=FOLDER), a partner's access, a store with Shopify "
        "or schema.org pages, data you already have (curate import)"
    )


@pytest.mark.parametrize(("fault", "reason"), [("truncated_body", "truncated"), ("html_as_image", "not_an_image")])
def test_a_photo_that_comes_broken_keeps_its_reason_and_costs_no_product(crawl, products, tmp_path, fault, reason):
    (store,) = open_stores(products[:4])
    with serve([FaultyStore(store, [fault])]) as server:
        done = crawl(tmp_path, mirror=server.url)
    found, images = rows(Workspace(tmp_path))
    assert len(found) == 4, done.stderr
    failed = [image for image in images if image.status == "failed"]
    assert failed
    assert {image.reason for image in failed} == {reason}
    assert not any(image.path for image in failed)
    assert not list(tmp_path.rglob("*.part"))


def test_transparency_stays_in_the_stored_file(crawl, products, tmp_path):
    (store,) = open_stores(products[:4])
    with serve([FaultyStore(store, ["transparent_png"])]) as server:
        crawl(tmp_path, mirror=server.url)
    _, images = rows(Workspace(tmp_path))
    png = [image for image in images if image.format == "png"]
    assert png
    assert all(image.path.endswith(".png") and image.status == "done" for image in png)


def test_the_closing_line_counts_what_no_rule_reads_and_names_it(tmp_path):
    stats = {
        "item_scraped_count": 12,
        "images/done": 40,
        "pages/known": 3,
        "schema_errors/lane:videoLane": 2,
        "schema_errors/no_product": 1,
        MISSING: [f"https://a.example/{number}" for number in range(22)],
    }
    assert closing_line("aboutyou", stats, tmp_path) == (
        f"aboutyou: 12 products (3 known), 40 photos stored, 0 known, 0 failed, 0 refused, 3 schema errors; {tmp_path}"
    )
    assert remarks(stats) == [
        "schema error lane:videoLane: 2 times",
        "schema error no_product: 1 times",
        "not_in_replay: 22 addresses",
        *(f"  https://a.example/{number}" for number in range(20)),
        "  and 2 more",
    ]
    assert remarks({}) == []


def test_a_colour_that_a_store_does_not_have_gives_no_products_of_other_colours(crawl, products, tmp_path):
    there = {product.values["color"] for product in products if product.category == "skirts"}
    absent = next(color for color in ("yellow", "pink", "beige", "green") if color not in there)
    done = crawl(tmp_path, "category=skirts", f"color={absent}")
    assert done.returncode == 1
    assert "which is not what was asked for" in done.stderr
    assert done.stdout.startswith("zalando: 0 products, ")


@pytest.mark.parametrize("contact", ["you@example.org", "https://example.org/our-crawler"])
def test_the_user_agent_says_who_asks_and_how_to_reach_them(contact):
    settings = Settings({"USER_AGENT": "pairwear/1.2", "CONTACT": f" {contact} "})
    identify(settings)
    assert settings["USER_AGENT"] == f"pairwear/1.2 (+{contact})"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"CONTACT": "nobody"}, "CONTACT must be an e-mail address or the address of a web page, not 'nobody'"),
        (
            {"CONTACT": "a@b.c\r\nCookie: x"},
            "CONTACT must be an e-mail address or the address of a web page, not 'a@b.c\r\nCookie: x'",
        ),
        (
            {"CONTACT": "you@example.org", "USER_AGENT": "Mozilla/5.0"},
            "USER_AGENT must begin with 'pairwear/', since stores are told who asks and robots.txt is read for that "
            "name; it is 'Mozilla/5.0'",
        ),
    ],
)
def test_a_crawl_that_hides_who_asks_does_not_start(given, message):
    with pytest.raises(CrawlError) as error:
        identify(Settings({"USER_AGENT": "pairwear/1.2", **given}))
    assert str(error.value) == message


def test_an_override_is_checked_before_the_crawl(scrapy, tmp_path):
    words = ("-s", f"WORKSPACE={tmp_path}", "-s", "CONTACT=you@example.org", "-s", "LOG_LEVEL=WARNING")
    done = scrapy("crawl", "zalando", *words, "-s", "CONSENT_OVERRIDE=noai")
    assert (done.returncode, done.stderr) == (
        1,
        "Error: CONSENT_OVERRIDE=noai needs the reason that is written into every row: "
        '-s CONSENT_REASON="agreement of 2026-11-01 with the store"\n',
    )
