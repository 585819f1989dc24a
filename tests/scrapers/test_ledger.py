"""The ledger keeps a product and its photos together, and refuses what it cannot read."""

import json
import sqlite3
from dataclasses import asdict

import pytest

from curation import tables
from curation.errors import CrawlError
from curation.schema import Attribute, RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.ledger import Ledger, with_paths
from scrapers.ledger_crawls import FINISHED
from scrapers.ledger_pages import Fetched, Page, Waiting
from scrapers.pages.item import ProductItem


@pytest.fixture
def raw(tmp_path):
    return Workspace(tmp_path).raw("zalando")


def item(number: str = "A1", category: str = "kleider", photos: int = 2) -> ProductItem:
    images = [
        RawImage("zalando", number, position, role="product" if position == 1 else "unknown", key=f"k{position}")
        for position in range(photos)
    ]
    product = RawProduct("zalando", number, category=category, attributes=[Attribute("Länge", "Lang", "size_fit")])
    return ProductItem(product, images)


def test_what_was_saved_is_exported_by_id_and_position(raw):
    with Ledger(raw.ledger) as ledger:
        ledger.save(item("B2"))
        ledger.save(item("A1"))
        ledger.export(raw)
    products = tables.read(raw.products, RawProduct)
    assert [product.id for product in products] == ["A1", "B2"]
    assert products[0].attributes == [Attribute("Länge", "Lang", "size_fit")]
    images = tables.read(raw.images, RawImage)
    assert [(image.id, image.position) for image in images] == [("A1", 0), ("A1", 1), ("B2", 0), ("B2", 1)]


def test_a_product_seen_in_two_categories_keeps_its_first_folder(raw):
    with Ledger(raw.ledger) as ledger:
        assert ledger.folder("A1") == ""
        ledger.save(item(category="kleider"))
        ledger.save(item(category="sale"))
        assert ledger.folder("A1") == "kleider"


def test_saving_again_replaces_the_gallery(raw):
    with Ledger(raw.ledger) as ledger:
        ledger.save(item(photos=3))
        ledger.save(item(photos=1))
        assert [image.position for image in ledger.images("A1")] == [0]
        assert ledger.counts() == {"products": 1, "images_queued": 1}


def test_a_product_and_its_photos_are_saved_together_or_not_at_all(raw):
    broken = item()
    broken.images[1] = broken.images[0]
    with Ledger(raw.ledger) as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.save(broken)
        assert ledger.counts() == {"products": 0}


def test_a_second_reader_sees_what_was_committed_while_the_first_is_open(raw):
    with Ledger(raw.ledger) as writer, Ledger(raw.ledger) as reader:
        writer.save(item())
        assert reader.counts() == {"products": 1, "images_queued": 2}


def test_another_version_is_refused_by_name(raw):
    with Ledger(raw.ledger):
        pass
    database = sqlite3.connect(raw.ledger)
    with database:
        database.execute("UPDATE meta SET value = '99'")
    database.close()
    with pytest.raises(CrawlError) as error:
        Ledger(raw.ledger)
    assert str(error.value) == (
        f"{raw.ledger} has schema version 99, this version reads 2; move it away and crawl again"
    )


def test_a_file_that_is_no_ledger_is_refused_by_name(raw):
    raw.root.mkdir(parents=True)
    raw.ledger.write_bytes(b"not a database, by any measure" * 50)
    with pytest.raises(CrawlError, match=r"ledger\.sqlite is no ledger \(file is not a database\); move it away"):
        Ledger(raw.ledger)


def test_the_first_product_photo_is_the_products_own_and_all_others_follow_in_order():
    images = item(photos=4).images
    for image in images:
        image.url, image.path = f"u{image.position}", f"p{image.position}"
    images[3].path = ""
    product = with_paths(item().product, images)
    assert (product.img_url, product.img_path) == ("u1", "p1")
    assert product.model_img_urls == ["u0", "u2", "u3"]
    assert product.model_img_paths == ["p0", "p2"]


