"""What a Zalando page gives in the cases that trap a reader: strangers, two prices, videos, one size, no packshot."""

import json
from typing import Any

import pytest

from curation.schema import Attribute
from scrapers.pages import zalando
from scrapers.pages.item import PageError, ProductItem

SKU, STRANGER = "AB122C0DE-Q11", "ZZ999Z0ZZ-Z99"
URL = "https://www.zalando.de/marke-abend-kleid-black-ab122c0de-q11.html"


def photo(number: int, width: int = 762, *, packshot: bool = False) -> str:
    name = f"{number:032x}"
    return f"https://img01.ztat.net/article/spp-media-p1/{name}/{name}.jpg?imwidth={width}" + (
        "&filter=packshot" if packshot else ""
    )


def node(sku: str = SKU, **more: Any) -> dict[str, Any]:
    return {"id": f"ern:product::{sku}", "sku": sku, "name": "ABEND - Kleid", "brand": {"name": "Marke"}, **more}


def page(*states: Any, ld: Any = None, head: str = "") -> bytes:
    blocks = "".join(f'<script type="application/json">{json.dumps(state)}</script>' for state in states)
    if ld is not None:
        blocks += f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    return f"<html><head>{head}</head><body>{blocks}</body></html>".encode()


def read(*states: Any, url: str = URL, **more: Any) -> ProductItem:
    return zalando.product(page(*states, **more), url)


def test_the_id_is_the_config_sku_and_the_group_its_first_part():
    product = read({"product": node()}).product
    assert (product.store, product.id, product.group_id, product.parser) == ("zalando", SKU, "AB122C0DE", "zalando/1")


def test_a_stranger_lends_nothing():
    stranger = node(
        STRANGER,
        name="FREMD - Hose",
        color={"name": "cherry", "label": "rot"},
        displayPrice={"original": {"amount": 100, "currency": "PLN"}},
        galleryMedia=[{"uri": photo(n)} for n in range(9)],
        simples=[{"size": "XS"}],
        navigationTargetGroup="MEN",
        silhouette="TROUSER",
        attributeSuperClusters=[{"id": "details", "clusters": [{"attributes": [{"key": "Muster", "value": "Print"}]}]}],
    )
    ld = [
        {"@type": "Product", "sku": STRANGER, "name": "FREMD", "color": "rot", "size": "XS", "image": photo(3)},
        {"@type": "ProductGroup", "productGroupID": SKU, "hasVariant": [{"sku": STRANGER, "size": "XS"}]},
    ]
    item = read({"a": {"product": stranger}}, {"b": {"product": node()}}, ld=ld)
    alone = read({"product": node()})
    assert item == alone
    assert item.images == []


def test_an_object_that_only_mentions_the_product_is_not_the_product():
    event = {"sku": SKU, "name": "add_to_cart", "displayPrice": {"original": {"amount": 1, "currency": "EUR"}}}
    product = read({"events": [event]}, {"product": node()}).product
    assert (product.name, product.price) == ("ABEND - Kleid", None)


def test_a_node_without_an_id_belongs_to_the_product_its_cache_key_names():
    entries = {
        json.dumps({"id": "h", "variables": {"id": f"ern:product:uri:fremd-{STRANGER.lower()}"}}): {
            "data": {"product": {"galleryMedia": [{"uri": photo(8)}, {"uri": photo(9)}]}}
        },
        json.dumps({"id": "h", "variables": {"id": f"ern:product:uri:marke-kleid-{SKU.lower()}"}}): {
            "data": {"product": {"galleryMedia": [{"uri": photo(1)}]}}
        },
    }
    item = read({"graphqlCache": entries}, {"product": node()})
    assert [image.url for image in item.images] == [photo(1, 1800)]


@pytest.mark.parametrize(
    ("shown", "price"),
    [
        ({"original": {"amount": 7995, "currency": "EUR"}}, 79.95),
        ({"original": {"amount": 7995, "currency": "EUR"}, "promotional": {"amount": 5995}}, 59.95),
        ({"original": {"amount": 9900, "currency": "EUR"}, "trackingCurrentAmount": 79}, 79.0),
        ({"original": {"amount": 5000, "formatted": "50,00 €"}}, 50.0),
        ({"original": {"amount": 50, "formatted": "50,00 €"}}, 50.0),
        ({"original": {"amount": 49.95, "currency": "EUR"}}, 49.95),
        ({"original": {"formatted": "ab 1.049,95 €"}}, 1049.95),
    ],
)
def test_the_price_is_what_is_asked_today(shown: dict[str, Any], price: float):
    for name in ("displayPrice", "display_price"):
        product = read({"product": node(**{name: shown})}).product
        assert (product.price, product.currency) == (price, "EUR")


