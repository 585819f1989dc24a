"""Each fault does what its name says, and leaves the rest of the store alone."""

import io
import json

import numpy as np
import pytest
from parsel import Selector
from PIL import Image, ImageOps

from scrapers.demo.catalogue import catalogue
from scrapers.demo.faults import FAULTS, FaultyStore
from scrapers.demo.zalando_store import ZalandoStore
from scrapers.demo.zalando_urls import CDN, SHOP, photo_path, product_path


def stand_in(product, photo):
    """A dark figure on white, higher than wide."""
    picture = Image.new("RGB", (60, 90), "white")
    picture.paste((40, 20, 90), (20, 5, 40, 50))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=95)
    return packed.getvalue()


PRODUCTS = catalogue(products=20)
PAGES = [product_path(product) for product in PRODUCTS]
PHOTOS = [photo_path(photo) for product in PRODUCTS for photo in product.photos]


@pytest.fixture
def sound():
    return ZalandoStore(PRODUCTS, draw=stand_in)


def spoilt(store, faulty, photos=PHOTOS):
    """The photos that a fault changed, sound and spoilt."""
    both = [(store.answer(CDN, path, ""), faulty.answer(CDN, path, "")) for path in photos]
    return [(before, after) for before, after in both if before != after]


def test_too_many_requests_refuses_the_first_request_for_each_page(sound):
    store = FaultyStore(sound, ["too_many_requests"])
    for path in PAGES[:2]:
        refused = store.answer(SHOP, path, "")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
        assert store.answer(SHOP, path, "") == sound.answer(SHOP, path, "")
    assert not spoilt(sound, store)


def test_robots_503_takes_robots_txt_away(sound):
    store = FaultyStore(sound, ["robots_503"])
    assert [store.answer(host, "/robots.txt", "").status for host in store.hosts] == [503, 503]
    assert store.answer(SHOP, PAGES[0], "").status == 200


def test_refuses_everything_leaves_robots_txt_alone(sound):
    store = FaultyStore(sound, ["refuses_everything"])
    assert store.answer(SHOP, "/robots.txt", "").status == 200
    assert {store.answer(SHOP, path, "").status for path in PAGES} == {403}
    assert {store.answer(CDN, path, "").status for path in PHOTOS} == {403}


def test_opt_out_headers_are_on_pages_and_photos(sound):
    store = FaultyStore(sound, ["opt_out_headers"])
    for host, path in ((SHOP, PAGES[0]), (CDN, PHOTOS[0])):
        answer = store.answer(host, path, "")
        assert answer.headers["X-Robots-Tag"] == "noai, noimageai"
        assert answer.body == sound.answer(host, path, "").body


def test_tdm_reservation_stands_in_the_well_known_file(sound):
    path = "/.well-known/tdmrep.json"
    assert sound.answer(SHOP, path, "").status == 404
    answer = FaultyStore(sound, ["tdm_reservation"]).answer(SHOP, path, "")
    assert json.loads(answer.body) == [{"location": "/", "tdm-reservation": 1}]


def test_broken_json_ld_cannot_be_read_and_the_embedded_state_still_can(sound):
    html = FaultyStore(sound, ["broken_json_ld"]).answer(SHOP, PAGES[0], "").body.decode()
    page = Selector(html)
    with pytest.raises(json.JSONDecodeError):
        json.loads(page.css("script[type='application/ld+json']::text").get())
    assert "graphqlCache" in json.loads(page.css("script.re-1-15[type='application/json']::text").get())


def test_a_truncated_body_is_half_of_what_was_announced(sound):
    pairs = spoilt(sound, FaultyStore(sound, ["truncated_body"]))
    assert all(before.body.startswith(after.body) for before, after in pairs)
    assert all(after.announced == len(before.body) for before, after in pairs)
    assert all(len(after.body) == len(before.body) // 2 for before, after in pairs)


def test_html_as_image_is_a_page_with_status_200(sound):
    pairs = spoilt(sound, FaultyStore(sound, ["html_as_image"]))
    assert {(after.status, after.headers["Content-Type"]) for _, after in pairs} == {(200, "text/html")}


def test_a_transparent_png_has_nothing_where_the_background_was(sound):
    for before, after in spoilt(sound, FaultyStore(sound, ["transparent_png"])):
        picture = Image.open(io.BytesIO(after.body))
        assert (picture.format, picture.mode, after.headers["Content-Type"]) == ("PNG", "RGBA", "image/png")
        assert picture.getpixel((0, 0))[3] == 0
        assert picture.getpixel((30, 30))[3] == 255
        assert picture.size == Image.open(io.BytesIO(before.body)).size


def test_an_exif_rotation_put_right_is_the_photo(sound):
    for before, after in spoilt(sound, FaultyStore(sound, ["exif_rotation"])):
        lying = Image.open(io.BytesIO(after.body))
        upright = np.asarray(ImageOps.exif_transpose(lying), float)
        assert lying.size == (90, 60)
        assert np.abs(upright - np.asarray(Image.open(io.BytesIO(before.body)), float)).mean() < 4


def test_slow_answers_wait_three_seconds(sound):
    assert {after.wait_s for _, after in spoilt(sound, FaultyStore(sound, ["slow_answers"]))} == {3.0}


@pytest.mark.parametrize(
    "name", ["truncated_body", "html_as_image", "transparent_png", "exif_rotation", "slow_answers"]
)
def test_photo_faults_strike_about_one_photo_in_four_and_always_the_same(sound, name):
    first = [after.body for _, after in spoilt(sound, FaultyStore(sound, [name]))]
    assert 0.1 < len(first) / len(PHOTOS) < 0.45
    assert first == [after.body for _, after in spoilt(sound, FaultyStore(sound, [name]))]


def test_faults_add_up(sound):
    store = FaultyStore(sound, ["robots_503", "opt_out_headers"])
    answer = store.answer(SHOP, "/robots.txt", "")
    assert (answer.status, answer.headers["X-Robots-Tag"]) == (503, "noai, noimageai")


def test_no_fault_changes_nothing_and_keeps_name_and_hosts(sound):
    store = FaultyStore(sound, [])
    assert (store.name, store.hosts) == (sound.name, sound.hosts)
    assert not spoilt(sound, store)


def test_an_unknown_fault_is_refused_with_the_known_ones(sound):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the words are held below
        FaultyStore(sound, ["robots_404"])
    assert str(error.value) == f"unknown fault 'robots_404'; known faults: {', '.join(FAULTS)}"
