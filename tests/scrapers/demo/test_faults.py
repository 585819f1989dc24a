"""Each fault does what its name says to each store, and leaves the rest of the store alone."""

import io
import json

import numpy as np
import pytest
from parsel import Selector
from PIL import Image, ImageOps

from scrapers.demo.catalogue import catalogue
from scrapers.demo.faults import FAULTS, FaultyStore


@pytest.fixture(scope="module")
def pages(any_store):
    """Some product pages."""
    return any_store.product_urls[:20]


@pytest.fixture(scope="module")
def photos(any_store):
    """The photos of some galleries, at full size."""
    return [url for page in any_store.product_urls[:40] for url in any_store.photo_urls(page)]


@pytest.fixture
def faulty(any_store):
    """A maker of clients of the same store with faults."""
    return lambda *faults: type(any_store)(FaultyStore(any_store.store, faults), any_store.products)


def spoilt(sound, faulty, urls):
    """The answers that a fault changed, sound and spoilt."""
    both = [(sound.get(url), faulty.get(url)) for url in urls]
    return [(before, after) for before, after in both if before != after]


def json_ld(answer):
    return Selector(answer.body.decode()).css("script[type='application/ld+json']::text").getall()


def test_too_many_requests_refuses_the_first_request_for_each_page(any_store, faulty, pages, photos):
    store = faulty("too_many_requests")
    for url in pages[:2]:
        refused = store.get(url)
        assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
        assert store.get(url) == any_store.get(url)
    assert not spoilt(any_store, store, photos)


def test_too_many_requests_refuses_data_too(open_client):
    shop = open_client("shopify", catalogue(products=2, stores=["shopify"])).store
    store = FaultyStore(shop, ["too_many_requests"])
    assert [store.answer(shop.hosts[0], "/products.json", "").status for _ in range(2)] == [429, 200]


def test_robots_503_takes_robots_txt_away(faulty, pages):
    store = faulty("robots_503")
    assert [store.get(f"https://{host}/robots.txt").status for host in store.store.hosts] == [503, 503]
    assert store.get(pages[0]).status == 200


def test_refuses_everything_leaves_robots_txt_alone(faulty, pages, photos):
    store = faulty("refuses_everything")
    assert store.get("/robots.txt").status == 200
    assert {store.get(url).status for url in pages + photos} == {403}


def test_opt_out_headers_are_on_pages_and_photos(any_store, faulty, pages, photos):
    store = faulty("opt_out_headers")
    for url in (pages[0], photos[0]):
        answer = store.get(url)
        assert answer.headers["X-Robots-Tag"] == "noai, noimageai"
        assert answer.body == any_store.get(url).body


def test_tdm_reservation_stands_in_the_well_known_file(any_store, faulty):
    path = "/.well-known/tdmrep.json"
    assert any_store.get(path).status == 404
    assert json.loads(faulty("tdm_reservation").get(path).body) == [{"location": "/", "tdm-reservation": 1}]


def test_broken_json_ld_cannot_be_read_and_all_else_of_the_page_still_can(any_store, faulty, pages):
    store = faulty("broken_json_ld")
    for url in pages:
        before, after = any_store.get(url), store.get(url)
        assert json_ld(before)
        for sound, broken in zip(json_ld(before), json_ld(after), strict=True):
            assert json.loads(sound)
            with pytest.raises(json.JSONDecodeError):
                json.loads(broken)
        assert len(after.body) == len(before.body) + len(json_ld(before))
    state = "script.re-1-15[type='application/json'], script[data-tadarida-initial-state]"
    for script in Selector(after.body.decode()).css(state).xpath("string()").getall():
        assert json.loads(script)


