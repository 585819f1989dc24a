import pytest

from scrapers import cdn

HEX = (
    "https://img01.ztat.net/article/spp-media-p1/0123456789abcdef0123456789abcdef/fedcba9876543210fedcba9876543210.jpg"
)
KEY = "0123456789abcdef0123456789abcdef/fedcba9876543210fedcba9876543210"


@pytest.mark.parametrize("query", ["", "?imwidth=103", "?imwidth=1800", "?imwidth=762&filter=packshot"])
def test_a_picture_of_ztat_has_one_key_at_every_width_and_on_every_mirror(query: str):
    assert cdn.key(HEX + query) == cdn.key(HEX.replace("img01", "img07") + query) == KEY


def test_a_picture_of_ztat_is_asked_at_the_width_of_the_zoom_view():
    assert cdn.best(f"{HEX}?imwidth=66") == cdn.best(HEX) == f"{HEX}?imwidth=1800"


def test_the_packshot_filter_stays_and_stands_where_the_store_writes_it():
    assert cdn.best(f"{HEX}?filter=packshot&imwidth=103") == f"{HEX}?imwidth=1800&filter=packshot"


def test_the_zoom_address_of_the_store_is_already_the_best():
    zoom = f"{HEX}?imwidth=1800&filter=packshot"
    assert cdn.best(zoom) == zoom


def test_before_2021_the_path_with_the_sku_is_the_key():
    url = "https://img01.ztat.net/article/LE/22/2G/09/CQ/11/LE222G09C-Q11@6.jpg?imwidth=103"
    assert cdn.key(url) == "LE/22/2G/09/CQ/11/LE222G09C-Q11@6"
    assert cdn.best(url) == "https://img01.ztat.net/article/LE/22/2G/09/CQ/11/LE222G09C-Q11@6.jpg?imwidth=1800"


def test_the_oldest_addresses_name_the_size_in_the_path():
    thumb = "https://mosaic03.ztat.net/vgs/media/packshot/pdp-thumb/LE/22/LE222G09C-Q11@6.jpg"
    zoom = "https://mosaic03.ztat.net/vgs/media/packshot/pdp-zoom/LE/22/LE222G09C-Q11@6.jpg"
    assert cdn.key(thumb) == cdn.key(zoom)
    assert cdn.best(thumb) == f"{zoom}?imwidth=1800"


def test_elsewhere_size_and_quality_do_not_make_another_picture():
    assert (
        cdn.key("https://Cdn.example/a.jpg?w=200&q=80")
        == cdn.key("http://cdn.example/a.jpg?w=900")
        == "cdn.example/a.jpg"
    )


def test_elsewhere_other_parameters_may_be_the_picture():
    assert cdn.key("https://cdn.example/show?id=1&w=9") != cdn.key("https://cdn.example/show?id=2&w=9")


def test_elsewhere_a_picture_is_asked_as_it_is_given():
    assert cdn.best("https://cdn.example/a.jpg?w=200#x") == "https://cdn.example/a.jpg?w=200"


def test_a_host_that_only_ends_like_a_known_one_is_not_that_host():
    assert cdn.key("https://fakeztat.net/article/a.jpg") == "fakeztat.net/article/a.jpg"


@pytest.mark.parametrize("host", cdn.RULES)
def test_the_best_address_of_a_known_host_is_the_same_picture_and_cannot_be_bettered(host: str):
    url = HEX.replace("img01.ztat.net", f"img.{host}")
    assert cdn.key(cdn.best(url)) == cdn.key(url)
    assert cdn.best(cdn.best(url)) == cdn.best(url)
