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


ABOUT_YOU = "https://cdn.aboutstatic.com/file/images/0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "url",
    [
        f"{ABOUT_YOU}.png?bg=F4F4F5&quality=75&trim=1&height=480&width=360",
        f"{ABOUT_YOU}.jpg?brightness=0.96&quality=75&height=1280&width=960",
        "https://cdn.aboutstatic.com/file/0123456789ABCDEF0123456789abcdef",
    ],
)
def test_a_picture_of_about_you_is_its_hash_whatever_is_painted_over_it(url: str):
    assert cdn.key(url) == "0123456789abcdef0123456789abcdef"


def test_about_you_is_asked_at_its_largest_size_with_the_paint_that_the_page_asks_for():
    assert cdn.best(f"{ABOUT_YOU}.png?bg=F4F4F5&quality=50&trim=1&height=480&width=360") == (
        f"{ABOUT_YOU}.png?bg=F4F4F5&trim=1&quality=75&height=1280&width=960"
    )


def test_pictures_of_peek_and_cloppenburg_are_their_token_or_before_2022_their_name():
    token = "https://product.fidcdn.net/cdn-cgi/image/f=auto,width=400,quality=90/0A1B2C.jpg"
    assert cdn.key(token) == cdn.key("https://product.fidcdn.net/0A1B2C.png") == "0A1B2C"
    assert cdn.best(token) == "https://product.fidcdn.net/cdn-cgi/image/width=1500,quality=90/0A1B2C.jpg"
    older = "https://img.fidcdn.net/r17/product/kleid_9452251,a1b2c3,60x80f.webp"
    assert cdn.key(older) == cdn.key(older.replace("60x80f.webp", "300x400.jpg")) == "kleid_9452251,a1b2c3"
    assert cdn.best(older) == "https://img.fidcdn.net/r17/product/kleid_9452251,a1b2c3,1200x1600f.webp"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.shopify.com/s/files/1/0612/8018/4411/files/kleid-rot.jpg?v=1693910359",
        "https://cdn.shopify.com/s/files/1/0612/8018/4411/files/kleid-rot_800x.jpg?v=1693910359&width=90",
        "https://laden.example/cdn/shop/files/kleid-rot_320x320_crop_center@2x.jpg?v=1&height=9",
    ],
)
def test_a_picture_of_a_shopify_shop_is_its_file_on_whichever_host(url: str):
    assert cdn.key(url) in ("files/kleid-rot.jpg", "kleid-rot.jpg")
    assert "_" not in cdn.best(url)
    assert "width" not in cdn.best(url)
    assert "v=" in cdn.best(url)


def test_a_picture_of_hm_is_its_source_file():
    url = (
        "https://lp2.hm.com/hmgoepprod?set=quality%5B79%5D%2Csource%5B%2Fdd%2F3e%2Fdd3e.jpg%5D%2Cres%5Bm%5D&call=url[x]"
    )
    assert cdn.key(url) == cdn.key(url.replace("res%5Bm%5D", "res%5Bxl%5D")) == "dd/3e/dd3e.jpg"


@pytest.mark.parametrize(
    "other",
    [
        "https://cdn.example/b/800x600/a.jpg",
        "https://cdn.example/b/w_300,h_400,c_fill/a.jpg",
        "https://cdn.example/b/a-300x450.jpg?quality=3",
    ],
)
def test_elsewhere_a_size_in_the_path_does_not_make_another_picture(other: str):
    assert cdn.key(other) == "cdn.example/b/a.jpg"


def test_of_one_picture_at_several_widths_the_widest_is_taken_in_its_first_place():
    small, large, other = "https://c.example/a.jpg?w=100", "https://c.example/a.jpg?w=900", "https://c.example/b.jpg"
    assert cdn.widest([small, other, large]) == {"c.example/a.jpg": large, "c.example/b.jpg": other}
    assert cdn.widest(["https://c.example/a.jpg?w=9", f"{HEX}?imwidth=66", f"{HEX}?imwidth=9"]) == {
        "c.example/a.jpg": "https://c.example/a.jpg?w=9",
        KEY: f"{HEX}?imwidth=1800",
    }
