"""The two real pages: everything a person reads there is read."""

from pathlib import Path

import pytest

from scrapers.pages import zalando
from scrapers.pages.item import ProductItem

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def shirt(real_data: Path) -> ProductItem:
    body = (real_data / "pages/zalando/zalando_t-shirt.html").read_bytes()
    return zalando.product(body, "https://www.zalando.de/x.html")


@pytest.fixture(scope="module")
def trousers(real_data: Path) -> ProductItem:
    body = (real_data / "pages/zalando/zalando_fr_pants.html").read_bytes()
    return zalando.product(body, "https://www.zalando.fr/x.html")


def test_the_german_shirt(shirt: ProductItem):
    product = shirt.product
    assert (product.id, product.group_id) == ("AR322O0BC-C11", "AR322O0BC")
    assert (product.name, product.brand) == ("JAAMES TURNTABLES - T-Shirt print - acid black", "ARMEDANGELS")
    assert (product.color, product.color_family, product.gender) == ("acid black", "dunkelgrau", "male")
    assert (product.price, product.currency, product.sizes) == (34.99, "EUR", ["XXL"])
    assert (product.category, product.category_path) == ("T_SHIRT_TOP", ["T-Shirt print"])
    assert product.product_url.endswith("/armedangels-jaames-turntables-t-shirt-print-acid-black-ar322o0bc-c11.html")


def test_the_german_attributes(shirt: ProductItem):
    assert [(one.section, one.key, one.value) for one in shirt.product.attributes] == [
        ("material_care", "Material Oberstoff", "100% Baumwolle"),
        ("material_care", "Materialkonstruktion", "Jersey"),
        ("material_care", "Pflegehinweise", "Nicht Trockner geeignet, Maschinenwäsche bei 30 °C, nicht bügeln"),
        ("details", "", "Herkunftsland: Portugal"),
        ("details", "Ausschnitt", "Rundhals"),
        ("details", "Muster", "Print"),
        ("details", "Artikelnummer", "AR322O0BC-C11"),
        ("size_fit", "Passform", "Normal"),
        ("size_fit", "Schnitt", "Gerade"),
        ("size_fit", "Länge", "Normale Länge"),
        ("size_fit", "Ärmellänge", "Kurzarm"),
        ("size_fit", "Gesamtlänge", "72 cm bei Größe S"),
        ("sustainability", "", "Global Organic Textile Standard (GOTS) - Organic"),
        ("sustainability", "Positive Wirkung", "Wohl der Arbeiter:innen"),
    ]


def test_the_only_photo_of_the_shirt_is_its_packshot(shirt: ProductItem):
    (image,) = shirt.images
    assert (image.position, image.role, image.role_source) == (0, "product", "zalando:filter=packshot")
    assert shirt.product.img_url == image.url
    assert image.url.endswith(".jpg?imwidth=1800&filter=packshot")
    assert shirt.product.model_img_urls == []


def test_the_french_trousers(trousers: ProductItem):
    product = trousers.product
    assert (product.id, product.name) == ("H0721A01M-K11", "AUS REINER - Pantalon classique - marine")
    assert (product.brand, product.gender) == ("hessnatur", "female")
    assert (product.color, product.color_family) == ("marine", "bleu")
    assert (product.price, product.currency) == (179.95, "EUR")
    assert product.sizes == ["36", "38", "40", "42", "44", "46"]
    assert (product.category, product.category_path) == ("TROUSER", ["Pantalon classique"])


def test_the_french_attributes(trousers: ProductItem):
    assert [(one.section, one.key, one.value) for one in trousers.product.attributes] == [
        ("material_care", "Composition", "100% laine"),
        ("material_care", "Matière", "Tricot / maille"),
        (
            "material_care",
            "Conseils d'entretien",
            "Ne pas mettre au sèche-linge, lavage à la main, nettoyage à sec, blanchiment interdit",
        ),
        ("details", "Taille", "Haute"),
        ("details", "Motif / Couleur", "Couleur unie"),
        ("details", "Informations additionnelles", "Taille élastique"),
        ("details", "Propriétés", "Respirant"),
        ("details", "Référence", "H0721A01M-K11"),
        ("size_fit", "Coupe", "Décontracté"),
        ("size_fit", "Silhouette", "Droit"),
        ("size_fit", "Longueur", "Longue"),
        ("sustainability", "", "Fabriqué avec 70-100% de matériaux organiques"),
    ]


def test_the_packshot_of_the_trousers_is_the_sixth_of_seven(trousers: ProductItem):
    assert [image.role for image in trousers.images] == [*["unknown"] * 5, "product", "unknown"]
    assert len({image.key for image in trousers.images}) == 7
    assert trousers.product.img_url == trousers.images[5].url
    assert trousers.product.model_img_urls == [trousers.images[n].url for n in (0, 1, 2, 3, 4, 6)]
    assert all("imwidth=1800" in image.url for image in trousers.images)
