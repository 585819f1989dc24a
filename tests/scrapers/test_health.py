"""A crawl that brought less than it should says so, in words, and ends with exit code 1."""

import pytest
from scrapy.settings import Settings

from curation.errors import CrawlError
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.crawl import verdict
from scrapers.demo.answer import Answer, page
from scrapers.frontier import FINDINGS, HEALTH
from scrapers.health import Floors, findings, floors, measure
from scrapers.ledger import Ledger, with_paths
from scrapers.ledger_crawls import Past
from scrapers.ledger_pages import Page, Waiting
from scrapers.pages.item import ProductItem

GOOD = {
    "products": 200,
    "listed": 400,
    "pages": 200,
    "unchanged": 0,
    "waiting": 0,
    "reasons": {},
    "listings": 9,
    "unlisted": {},
    "vanished": 0,
    "in_all": 400,
    "photos": {"done": 1000},
    "coverage": {"name": 1.0, "price": 0.99, "photos": 1.0},
}
LAST = Past("2026-11-14T08:00:00+00:00", GOOD)


def test_a_good_crawl_has_no_findings():
    assert findings(GOOD, LAST, Floors()) == []
    assert findings(GOOD, None, Floors()) == []


@pytest.mark.parametrize(
    ("worse", "sentence"),
    [
        (
            {"coverage": {"name": 0.4, "photos": 1.0}},
            "name: 40% of 200 products have it, the floor is 90% (100% last time)",
        ),
        ({"coverage": {"name": 1.0, "price": 0.12}}, "price: 12% of 200 products have it, 99% last time"),
        (
            {"pages": 300, "reasons": {"no_product": 60, "http_500": 10}},
            "product pages: 70 of 300 gave no product (no_product 60, http_500 10), at most 20% may; no_product means "
            "that the store changed its pages",
        ),
        ({"listed": 40}, "product pages: 40 were listed, 400 last time (2026-11-14)"),
        (
            {"unlisted": {"http_500": 2, "download_timeout": 1}},
            "listings: 3 of 9 could not be read (http_500 2, download_timeout 1); the next crawl asks again",
        ),
    ],
)
def test_what_lies_below_a_floor_is_a_sentence(worse, sentence):
    assert findings({**GOOD, **worse}, LAST, Floors()) == [sentence]


def test_on_the_floor_is_not_below_it():
    at_the_limit = {
        **GOOD,
        "coverage": {"name": 0.9, "price": 0.495, "photos": 0.5},
        "pages": 250,
        "reasons": {"no_product": 50},
        "listed": 200,
    }
    assert findings(at_the_limit, LAST, Floors()) == []


def test_a_few_products_say_nothing_about_shares():
    few = {**GOOD, "products": 19, "pages": 19, "reasons": {"no_product": 19}, "coverage": {"name": 0.1}}
    assert findings(few, None, Floors()) == []


def test_the_summary_reads_as_a_person_would_write_it():
    stats = {"finish_reason": "finished", HEALTH: GOOD, FINDINGS: ["name: 40% of 200 products have it"]}
    assert verdict("zalando", stats) == (
        1,
        "Error: zalando is below its floors; look at it before you use it:\n"
        "  name: 40% of 200 products have it\n"
        "What came is kept. The floors are the HEALTH_ settings of scrapers/settings.py.",
    )


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        (
            "HEALTH_COVERAGE",
            '{"colour": 1}',
            "HEALTH_COVERAGE names 'colour'; fields: name, brand, category, color, price, sizes, attributes, photos",
        ),
        (
            "HEALTH_COVERAGE",
            "name=0.9",
            """HEALTH_COVERAGE must be shares by field as a JSON object such as {"name": 0.9}, not 'name=0.9'""",
        ),
        ("HEALTH_COVERAGE", '{"name": 90}', "HEALTH_COVERAGE of name must be a share from 0 to 1, not '90'"),
        ("HEALTH_UNREAD", "20%", "HEALTH_UNREAD must be a share from 0 to 1, not '20%'"),
        ("HEALTH_DROP", "-1", "HEALTH_DROP must be a share from 0 to 1, not '-1'"),
    ],
)
def test_a_floor_that_is_no_share_is_refused_by_name(setting, value, message):
    good = {"HEALTH_COVERAGE": {}, "HEALTH_UNREAD": 0.2, "HEALTH_DROP": 0.5, "HEALTH_SAMPLE": 20}
    with pytest.raises(CrawlError) as error:
        floors(Settings({**good, setting: value}))
    assert str(error.value) == message


def test_a_crawl_is_measured_by_what_its_ledger_holds(tmp_path):
    raw = Workspace(tmp_path).raw("zalando")
    with Ledger(raw.ledger) as ledger:
        crawl = ledger.crawls.begin("{}", "2026-11-21T08:00:00+00:00", "")
        pages = ledger.pages(crawl)
        pages.queue([Waiting(Page(f"https://a.example/{n}", "parse_product")) for n in range(4)])
        pages.queue([Waiting(Page("https://a.example/", "parse"))])
        for number, name in enumerate(("Kleid", "", "Rock")):
            photo = RawImage("zalando", str(number), 0, path="raw/zalando/a.jpg" if number else "", status="done")
            product = with_paths(RawProduct("zalando", str(number), name=name, price=0.0), [photo])
            ledger.save(ProductItem(product, [photo], page=f"https://a.example/{number}"), crawl)
            pages.finish(Page(f"https://a.example/{number}", "parse_product"), "done")
        pages.finish(Page("https://a.example/3", "parse_product"), "failed", "no_product")
        pages.finish(Page("https://a.example/", "parse"), "failed", "http_500")
        found = measure(ledger, crawl, pages)
    coverage = found.pop("coverage")
    assert found == {
        "products": 3,
        "listed": 4,
        "pages": 4,
        "unchanged": 0,
        "waiting": 0,
        "reasons": {"no_product": 1},
        "listings": 1,
        "unlisted": {"http_500": 1},
        "vanished": 0,
        "in_all": 3,
        "photos": {"done": 3},
    }
    assert (coverage["name"], coverage["price"], coverage["brand"], coverage["photos"]) == (0.6667, 1.0, 0.0, 0.6667)


class Emptied:
    """A store whose product pages say nothing any more."""

    def __init__(self, store) -> None:
        self._store, self.name, self.hosts = store, store.name, store.hosts

    def answer(self, host: str, path: str, query: str) -> Answer:
        answer = self._store.answer(host, path, query)
        return page("<title>New!</title>") if path.endswith(".html") else answer


def test_a_store_that_changed_its_pages_is_noticed(field, tmp_path):
    with field("zalando", 8, 3) as zalando:
        settings = ("-s", "HEALTH_SAMPLE=2")
        assert zalando.crawl(tmp_path, *settings).returncode == 0
        zalando.store.inner = Emptied(zalando.store.inner)
        done = zalando.crawl(tmp_path, *settings, "-a", "refresh=yes")
    assert done.returncode == 1
    assert done.stdout.startswith("zalando: 0 products, 0 photos stored, ")
    assert done.stderr.splitlines()[-3:] == [
        "Error: zalando is below its floors; look at it before you use it:",
        "  product pages: 8 of 8 gave no product (no_product 8), at most 20% may; no_product means that the store "
        "changed its pages",
        "What came is kept. The floors are the HEALTH_ settings of scrapers/settings.py.",
    ]
