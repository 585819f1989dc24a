"""`scrapy crawl-shops`: each shop of a list is crawled by one machine, and all results are one data set."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from curation import tables
from curation.errors import CrawlError
from curation.ingest import ingest
from curation.schema import Product, RawImage, RawProduct
from curation.spec import Spec
from curation.workspace import Workspace
from scrapers.commands.crawl_shops import share, worst
from scrapers.demo.catalogue import catalogue
from scrapers.demo.schemaorg_urls import SHOP
from scrapers.demo.server import serve
from scrapers.demo.stores import open_stores
from scrapers.spiders.arguments import Part

ROOT = Path(__file__).parents[3]
RUN = (
    "import sys; from scrapy.settings import Settings; from scrapy.cmdline import execute;"
    "execute(['scrapy', 'crawl_shops', *sys.argv[1:]], Settings({'COMMANDS_MODULE': 'scrapers.commands'}))"
)


@pytest.fixture
def shops(tmp_path):
    """`shops(*lines)`: a list of shops."""

    def write(*lines: str) -> Path:
        path = tmp_path / "shops.txt"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def test_every_shop_belongs_to_one_share_and_stays_there_when_shops_are_added(shops):
    lines = [f"shopify -a shop=https://shop{number}.example" for number in range(40)]
    before = [share(shops("# ours", "", *lines), Part(number, 4)) for number in range(1, 5)]
    assert sorted(line for part in before for line in part) == sorted(lines)
    after = [share(shops("zalando", *lines), Part(number, 4)) for number in range(1, 5)]
    assert [[line for line in part if line != "zalando"] for part in after] == before


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("# none",), "{path} names no shop; a line is what follows `scrapy crawl`, such as zalando"),
        (
            ("zalando", "zalando "),
            "{path} names 'zalando' twice; one crawl of a shop at a time is all it gets",
        ),
        (
            ("zalando", 'schemaorg -a "site=x'),
            "{path}: 'schemaorg -a \"site=x' (No closing quotation); write it as you would after `scrapy crawl`",
        ),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(shops, lines, message):
    path = shops(*lines)
    with pytest.raises(CrawlError) as error:
        share(path, Part())
    assert str(error.value) == message.format(path=path)


def test_a_list_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CrawlError, match=r"none\.txt cannot be read \(.*\); it is a text file with one shop a line"):
        share(tmp_path / "none.txt", Part())


@pytest.mark.parametrize(
    ("codes", "one"), [([], 0), ([0, 0], 0), ([0, 3], 3), ([3, 1, 0], 1), ([1, 130, 3], 130), ([2, 1], 2), ([0, -9], 1)]
)
def test_one_exit_code_stands_for_many(codes, one):
    assert worst(codes) == one


def test_two_machines_crawl_a_list_and_ingest_puts_their_results_together(shops, tmp_path):
    goods = catalogue(12, seed=5, stores=("zalando", "schemaorg"))
    lines = ["zalando -a part=1/2", "zalando -a part=2/2", f"schemaorg -a site=https://{SHOP}"]
    path, both = shops(*lines), Workspace(tmp_path / "both")
    said = []
    with serve(open_stores(goods)) as server:
        for machine in ("1/2", "2/2"):
            workspace = tmp_path / machine[0]
            settings = (f"REPLAY={server.url}", f"WORKSPACE={workspace}", "LOG_LEVEL=ERROR")
            words = [word for setting in settings for word in ("-s", setting)]
            command = [sys.executable, "-c", RUN, str(path), "--part", machine, "--jobs", "2", *words]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
            assert (done.returncode, done.stderr) == (0, "")
            said += [line for line in done.stdout.splitlines() if line.startswith("0  ")]
            if workspace.is_dir():
                shutil.copytree(workspace, both.root, dirs_exist_ok=True)
    assert sorted(said) == sorted(f"0  {line}" for line in lines)
    assert {raw.root.name for raw in both.stores()} == {"hanna-moden.example", "zalando.part1of2", "zalando.part2of2"}
    result = ingest(both, Spec())
    assert (result.stores, result.products, result.removed) == (("hanna-moden.example", "zalando"), 12, 0)
    rows = tables.read(both.build(Spec().dataset.name).ingested, Product)
    assert len({(row.store, row.id) for row in rows}) == 12


def test_sigterm_is_passed_on_to_the_crawls_and_no_further_one_is_begun(field, shops, tmp_path):
    with field("zalando", 8, 3) as zalando:
        path = shops("zalando", "zalando -a category=dresses")
        program = [sys.executable, "-c", RUN, path]
        settings = (f"REPLAY={zalando.server.url}", f"WORKSPACE={tmp_path}", "LOG_LEVEL=ERROR")
        command = [*map(str, program), *(word for setting in settings for word in ("-s", setting))]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        zalando.wait_for(10)
        process.send_signal(signal.SIGTERM)
        out, error = process.communicate(timeout=60)
    assert process.returncode == 130, error
    assert error.splitlines()[0].startswith("stopping: what is under way is finished")
    assert out.splitlines()[-2:] == ["130  zalando", "130  zalando -a category=dresses"]


def test_a_product_that_two_shares_brought_is_taken_once(tmp_path):
    workspace = Workspace(tmp_path)
    for number in (1, 2):
        raw = workspace.raw("zalando", number, 2)
        tables.write(raw.products, [RawProduct("zalando", "A1"), RawProduct("zalando", f"B{number}")], RawProduct)
        tables.write(raw.images, [RawImage("zalando", f"B{number}", 0)], RawImage)
    result = ingest(workspace, Spec())
    assert (result.stores, result.products, result.removed) == (("zalando",), 3, 1)
