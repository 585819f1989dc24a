"""What the Shopify spider asks for, answered by hand: the currency first, pages to the limit, then collections."""

import json

import pytest
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from scrapers.spiders.shopify import LAST_PAGE, PAGE, ShopifySpider

SHOP = "https://laden.example"


@pytest.fixture
def spider(tmp_path) -> ShopifySpider:
    crawler = get_crawler(ShopifySpider, {"WORKSPACE": str(tmp_path)})
    return ShopifySpider.from_crawler(crawler, shop=SHOP)


def answer(path: str, value: object, status: int = 200) -> TextResponse:
    return TextResponse(f"{SHOP}{path}", status=status, body=json.dumps(value).encode(), encoding="utf-8")


def products(number: int) -> dict:
    return {
        "products": [{"id": n, "title": f"Rock {n}", "variants": [{"price": "9.00"}]} for n in range(1, number + 1)]
    }


def urls(found) -> list[str]:
    return [one.url for one in found if hasattr(one, "url")]


def test_the_currency_is_asked_for_before_the_products(spider):
    assert urls(spider.first_requests()) == [f"{SHOP}/meta.json"]
    assert urls(spider.parse_meta(answer("/meta.json", {"currency": "EUR"}))) == [
        f"{SHOP}/products.json?limit=250&page=1"
    ]
    found = list(spider.parse_products(answer("/products.json", products(2)), category="", number=1, currency="EUR"))
    assert [(item.product.id, item.product.price, item.product.currency) for item in found] == [
        ("1", 9.0, "EUR"),
        ("2", 9.0, "EUR"),
    ]


def test_without_a_currency_the_crawl_goes_on_and_says_so(spider):
    assert len(urls(spider.parse_meta(answer("/meta.json", {}, status=404)))) == 1
    assert spider.crawler.stats.get_value("schema_errors/meta:no_currency") == 1


def test_a_full_page_leads_to_the_next_and_a_short_one_ends(spider):
    full = list(spider.parse_products(answer("/products.json", products(PAGE)), category="", number=1, currency="EUR"))
    assert urls(full) == [f"{SHOP}/products.json?limit=250&page=2"]
    assert (
        urls(spider.parse_products(answer("/products.json", products(3)), category="", number=2, currency="EUR")) == []
    )


def test_beyond_25000_products_the_collections_are_walked(spider):
    last = list(
        spider.parse_products(answer("/products.json", products(PAGE)), category="", number=LAST_PAGE, currency="EUR")
    )
    assert urls(last) == [f"{SHOP}/collections.json?limit=250&page=1"]
    found = spider.parse_collections(
        answer("/collections.json", {"collections": [{"handle": "roecke"}]}), number=1, currency="EUR"
    )
    assert urls(found) == [f"{SHOP}/collections/roecke/products.json?limit=250&page=1"]


def test_a_collection_beyond_the_limit_is_cut_and_counted(spider):
    last = list(
        spider.parse_products(answer("/x.json", products(PAGE)), category="alles", number=LAST_PAGE, currency="EUR")
    )
    assert urls(last) == []
    assert spider.crawler.stats.get_value("schema_errors/collection:too_large") == 1


def test_a_limit_ends_the_walk(tmp_path):
    crawler = get_crawler(ShopifySpider, {"WORKSPACE": str(tmp_path)})
    spider = ShopifySpider.from_crawler(crawler, shop=SHOP, limit="5")
    found = list(spider.parse_products(answer("/products.json", products(PAGE)), category="", number=1, currency="EUR"))
    assert (len(found), urls(found)) == (5, [])


def test_parts_share_the_products_of_a_shop(tmp_path):
    crawler = get_crawler(ShopifySpider, {"WORKSPACE": str(tmp_path)})
    spiders = [ShopifySpider.from_crawler(crawler, shop=SHOP, part=f"{number}/2") for number in (1, 2)]
    shares = [
        {
            item.product.id
            for item in spider.parse_products(
                answer("/products.json", products(40)), category="", number=1, currency="EUR"
            )
        }
        for spider in spiders
    ]
    assert not shares[0] & shares[1]
    assert len(shares[0] | shares[1]) == 40