def test_a_truncated_body_is_half_of_what_was_announced(any_store, faulty, photos):
    pairs = spoilt(any_store, faulty("truncated_body"), photos)
    assert all(before.body.startswith(after.body) for before, after in pairs)
    assert all(after.announced == len(before.body) for before, after in pairs)
    assert all(len(after.body) == len(before.body) // 2 for before, after in pairs)


def test_html_as_image_is_a_page_with_status_200(any_store, faulty, photos):
    pairs = spoilt(any_store, faulty("html_as_image"), photos)
    assert {(after.status, after.headers["Content-Type"]) for _, after in pairs} == {(200, "text/html")}


def test_a_transparent_png_has_nothing_where_the_background_was(any_store, faulty, photos):
    for before, after in spoilt(any_store, faulty("transparent_png"), photos):
        picture = Image.open(io.BytesIO(after.body))
        assert (picture.format, picture.mode, after.headers["Content-Type"]) == ("PNG", "RGBA", "image/png")
        assert picture.getpixel((30, 30))[3] == 255
        assert picture.size == Image.open(io.BytesIO(before.body)).size
        light = np.asarray(Image.open(io.BytesIO(before.body)).convert("L")) > 245
        assert np.array_equal(np.asarray(picture)[..., 3] == 0, light)


def test_an_exif_rotation_put_right_is_the_photo(any_store, faulty, photos):
    for before, after in spoilt(any_store, faulty("exif_rotation"), photos):
        lying = Image.open(io.BytesIO(after.body))
        upright = np.asarray(ImageOps.exif_transpose(lying), float)
        assert lying.size == (90, 60)
        assert np.abs(upright - np.asarray(Image.open(io.BytesIO(before.body)), float)).mean() < 4


def test_slow_answers_wait_three_seconds(any_store, faulty, photos):
    assert {after.wait_s for _, after in spoilt(any_store, faulty("slow_answers"), photos)} == {3.0}


@pytest.mark.parametrize(
    "name", ["truncated_body", "html_as_image", "transparent_png", "exif_rotation", "slow_answers"]
)
def test_photo_faults_strike_about_one_photo_in_four_and_always_the_same(any_store, faulty, photos, name):
    first = [after.body for _, after in spoilt(any_store, faulty(name), photos)]
    assert 0.1 < len(first) / len(photos) < 0.45
    assert first == [after.body for _, after in spoilt(any_store, faulty(name), photos)]


def test_no_sitemap_leaves_robots_txt_its_rules_and_nothing_else(any_store, faulty, pages):
    store = faulty("no_sitemap")
    rules = [line for line in any_store.get("/robots.txt").body.splitlines() if not line.startswith(b"Sitemap")]
    assert store.get("/robots.txt").body.splitlines() == rules
    named = [
        line.split()[1].decode() for line in any_store.get("/robots.txt").body.splitlines() if line[:7] == b"Sitemap"
    ]
    assert bool(named) == (any_store.store.name in ("aboutyou", "shopify", "schemaorg"))
    assert {any_store.get(url).status for url in named} <= {200}
    assert {store.get(url).status for url in named} <= {404}
    assert not spoilt(any_store, store, pages)


def test_faults_add_up(faulty):
    answer = faulty("robots_503", "opt_out_headers").get("/robots.txt")
    assert (answer.status, answer.headers["X-Robots-Tag"]) == (503, "noai, noimageai")


def test_no_fault_changes_nothing_and_keeps_name_and_hosts(any_store, faulty, pages, photos):
    store = faulty()
    assert (store.store.name, store.store.hosts) == (any_store.store.name, any_store.store.hosts)
    assert not spoilt(any_store, store, pages + photos)


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_spoils_something_of_every_store(any_store, faulty, pages, photos, name):
    urls = ["/robots.txt", "/.well-known/tdmrep.json", "/products.json", *pages, *photos]
    without_sitemap = any_store.store.name in ("zalando", "fashionid")
    assert bool(spoilt(any_store, faulty(name), urls)) != (name == "no_sitemap" and without_sitemap)


def test_an_unknown_fault_is_refused_with_the_known_ones(any_store):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the words are held below
        FaultyStore(any_store.store, ["robots_404"])
    assert str(error.value) == f"unknown fault 'robots_404'; known faults: {', '.join(FAULTS)}"
