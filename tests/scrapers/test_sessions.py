"""One crawl after another of the same store: what is asked for again, what is not, and who has to wait."""

import asyncio
import re
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path
from socket import gethostname

import pytest
from scrapy.utils.test import get_crawler

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.answer import Answer, text
from scrapers.demo.stores import open_stores
from scrapers.demo.zalando_urls import product_path
from scrapers.ledger import Ledger
from scrapers.spiders.zalando import ZalandoSpider


def is_photo(url: str) -> bool:
    return "ztat.net/article/" in url


def is_product_page(url: str) -> bool:
    return url.startswith("www.zalando.de/") and url.endswith(".html")


@pytest.fixture(scope="module")
def served(field):
    """The demo store, once for all tests: drawing its photos takes longer than serving them."""
    with field("zalando", 24, 3) as running:
        yield running


@pytest.fixture
def zalando(served):
    """The store with eight products."""
    whole = served.store.inner
    served.goods = served.products[:8]
    served.store.inner = served.few = Some(whole, served.goods)
    yield served
    served.store.inner = whole


@pytest.fixture(scope="module")
def crawled(served, tmp_path_factory) -> Path:
    """A workspace after a whole crawl of eight products; to be copied."""
    workspace, whole = tmp_path_factory.mktemp("crawled"), served.store.inner
    served.store.inner = Some(whole, served.products[:8])
    assert served.crawl(workspace).returncode == 0
    served.store.inner = whole
    return workspace


@pytest.fixture
def known(crawled, tmp_path) -> Path:
    """A workspace of one's own that knows eight products."""
    return Path(shutil.copytree(crawled, tmp_path / "known"))


class Some:
    """A store that sells some of its products; the photos come from the one that has them drawn."""

    def __init__(self, whole, products) -> None:
        (self._pages,), self.whole = open_stores(products), whole
        self.name, self.hosts = whole.name, whole.hosts

    def answer(self, host: str, path: str, query: str) -> Answer:
        return (self.whole if host.endswith("ztat.net") else self._pages).answer(host, path, query)


class Spoilt:
    """A store that answers some paths otherwise."""

    def __init__(self, store, spoil) -> None:
        self._store, self._spoil = store, spoil
        self.name, self.hosts = store.name, store.hosts

    def answer(self, host: str, path: str, query: str) -> Answer:
        return self._spoil(path, self._store.answer(host, path, query))


def slow(seconds: float):
    return lambda path, answer: replace(answer, wait_s=seconds)


def products(workspace: Path) -> dict[str, RawProduct]:
    return {row.id: row for row in tables.read(Workspace(workspace).raw("zalando").products, RawProduct)}


def test_a_second_whole_crawl_asks_for_the_listings_and_for_what_is_new(zalando, known):
    done, asked = zalando.asked_by(known)
    assert done.stdout.startswith("zalando: 0 products (8 known), 0 photos stored")
    assert not [url for url in asked if is_product_page(url) or is_photo(url)]
    zalando.store.inner = Some(zalando.few.whole, zalando.products[:10])
    done, asked = zalando.asked_by(known)
    assert done.stdout.startswith("zalando: 2 products (8 known), ")
    assert len([url for url in asked if is_product_page(url)]) == 2
    new = zalando.products[8:10]
    assert len([url for url in asked if is_photo(url)]) == sum(len(product.photos) for product in new)


def test_a_refresh_reads_the_pages_that_changed_and_asks_for_no_photo_that_is_there(zalando, known):
    first, *others = zalando.goods
    dearer = Some(zalando.few.whole, [replace(first, price=first.price + 1000), *others])
    # A page shows the prices of the article's other colours, too.
    pages = [("www.zalando.de", product_path(product), "") for product in zalando.goods]
    changed = sum(dearer.answer(*page).body != zalando.few.answer(*page).body for page in pages)
    zalando.store.inner = dearer
    done, asked = zalando.asked_by(known, "-a", "refresh=yes")
    assert done.stdout.startswith(f"zalando: {changed} products ({8 - changed} unchanged), 0 photos stored, ")
    assert len([url for url in asked if is_product_page(url)]) == 8
    assert not [url for url in asked if is_photo(url)]
    assert products(known)[first.id].price == first.price + 1000


def test_a_refresh_reads_every_page_that_another_parser_read(zalando, known):
    with Ledger(Workspace(known).raw("zalando").ledger) as ledger, ledger._db as database:
        database.execute("UPDATE pages SET reading = 'zalando/0'")
    done = zalando.crawl(known, "-a", "refresh=yes")
    assert done.stdout.startswith("zalando: 8 products, 0 photos stored")