def test_without_a_shown_price_the_cheapest_size_counts():
    offers = [{"size": size, "offer": {"price": {"original": {"amount": cents, "currency": "CHF"}}}}
              for size, cents in (("S", 4990), ("M", 3990))]  # fmt: skip
    product = read({"product": node(simples=offers)}).product
    assert (product.price, product.currency, product.sizes) == (39.9, "CHF", ["S", "M"])


def test_sizes_that_are_sold_out_stay_and_the_fullest_list_counts():
    few = node(simples=[{"size": "M"}])
    all_of_them = node(simples=[{"size": "S"}, {"size": "M"}, {"size": "S"}, {"size": None}, {"size": "L"}])
    assert read({"product": few}, {"product": all_of_them}).product.sizes == ["S", "M", "L"]


@pytest.mark.parametrize(
    ("group", "gender"),
    [("MEN", "male"), ("WOMEN", "female"), ("KID", "kids"), ("KIDS", "kids"), ("UNISEX", "unisex"), ("ALL", "")],
)
def test_the_gender_is_what_the_product_says(group: str, gender: str):
    assert read({"product": node(navigationTargetGroup=group)}).product.gender == gender


def test_every_picture_counts_once_and_a_video_is_none():
    media = [
        {"__typename": "Image", "uri": photo(1)},
        {"__typename": "Video", "uri": photo(7)},
        {"uri": "https://vid.ztat.net/film.MP4?x=1"},
        {"uri": photo(2, packshot=True)},
        {"uri": photo(1, 156)},
        {"uri": photo(3)},
    ]
    item = read({"product": node(galleryMedia=media)})
    assert [(image.position, image.role, image.url) for image in item.images] == [
        (0, "unknown", photo(1, 1800)),
        (1, "product", photo(2, 1800, packshot=True)),
        (2, "unknown", photo(3, 1800)),
    ]
    assert item.product.img_url == photo(2, 1800, packshot=True)
    assert item.product.model_img_urls == [photo(1, 1800), photo(3, 1800)]


def test_a_packshot_is_known_when_any_address_of_it_says_so():
    own = node(
        galleryMediaZoom=[{"uri": photo(1, 1800)}, {"uri": photo(2, 1800)}],
        primaryImage={"uri": photo(2, packshot=True)},
    )
    item = read({"product": own})
    assert [(image.role, image.role_source) for image in item.images] == [
        ("unknown", "zalando:gallery"),
        ("product", "zalando:filter=packshot"),
    ]
    assert item.product.img_url == photo(2, 1800, packshot=True)


def test_a_person_is_only_where_the_store_says_so():
    own = node(galleryMedia=[{"uri": photo(1)}, {"uri": photo(2)}], mediumModelImage={"uri": photo(2, 400)})
    assert [image.role for image in read({"product": own}).images] == ["unknown", "model"]


def test_a_page_without_packshot_has_no_product_photo():
    item = read({"product": node(galleryMedia=[{"uri": photo(1)}])})
    assert (item.product.img_url, item.product.model_img_urls) == ("", [photo(1, 1800)])


def test_of_several_packshots_the_first_is_the_product_photo():
    media = [{"uri": photo(n, packshot=True)} for n in (1, 2)]
    item = read({"product": node(galleryMedia=media)})
    assert item.product.img_url == photo(1, 1800, packshot=True)
    assert item.product.model_img_urls == [photo(2, 1800, packshot=True)]


def test_rows_of_images_are_queued_and_carry_the_key():
    (image,) = read({"product": node(galleryMedia=[{"uri": photo(10)}])}).images
    assert (image.store, image.id, image.status, image.key) == ("zalando", SKU, "queued", f"{10:032x}/{10:032x}")


