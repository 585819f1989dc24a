"""What a person can get wrong after -a is told in one line, with what is allowed."""

import pytest

from curation.errors import PairwearError
from scrapers.spiders import arguments
from scrapers.spiders.aboutyou import AboutYouSpider
from scrapers.spiders.fashionid import FashionIdSpider
from scrapers.spiders.schemaorg import SchemaOrgSpider
from scrapers.spiders.shopify import ShopifySpider
from scrapers.spiders.zalando import ZalandoSpider

SHOPS = {ShopifySpider: {"shop": "https://laden.example"}, SchemaOrgSpider: {"site": "https://laden.example"}}
STORES = [ZalandoSpider, AboutYouSpider, FashionIdSpider, ShopifySpider, SchemaOrgSpider]


@pytest.mark.parametrize("spider", STORES)
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"limit": "-1"}, "limit must be a whole number from 1, not '-1'"),
        ({"limit": "²"}, "limit must be a whole number from 1, not '²'"),
        ({"refresh": "perhaps"}, "refresh must be yes or no, not 'perhaps'"),
        ({"part": "0/4"}, "part must be K/N with K from 1 to N, such as 3/16, not '0/4'"),
        ({"part": "3"}, "part must be K/N with K from 1 to N, such as 3/16, not '3'"),
    ],
)
def test_every_store_checks_what_all_stores_accept(spider, given, message):
    with pytest.raises(PairwearError) as error:
        spider(**SHOPS.get(spider, {}), **given)
    assert str(error.value) == message


@pytest.mark.parametrize("spider", [ZalandoSpider, AboutYouSpider, FashionIdSpider])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"category": "dresses,shoes"},
            "unknown category 'shoes'; known categories: blouses, dresses, jackets, knitwear, pants, skirts, tops",
        ),
        (
            {"color": "mauve"},
            "unknown color 'mauve'; known colors: beige, black, blue, gray, green, pink, red, white, yellow",
        ),
        ({"shop": "x"}, "unknown argument 'shop'; known arguments: category, color, limit, refresh, part"),
    ],
)
def test_a_store_names_the_categories_and_colours_that_it_knows(spider, given, message):
    with pytest.raises(PairwearError) as error:
        spider(**given)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("spider", "given", "message"),
    [
        (ShopifySpider, {}, "shop is missing; name the shop, as in -a shop=https://www.laden.example"),
        (
            ShopifySpider,
            {"shop": "ftp://x.example"},
            "shop must be the address of a shop, as in -a shop=https://www.laden.example, not 'ftp://x.example'",
        ),
        (
            ShopifySpider,
            {"shop": "laden.example", "category": "Kleider & mehr"},
            "category must name collections of the shop, such as dresses, not 'Kleider & mehr'",
        ),
        (SchemaOrgSpider, {}, "site is missing; name the shop, as in -a site=https://www.laden.example"),
        (
            SchemaOrgSpider,
            {"site": "https://user@laden.example"},
            "site must be the address of a shop, as in -a site=https://www.laden.example, "
            "not 'https://user@laden.example'",
        ),
        (
            SchemaOrgSpider,
            {"site": "laden.example", "category": "x"},
            "unknown argument 'category'; known arguments: site, limit, refresh, part",
        ),
    ],
)
def test_a_shop_has_to_be_named_by_its_address(spider, given, message):
    with pytest.raises(PairwearError) as error:
        spider(**given)
    assert str(error.value) == message


def test_a_site_without_a_file_names_those_there_are(tmp_path):
    with pytest.raises(PairwearError) as error:
        SchemaOrgSpider(site="laden").prepare(tmp_path)
    assert str(error.value) == "unknown site 'laden'; known sites with a file: hm, otto"


def test_shops_are_stores_under_their_own_names(tmp_path):
    assert ShopifySpider(shop="https://www.laden.example/x").name == "laden.example"
    spider = SchemaOrgSpider(site="www2.laden.example")
    spider.prepare(tmp_path)
    assert (spider.name, spider.site) == ("laden.example", "https://www2.laden.example")


def test_the_parts_of_a_crawl_hold_every_product_once():
    urls = [f"https://laden.example/p/{number}" for number in range(400)]
    parts = [arguments.part(f"{number}/4") for number in (1, 2, 3, 4)]
    shares = [[url for url in urls if part.holds(url)] for part in parts]
    assert sorted(url for share in shares for url in share) == sorted(urls)
    assert all(70 < len(share) < 130 for share in shares)
    assert arguments.part(None).holds("x")