def test_a_refresh_brings_back_a_photo_whose_file_was_taken_away(zalando, known):
    lost = known / products(known)[zalando.goods[0].id].img_path
    before = lost.read_bytes()
    lost.unlink()
    done, asked = zalando.asked_by(known, "-a", "refresh=yes")
    assert done.stdout.startswith("zalando: 1 products (7 unchanged), 1 photos stored, ")
    assert len([url for url in asked if is_photo(url)]) == 1
    assert lost.read_bytes() == before


def test_a_product_that_vanished_keeps_its_rows_and_is_counted(zalando, known):
    before = products(known)
    gone, *others = zalando.goods
    zalando.store.inner = Some(zalando.few.whole, others)
    done = zalando.crawl(known, "-a", "refresh=yes")
    assert done.returncode == 0
    assert "1 known product pages are gone (404 or 410); their rows and photos stay" in done.stderr.splitlines()
    assert products(known)[gone.id] == before[gone.id]
    assert set(products(known)) == set(before)


def test_a_product_that_is_listed_no_more_is_counted_without_being_asked_for(zalando, known):
    _, *others = zalando.goods
    zalando.store.inner = Some(zalando.few.whole, others)
    done, asked = zalando.asked_by(known)
    assert (done.returncode, len([url for url in asked if is_product_page(url)])) == (0, 0)
    assert "1 known product pages are listed no more; their rows and photos stay" in done.stderr.splitlines()


def test_where_listings_could_not_be_read_nothing_counts_as_listed_no_more(zalando, known):
    closed = Spoilt(zalando.few, lambda path, answer: text("later\n", 503) if path == "/robots.txt" else answer)
    zalando.store.inner = closed
    done = zalando.crawl(known)
    assert done.returncode == 3
    assert "pages refused, robots_unreachable: " in done.stderr
    assert "listed no more" not in done.stderr


def test_a_photo_that_failed_keeps_error_and_attempts_and_is_asked_for_next_time(zalando, tmp_path):
    broken = f"/{zalando.products[0].photos[0].key}"
    zalando.store.inner = Spoilt(
        zalando.few, lambda path, answer: text("gone\n", 404) if path.removesuffix(".jpg").endswith(broken) else answer
    )
    done = zalando.crawl(tmp_path)
    assert done.returncode == 0
    assert ", 1 failed, 0 refused;" in done.stdout
    zalando.crawl(tmp_path)
    raw = Workspace(tmp_path).raw("zalando")
    with Ledger(raw.ledger) as ledger:
        (failed,) = [image for image in ledger.all_images() if image.status == "failed"]
        assert ledger.attempts(failed.id)[failed.position] == (2, f"http_404: {failed.url} answered 404")
    assert (failed.id, failed.reason) == (zalando.products[0].id, "http_404")
    zalando.store.inner = zalando.few
    done, asked = zalando.asked_by(tmp_path)
    assert done.stdout.startswith("zalando: 1 products (7 known), 1 photos stored, ")
    assert [url for url in asked if is_photo(url)] == [failed.url.removeprefix("https://")]
    assert {image.status for image in tables.read(raw.images, RawImage)} == {"done"}


def test_a_page_that_failed_is_asked_for_next_time_although_no_listing_leads_there_any_more(zalando, tmp_path):
    broken = zalando.products[0].id.lower()
    zalando.store.inner = Spoilt(
        zalando.few, lambda path, answer: text("busy\n", 500) if path.endswith(f"{broken}.html") else answer
    )
    assert zalando.crawl(tmp_path).stdout.startswith("zalando: 7 products, ")
    zalando.store.inner = Spoilt(
        zalando.few, lambda path, answer: answer if path.endswith((".html", ".jpg", ".txt")) else text("<p>empty</p>")
    )
    done = zalando.crawl(tmp_path)
    assert done.stdout.startswith("zalando: 1 products, ")
    with Ledger(Workspace(tmp_path).raw("zalando").ledger) as ledger:
        assert len(list(ledger.products())) == 8


def test_a_crawl_killed_before_its_first_request_still_asks_for_what_failed_before(known):
    with Ledger(Workspace(known).raw("zalando").ledger) as ledger, ledger._db as database:
        database.execute("UPDATE pages SET status = 'failed' WHERE rowid = (SELECT max(rowid) FROM pages)")

    def begun() -> ZalandoSpider:
        return ZalandoSpider.from_crawler(get_crawler(ZalandoSpider, {"WORKSPACE": str(known)}))

    async def started(spider: ZalandoSpider) -> None:
        async for _ in spider.start():
            pass

    begun().ledger.close()
    for _ in range(2):
        spider = begun()
        asyncio.run(started(spider))
        assert (spider.crawl.resumed, spider.queue.product_pages()) == (True, 1)
        spider.ledger.close()


