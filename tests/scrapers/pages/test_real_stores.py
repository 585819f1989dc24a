"""Real answers and pages of the other stores: everything a person reads there is read."""

from collections import Counter
from pathlib import Path

import pytest

from scrapers.pages import aboutyou, fashionid, page_for, shopify
from scrapers.pages.item import ProductItem

pytestmark = pytest.mark.real_data


def lines(item: ProductItem) -> list[tuple[str, str]]:
    return [(one.key, one.value) for one in item.product.attributes]


@pytest.fixture(scope="module")
def answer(real_data: Path) -> list[ProductItem]:
    body = (real_data / "pages/aboutyou/api_products_2019.json").read_bytes()
    return aboutyou.products(body, "https://api-cloud.aboutyou.de/v1/products")


def test_all_products_and_photos_of_the_former_about_you_api(answer: list[ProductItem]):
    assert (len(answer), sum(len(item.images) for item in answer)) == (50, 258)
    assert all(item.product.name and item.product.brand and item.product.price for item in answer)
    assert {item.product.gender for item in answer} == {"female"}
    assert not any(item.unknown for item in answer)


def test_type_view_and_focus_of_its_photos_are_what_the_store_says(answer: list[ProductItem]):
    images = [image for item in answer for image in item.images]
    assert Counter(image.role for image in images) == {"model": 147, "product": 61, "detail": 50}
    assert Counter(image.view for image in images) == {"": 128, "front": 97, "back": 33}
    assert Counter(image.focus for image in images) == {"product": 156, "detail": 50, "combination": 44, "": 8}
    assert all(image.role_source.startswith("aboutyou:type=") for image in images)


def test_every_product_of_the_answer_has_its_front_packshot_first(answer: list[ProductItem]):
    first = [next(image for image in item.images if image.role == "product") for item in answer]
    assert {image.view for image in first} == {"front"}
    assert all(item.product.img_url == image.url for item, image in zip(answer, first, strict=True))


def test_the_state_of_2026(real_data: Path):
    body = (real_data / "pages/aboutyou/product-detail-initial-state.html").read_bytes()
    item = aboutyou.product(body, "https://www.aboutyou.lt/p/under-armour/marskineliai-3935028")
    product = item.product
    assert (product.id, product.name, product.brand) == ("3935028", "Marškinėliai", "UNDER ARMOUR")
    assert (product.color, product.color_family) == ("juoda", "Juoda")
    assert product.sizes == ["S Standartinis", "M Standartinis"]
    assert product.category_path == ["Vyrams", "Drabužiai", "Marškinėliai"]
    assert lines(item)[2:5] == [
        ("Ilgis", "normalus"),
        ("Galinės dalies plotis", "43cm (dydis S)"),
        ("Medžiaga", "60% Medvilnė, 40% Poliesteris"),
    ]
    assert [(image.role, image.role_source) for image in item.images] == [
        ("product", "aboutyou:trim=1 (likely)"),
        ("unknown", "aboutyou:gallery"),
    ]


def test_the_interface_of_fashionid_of_2018(real_data: Path):
    body = (real_data / "pages/fashionid/api_products_2018.json").read_bytes()
    items = fashionid.products(body, "https://www.fashionid.de/")
    assert (len(items), sum(len(item.images) for item in items)) == (48, 96)
    assert all(item.product.name and item.product.brand and item.product.sizes for item in items)
    first = items[0].product
    assert (first.id, first.price, first.gender) == ("9452251", 9.95, "female")
    assert {image.role for item in items for image in item.images} == {"unknown"}


def test_shopify_splits_an_article_by_its_colours(real_data: Path):
    body = (real_data / "pages/shopify/sample_products.json").read_bytes()
    items = shopify.products(body, "https://shop.example/products.json", "USD")
    assert [(item.product.id, item.product.color, len(item.images)) for item in items] == [
        ("632910392-pink", "Pink", 1),
        ("632910392-red", "Red", 0),
        ("632910392-green", "Green", 0),
        ("632910392-black", "Black", 0),
        ("921728736", "", 0),
    ]
    assert {(item.product.price, item.product.currency) for item in items} == {(199.0, "USD")}


def test_the_listings_interface_of_shopify(real_data: Path):
    body = (real_data / "pages/shopify/localyyz_product_listings.json").read_bytes()
    (item,) = shopify.products(body, "https://shop.example/x.json")
    product = item.product
    assert (product.name, product.brand, product.color) == ("Balan Pant in Linen", "Hannes Roether", "Deep")
    assert (product.price, product.sizes, product.gender) == (213.6, ["X Small", "Small", "Medium"], "female")
    assert len(item.images) == 6


def test_otto(real_data: Path):
    body = (real_data / "pages/otto/otto_damen-pullover.html").read_bytes()
    url = "https://www.otto.de/p/s-oliver-strickpullover-pullover-langarm-S0T59063/"
    item = page_for(url).product(body, url)
    product = item.product
    assert (product.store, product.id, product.brand) == ("otto", "S0T59063HOV", "s.Oliver")
    assert (product.price, product.currency, product.gender) == (32.19, "EUR", "female")
    assert product.category_path == ["Damen", "Bekleidung", "Pullover", "Strickpullover"]
    assert lines(item) == [
        ("Größe", "36"),
        ("Materialzusammensetzung", "Obermaterial: 60% Baumwolle, 40% Polyacryl"),
        ("Materialart", "Obermaterial: 60% Baumwolle, 40% Polyacryl"),
        ("Farbe", "GREY/BLACK"),
    ]
    assert (len(item.images), {image.role for image in item.images}) == (3, {"unknown"})


def test_hm_with_a_broken_block_of_json_ld(real_data: Path):
    body = (real_data / "pages/hm/hm_male-pant-wrong-encoding.html").read_bytes()
    url = "https://www2.hm.com/fr_fr/productpage.1045436003.html"
    item = page_for(url).product(body, url)
    product = item.product
    assert (product.store, product.id, product.name) == ("hm", "1045436003", "Short en jean Hybrid Regular")
    assert (product.brand, product.color, product.gender) == ("H&M", "Noir", "male")
    assert (product.price, product.currency) == (29.99, "EUR")
    assert product.category_path == ["Homme", "Shorts", "Jeans Shorts"]
    assert ("Composition", "Couche extérieure: Coton 80%, Polyester 19%, Élasthanne 1%") in lines(item)
    assert ("Coupe", "Regular fit") in lines(item)
    (image,) = item.images
    assert (image.role, image.role_source) == ("product", "hm:type[DESCRIPTIVESTILLLIFE]")
    assert image.key == "dd/3e/dd3e47e1d6c7285c0a2e6ad00a79d577757e1330.jpg"
