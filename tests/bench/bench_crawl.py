"""How fast a crawl is beside tools that do less, and how much memory it takes.

Photos against img2dataset 1.47 (in a virtual environment of its own: IMG2DATASET names its script; skipped without it),
pages against a bare Scrapy spider, memory at ten times as many rows. All on loopback, politeness off, one process each;
the server shares the machine. BENCH_PHOTOS, BENCH_PAGES and BENCH_ROWS make it smaller.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from curation import tables
from curation.schema import RawImage
from curation.workspace import Workspace
from scrapers.ledger import Ledger

ROOT = Path(__file__).parents[2]
SERVER = Path(__file__).with_name("shop_server.py")
SCRAPY = Path(sys.executable).with_name("scrapy")
IMAGES = int(os.environ.get("BENCH_PHOTOS", "4000"))
PAGES = int(os.environ.get("BENCH_PAGES", "600"))
ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
BARE = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in open(sys.argv[1]):
            yield Request(url.strip())
    def parse(self, response):
        yield {"url": response.url, "title": response.css("title::text").get()}

settings = {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False}
process = CrawlerProcess(settings)
crawler = process.create_crawler(Bare)
process.crawl(crawler)
process.start()
assert crawler.stats.get_value("item_scraped_count") == int(sys.argv[2]), crawler.stats.get_stats()
"""


@contextmanager
def serving(kind: str, number: int) -> Iterator[str]:
    """A shop in a process of its own; gives its address."""
    command = [sys.executable, str(SERVER), kind, str(number)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout
        said = server.stdout.readline().strip()
        print(f"\n{kind}: {number}{said.partition(',')[1]}{said.partition(',')[2]}")
        try:
            yield f"http://127.0.0.1:{said.partition(',')[0]}"
        finally:
            server.kill()


def timed(*words: object) -> tuple[float, int]:
    """Seconds a command took, its start included, and its largest resident memory in kB."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in words], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - start, usage.ru_maxrss


def crawl(workspace: Path, mirror: str, *words: object) -> tuple[float, int]:
    fast = ("CONCURRENT_REQUESTS_PER_DOMAIN=16", "CONCURRENT_REQUESTS=32", "CONCURRENT_ITEMS=16", "HEALTH_COVERAGE={}")
    settings = (f"REPLAY={mirror}", f"WORKSPACE={workspace}", *fast)
    return timed(SCRAPY, "crawl", *words, *(word for setting in settings for word in ("-s", setting)))


SHOP = ("shopify", "-a", "shop=https://shop.example")


def bench_photos_against_img2dataset(tmp_path):
    script = os.environ.get("IMG2DATASET")
    if not script:
        pytest.skip("set IMG2DATASET to the img2dataset script of a virtual environment that has version 1.47")
    with serving("photos", IMAGES) as mirror:
        addresses = tmp_path / "urls.txt"
        addresses.write_text("".join(f"{mirror}/cdn.shop.example/{number}.jpg\n" for number in range(IMAGES)))
        rates: dict[str, list[float]] = {"pairwear": [], "img2dataset": []}
        for turn in range(2):
            spent, _ = crawl(tmp_path / f"ours{turn}", mirror, *SHOP)
            rates["pairwear"].append(IMAGES / spent)
            theirs = tmp_path / f"theirs{turn}"
            options = ("--resize_mode=no", "--output_format=files", "--processes_count=1", "--enable_wandb=False")
            spent, _ = timed(script, f"--url_list={addresses}", f"--output_folder={theirs}", *options)
            rates["img2dataset"].append(IMAGES / spent)
            found = len(list(theirs.rglob("*.jpg")))
            told = ", ".join(f"{name} {rate[-1]:.0f}/s" for name, rate in rates.items())
            print(f"turn {turn + 1}: {told}; img2dataset stored {found}")
    images = tables.read(Workspace(tmp_path / "ours1").raw("shop.example").images, RawImage)
    assert len(images) == IMAGES
    for image in images:
        assert hashlib.sha256((tmp_path / "ours1" / image.path).read_bytes()).hexdigest() == image.sha256
    assert len({image.sha256 for image in images}) == IMAGES
    print(f"ratio {max(rates['pairwear']) / max(rates['img2dataset']):.2f} (at least 0.8 is wanted), no file lost")


@pytest.mark.parametrize(
    ("store", "words", "where"),
    [
        ("zalando", ("zalando",), "https://www.zalando.de"),
        (
            "schemaorg",
            ("schemaorg", "-a", "site=https://www.hanna-moden.example"),
            "https://www.hanna-moden.example",
        ),
    ],
    ids=["zalando", "schemaorg"],
)
def bench_pages_against_a_bare_spider(store, words, where, tmp_path):
    without_photos = ("-s", 'ITEM_PIPELINES={"scrapers.ledger.LedgerPipeline": 900}')
    program = tmp_path / "bare.py"
    program.write_text(BARE)
    with serving(store, PAGES) as mirror:
        crawl(tmp_path / "first", mirror, *words, *without_photos)  # so that every page is made
        (raw,) = Workspace(tmp_path / "first").stores()

        with Ledger(raw.ledger) as ledger, ledger._db as database:
            rows = database.execute("SELECT url FROM pages WHERE status = 'done' AND kind = 'parse_product'")
            asked = [url for (url,) in rows]
        listed = tmp_path / "urls.txt"
        listed.write_text("".join(f"{url.replace('https://', f'{mirror}/')}\n" for url in asked))
        ours, bare = [], []
        for turn in range(2):
            spent, _ = crawl(tmp_path / f"ours{turn}", mirror, *words, *without_photos)
            ours.append(len(asked) / spent)
            spent, _ = timed(sys.executable, program, listed, len(asked))
            bare.append(len(asked) / spent)
            print(f"turn {turn + 1}: pairwear {ours[-1]:.0f} pages/s, bare spider {bare[-1]:.0f} pages/s")
    print(f"{store}: {len(asked)} pages, ratio {max(ours) / max(bare):.2f} (at least 0.5 is wanted)")


def bench_memory_at_ten_times_as_many_rows(tmp_path):
    peak = {}
    for rows in (ROWS // 10, ROWS):
        with serving("rows", rows) as mirror:
            spent, peak[rows] = crawl(tmp_path / str(rows), mirror, *SHOP)
        with (tmp_path / str(rows) / "raw/shop.example/images.csv").open(encoding="utf-8") as table:
            written = len(re.findall(r",done,", table.read()))
        assert written == rows
        print(f"{rows} image rows: {peak[rows] / 1024:.0f} MB resident at most, {rows / spent:.0f} photos/s")
    print(f"ratio {peak[ROWS] / peak[ROWS // 10]:.2f} (at most 1.2 is wanted)")