def test_a_limit_counts_over_a_kill(zalando, tmp_path):
    process = zalando.start(tmp_path, "-a", "limit=5")
    zalando.wait_for(16)
    process.kill()
    process.communicate()
    with Ledger(Workspace(tmp_path).raw("zalando").ledger) as ledger, ledger._db as database:
        chosen = {url for (url,) in database.execute("SELECT url FROM pages WHERE kind = 'parse_product'")}
    assert zalando.crawl(tmp_path, "-a", "limit=5").returncode == 0
    assert len(chosen) == 5
    assert {product.product_url for product in products(tmp_path).values()} == chosen


def test_a_second_crawl_of_a_store_at_once_is_refused_by_name_and_a_killed_one_leaves_no_lock(zalando, tmp_path):
    zalando.store.inner = Spoilt(zalando.few, slow(0.5))
    first = zalando.start(tmp_path)
    zalando.wait_for(3)
    second = zalando.crawl(tmp_path)
    assert first.poll() is None
    first.kill()
    first.communicate()
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"Error: zalando is being crawled into {tmp_path}/raw/zalando already by process {first.pid} on "
        f"{gethostname()}; wait until that ends, stop it with Ctrl-C, or crawl into another workspace with "
        "-s WORKSPACE=DIR\n"
    )
    zalando.store.inner = zalando.few
    assert zalando.crawl(tmp_path).returncode == 0


def test_ctrl_c_ends_a_crawl_with_its_tables_and_the_same_command_goes_on(served, left, tmp_path):
    whole = served.store.inner
    served.store.inner = Spoilt(whole, slow(0.2))
    process = served.start(tmp_path / "cut")
    served.wait_for(14)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    served.store.inner = whole
    assert process.returncode == 130, error
    told, ended = error.splitlines()
    assert told == "stopping: what is under way is finished and the tables are written; Ctrl-C again stops at once"
    waiting = ended.removeprefix("stopped before the end; ").partition(" ")[0]
    assert ended == (
        f"stopped before the end; {waiting} pages are still to be asked for; the same command goes on from here"
    )
    written = products(tmp_path / "cut")
    assert 0 < len(written) == 24 - int(waiting)
    assert out.startswith(f"zalando: {len(written)} products, ")
    assert served.crawl(tmp_path / "cut").returncode == 0
    assert served.crawl(tmp_path / "whole").returncode == 0
    assert left(tmp_path / "cut") == left(tmp_path / "whole")


def test_ctrl_c_twice_stops_at_once_and_loses_nothing(zalando, crawled, left, tmp_path):
    zalando.store.inner = Spoilt(zalando.few, slow(0.4))
    process = zalando.start(tmp_path)
    zalando.wait_for(12)
    process.send_signal(signal.SIGTERM)
    zalando.wait_for(1)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.splitlines()[-1] == "stopped before the end; the same command goes on from here"
    zalando.store.inner = zalando.few
    assert zalando.crawl(tmp_path).returncode == 0
    assert left(tmp_path) == left(crawled)


def test_ctrl_c_while_a_host_pauses_says_how_long_and_is_no_refusal(zalando, tmp_path):
    def later(path: str, answer: Answer) -> Answer:
        answered = path in ("/robots.txt", "/.well-known/tdmrep.json")
        return answer if answered else replace(text("later\n", 429), headers={"Retry-After": "600"})

    zalando.store.inner = Spoilt(zalando.few, later)
    process = zalando.start(tmp_path, "-s", "THROTTLE_WAITS=1")
    zalando.wait_for(4)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline().startswith("stopping: what is under way is finished")
    told = r"nothing is asked of www\.zalando\.de for another (59\d|600) s, and what is under way waits; Ctrl-C again "
    assert re.fullmatch(f"{told}loses nothing\n", process.stderr.readline())
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.fullmatch(r"stopped before the end.*; the same command goes on from here\n", error)


def test_a_job_name_of_scrapyd_does_not_make_another_crawl(tmp_path):
    numbers = []
    for job in ("6487ec79947edab326d6db28a2d86511", "another"):
        crawler = get_crawler(ZalandoSpider, {"WORKSPACE": str(tmp_path)})
        spider = ZalandoSpider.from_crawler(crawler, limit="5", _job=job)
        numbers.append((spider.crawl.number, spider.crawl.resumed))
        spider.ledger.close()
    assert numbers == [(1, False), (1, True)]


def test_every_product_page_is_wanted_by_one_share_and_no_other(tmp_path):
    urls = [f"https://www.zalando.de/kleid-{number}.html" for number in range(300)]
    shares = []
    for number in range(1, 17):
        crawler = get_crawler(ZalandoSpider, {"WORKSPACE": str(tmp_path / str(number))})
        spider = ZalandoSpider.from_crawler(crawler, part=f"{number}/16")
        shares.append([url for url in urls if spider.wants(url)])
        spider.ledger.close()
    assert sorted(url for share in shares for url in share) == sorted(urls)
    assert all(8 <= len(share) <= 35 for share in shares)