def test_attributes_keep_their_section_their_order_and_the_words_of_the_store():
    clusters = [
        {
            "id": "material_care",
            "clusters": [{"attributes": [{"key": "Stoff", "value": "60%25\u00a0Wolle,  40%25 Seide"}]}],
        },
        {
            "id": "details",
            "label": "Mehr",
            "clusters": [
                {
                    "label": "Gut zu wissen",
                    "attributes": [
                        {"__typename": "ProductAttributeDescriptive", "description": "Herkunftsland: Irgendwo"},
                        {"__typename": "ProductAttributeDescriptive", "description": "Liegt eng an", "heading": "Tipp"},
                        {"__typename": "ProductCertificate", "label": "Siegel 70%25", "description": "Was das heißt"},
                        {"__typename": "SustainabilityCause", "title": "Weniger Wasser"},
                        {"__typename": "ProductAttributeCta", "text": "Mehr erfahren", "uri": "/mehr", "label": "Mehr"},
                        {"__typename": "ProductCause"},
                    ],
                }
            ],
        },
        {"label": "Ohne Kennung", "clusters": [{"attributes": [{"key": "Muster", "value": "Print"}]}]},
    ]
    assert read({"product": node(attributeSuperClusters=clusters)}).product.attributes == [
        Attribute("Stoff", "60% Wolle, 40% Seide", "material_care"),
        Attribute("", "Herkunftsland: Irgendwo", "details"),
        Attribute("Tipp", "Liegt eng an", "details"),
        Attribute("", "Siegel 70%", "details"),
        Attribute("Gut zu wissen", "Weniger Wasser", "details"),
        Attribute("Muster", "Print", "Ohne Kennung"),
    ]


def test_the_category_is_the_slug_of_the_narrowest_breadcrumb():
    crumbs = [
        {"label": "Damen", "uri": "/damen-home/"},
        {"label": "Kleider", "id": "ern:collection:cat:categ:damenbekleidung-kleider"},
        {"label": "Schwarz"},
    ]
    product = read({"product": node(breadcrumbs=crumbs, silhouette="DRESS", category="Abendkleid")}).product
    assert (product.category, product.category_path) == ("damenbekleidung-kleider", ["Damen", "Kleider", "Schwarz"])


def test_without_breadcrumbs_the_category_is_the_silhouette():
    product = read({"product": node(silhouette="DRESS", category="Abendkleid")}).product
    assert (product.category, product.category_path) == ("DRESS", ["Abendkleid"])


@pytest.mark.parametrize(
    ("stated", "name", "family"),
    [("acid black/dunkelgrau", "acid black", "dunkelgrau"), ("a/b/rot", "a/b", "rot"), ("rot", "rot", "")],
)
def test_the_colour_of_json_ld_is_taken_apart(stated: str, name: str, family: str):
    product = read(ld={"@type": "Product", "sku": SKU, "name": "ABEND - Kleid", "color": stated}).product
    assert (product.color, product.color_family) == (name, family)


@pytest.mark.parametrize(
    "head",
    [
        f'<meta property="og:url" content="/marke-kleid-{SKU.lower()}.html">',
        f'<link rel="canonical" href="https://www.zalando.de/marke-kleid-{SKU.lower()}.html">',
        f'<meta property="al:ios:url" content="zalando://PDS?sku={SKU}&amp;appdomainId=1">',
    ],
)
def test_a_page_is_taken_for_what_it_says_it_is(head: str):
    states = ({"product": node(STRANGER, name="FREMD")}, {"product": node()})
    url = f"https://www.zalando.de/fremd-{STRANGER.lower()}.html"
    assert read(*states, head=head, url=url).product.id == SKU


def test_a_saved_page_is_known_by_the_entity_it_was_made_for():
    root = {"enrichedRootEntity": {"id": f"ern:product:uri:marke-kleid-black-{SKU.lower()}"}}
    item = read(root, {"product": node(STRANGER)}, {"product": node()}, url="https://www.zalando.de/x.html")
    assert item.product.id == SKU


def test_the_address_is_the_one_the_store_writes():
    own = node(uri="https://www.zalando.de/marke-anders-ab122c0de-q11.html")
    assert read({"product": own}, url=f"{URL}?size=M").product.product_url == own["uri"]
    assert read({"product": node()}).product.product_url == URL


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>403 Forbidden</body></html>",
        page({"product": node(STRANGER)}),
        page({"product": {"id": f"ern:product::{SKU}", "sku": SKU, "name": "  "}}),
        page(ld={"@type": "Product", "sku": SKU}),
        page({"product": node()})[:-200],
    ],
)
def test_a_page_without_a_product_of_its_own_is_refused(body: bytes):
    with pytest.raises(PageError) as error:
        zalando.product(body, URL)
    assert str(error.value) == (
        f"zalando: no product on {URL}; neither embedded state nor JSON-LD nor meta tags name one; "
        "save the whole page of a product (its address ends in -<sku>.html) and try again"
    )


def test_a_page_with_two_products_and_no_word_which_is_refused():
    with pytest.raises(PageError):
        read({"product": node()}, {"product": node(STRANGER)}, url="https://www.zalando.de/x.html")