FIRST_VERSION = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO meta VALUES ('version', '1');
CREATE TABLE pages (
    url TEXT PRIMARY KEY, status TEXT NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL,
    fetched_at TEXT NOT NULL
);
CREATE TABLE products (id TEXT PRIMARY KEY, folder TEXT NOT NULL, row TEXT NOT NULL);
CREATE TABLE images (
    id TEXT NOT NULL, position INTEGER NOT NULL, attempts INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (id, position)
);
"""


def test_a_ledger_of_the_first_version_is_migrated_with_all_it_knows(raw):
    raw.root.mkdir(parents=True)
    one = item()
    one.product.product_url = url = "https://www.zalando.de/a1.html"
    one.images[0].status, one.images[1].status, one.images[1].reason = "done", "failed", "http_404"
    database = sqlite3.connect(raw.ledger)
    database.executescript(FIRST_VERSION)
    with database:
        database.execute("INSERT INTO pages VALUES (?, 'done', '', 1, '2026-11-01T00:00:00+00:00')", (url,))
        database.execute("INSERT INTO products VALUES ('A1', 'kleider', ?)", (json.dumps(asdict(one.product)),))
        rows = [(image.id, image.position, 2, json.dumps(asdict(image))) for image in one.images]
        database.executemany("INSERT INTO images VALUES (?, ?, ?, ?)", rows)
    database.close()
    for _ in range(2):
        with Ledger(raw.ledger) as ledger:
            assert list(ledger.products()) == [one.product]
            assert ledger.images("A1") == one.images
            assert ledger.counts() == {"products": 1, "images_done": 1, "images_failed": 1}
            assert ledger.attempts("A1")[1] == (2, "http_404")
    with Ledger(raw.ledger) as ledger:
        pages = ledger.pages(ledger.crawls.begin("{}", "2026-11-21T00:00:00+00:00", ""))
        assert pages.open_again(everything=False) == [url]
        assert not pages.known(url)


def test_a_column_that_was_added_or_taken_out_since_does_not_matter(raw):
    with Ledger(raw.ledger) as ledger:
        ledger.save(item(photos=1))
        row = json.loads(ledger._db.execute("SELECT row FROM images").fetchone()[0])
        del row["consent"]
        with ledger._db as database:
            database.execute("UPDATE images SET row = ?", (json.dumps({**row, "of_old": 1}),))
        assert ledger.images("A1") == item(photos=1).images


@pytest.fixture
def ledger(raw):
    with Ledger(raw.ledger) as opened:
        yield opened


def begin(ledger, arguments="{}"):
    crawl = ledger.crawls.begin(arguments, "2026-11-21T08:00:00+00:00", "process 1 on here")
    return crawl, ledger.pages(crawl)


def product(number: int) -> Waiting:
    return Waiting(Page(f"https://a.example/{number}", "parse_product"))


def test_pages_are_taken_oldest_first_and_each_once(ledger):
    _, pages = begin(ledger)
    pages.queue([product(number) for number in (3, 1, 2)])
    pages.queue([product(1)])
    assert [one.page.url[-1] for one in pages.take(2)] == ["3", "1"]
    assert [one.page.url[-1] for one in pages.take(2)] == ["2"]
    assert (pages.take(2), pages.waiting(), pages.any_queued()) == ([], 3, False)


def test_one_address_may_be_a_listing_and_a_product(ledger):
    _, pages = begin(ledger)
    pages.queue([product(1), Waiting(Page("https://a.example/1", "parse"), {"cb_kwargs": {"category": "kleider"}})])
    assert [(one.page.kind, one.arguments) for one in pages.take(5)] == [
        ("parse_product", {}),
        ("parse", {"cb_kwargs": {"category": "kleider"}}),
    ]


def test_a_listing_and_what_it_leads_to_are_entered_together(ledger):
    _, pages = begin(ledger)
    pages.queue([Waiting(Page("https://a.example/", "parse"))])
    (listing,) = pages.take(1)
    with pytest.raises(TypeError):
        pages.finish(
            listing.page, "done", found=[product(1), Waiting(Page("https://a.example/2", "parse"), {"x": {1}})]
        )
    assert (pages.waiting(), pages.product_pages()) == (1, 0)
    pages.finish(listing.page, "done", found=[product(1), product(2)])
    assert (pages.waiting(), pages.product_pages()) == (2, 2)


def test_an_unfinished_crawl_goes_on_and_what_was_under_way_is_asked_for_again(ledger):
    first, pages = begin(ledger)
    pages.queue([product(1), product(2)])
    pages.finish(pages.take(1)[0].page, "done")
    pages.take(1)
    again, pages = begin(ledger)
    assert (again.number, again.resumed, first.resumed) == (first.number, True, False)
    assert [one.page.url[-1] for one in pages.take(5)] == ["2"]


def test_other_arguments_or_a_finished_crawl_begin_a_new_one(ledger):
    first, _ = begin(ledger)
    other, _ = begin(ledger, '{"category": "dresses"}')
    assert (other.number, other.resumed) == (first.number + 1, False)
    ledger.crawls.end(other, FINISHED, "2026-11-21T09:00:00+00:00", {"listed": 3})
    third, _ = begin(ledger, '{"category": "dresses"}')
    assert (third.number, third.resumed) == (other.number + 1, False)
    past = ledger.crawls.last_finished(third)
    assert (past.started_at, past.summary) == (other.started_at, {"listed": 3})
    refresh, _ = begin(ledger, '{"category": "dresses", "refresh": "yes"}')
    assert ledger.crawls.last_finished(refresh) == past


def test_a_crawl_that_a_store_led_nowhere_is_not_what_the_next_is_compared_with(ledger):
    good, _ = begin(ledger)
    ledger.crawls.end(good, FINISHED, "2026-11-20T09:00:00+00:00", {"listed": 300})
    away, _ = begin(ledger)
    ledger.crawls.end(away, FINISHED, "2026-11-21T09:00:00+00:00", {"listed": 0})
    assert ledger.crawls.last_finished(begin(ledger)[0]).summary == {"listed": 300}


def test_a_finished_crawl_leaves_no_page_without_an_outcome(ledger):
    crawl, pages = begin(ledger)
    pages.queue([product(1)])
    pages.take(1)
    ledger.crawls.end(crawl, FINISHED, "2026-11-21T09:00:00+00:00", {})
    assert pages.reasons() == {"no_outcome": 1}


def test_what_failed_or_was_left_is_open_again_in_the_next_crawl(ledger):
    crawl, pages = begin(ledger)
    pages.queue([product(number) for number in range(4)])
    for waiting, status in zip(pages.take(3), ("done", "failed", "refused")):
        pages.finish(
            waiting.page, status, fetched=Fetched("2026-11-21T08:00:00+00:00", etag='"a"', reading="zalando/1")
        )
    ledger.crawls.end(crawl, "shutdown", "2026-11-21T09:00:00+00:00", {})
    _, later = begin(ledger, '{"refresh": "yes"}')
    assert [url[-1] for url in later.open_again(everything=False)] == ["1", "2", "3"]
    everything = later.open_again(everything=True)
    assert [url[-1] for url in everything] == ["0", "1", "2", "3"]
    later.queue_again(everything)
    assert [(one.etag, one.reading) for one in later.take(1)] == [('"a"', "zalando/1")]


def test_a_photo_counts_its_attempts_and_keeps_its_last_error_over_a_save(ledger):
    one = item(photos=2)
    ledger.expect(one.images)
    assert ledger.counts() == {"products": 0, "images_queued": 2}
    one.images[1].status = "failed"
    for error in ("first", "second"):
        ledger.save_image(one.images[1], error)
    ledger.save(one)
    assert ledger.attempts("A1") == {0: (0, ""), 1: (2, "second")}
