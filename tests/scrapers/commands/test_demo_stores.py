"""`scrapy demo-stores` serves until it is told to stop, and refuses nonsense in one line."""

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from scrapers.demo.schemaorg_store import SchemaOrgStore
from scrapers.demo.shopify_store import ShopifyStore
from scrapers.demo.stores import STORES

ROOT = Path(__file__).parents[3]
# As the entry point of the installed distribution runs it, without needing it installed.
RUN = (
    "import sys; from scrapy.cmdline import execute; from scrapy.settings import Settings; "
    "execute(['scrapy', 'demo_stores', *sys.argv[1:]], Settings({'COMMANDS_MODULE': 'scrapers.commands'}))"
)


def start(folder, *options):
    """The command in a folder of its own, so that no project settings are found."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *options],
        cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def until_ready(process):
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("stop it"):
            return lines
    raise AssertionError(process.stderr.read())


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_told_to_stop_and_ends_with_0(tmp_path, kind):
    process = start(tmp_path, "--products", "3", "--stores", "zalando", "--port", "0", "--truth", "truth")
    lines = until_ready(process)
    url = re.fullmatch(r"3 products of zalando: (http://127\.0\.0\.1:\d+)/", lines[1])[1]
    assert lines == [
        "truth of every photo: truth/truth.csv",
        f"3 products of zalando: {url}/",
        f"crawl it: scrapy crawl zalando -s REPLAY={url} -s WORKSPACE=demo",
        "stop it: Ctrl-C",
    ]
    with urllib.request.urlopen(f"{url}/www.zalando.de/robots.txt", timeout=5) as response:
        assert response.read() == b"User-agent: *\nAllow: /\n"
    with (tmp_path / "truth/truth.csv").open(encoding="utf-8", newline="") as file:
        assert {row["store"] for row in csv.DictReader(file)} == {"zalando"}
    told = time.monotonic()
    process.send_signal(kind)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "stopped\n", "")
    assert time.monotonic() - told < 3


def test_every_store_there_is_shares_the_products_and_says_how_to_crawl_it(tmp_path):
    process = start(tmp_path, "--products", "40", "--port", "0")
    first, *commands, _ = until_ready(process)
    url = re.search(r"http://[0-9.:]+", first)[0]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert first == f"40 products of {', '.join(STORES)}: {url}/"
    told = f"-s REPLAY={url} -s WORKSPACE=demo"
    shops = {
        "shopify": " -a shop=https://" + ShopifyStore.hosts[0],
        "schemaorg": " -a site=https://" + SchemaOrgStore.hosts[0],
    }
    assert commands == [f"crawl it: scrapy crawl {name}{shops.get(name, '')} {told}" for name in STORES]


def test_stores_are_chosen_by_name(tmp_path):
    process = start(tmp_path, "--products", "12", "--stores", "shopify,zalando,shopify", "--port", "0")
    first = until_ready(process)[0]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert first.startswith("12 products of shopify, zalando: http://127.0.0.1:")


def test_faults_are_switched_on_by_name(tmp_path):
    process = start(tmp_path, "--products", "1", "--port", "0", "--fault", "robots_503", "--fault", "opt_out_headers")
    url = re.search(r"http://[0-9.:]+", until_ready(process)[0])[0]
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{url}/www.zalando.de/robots.txt", timeout=5)
    assert (error.value.code, error.value.headers["X-Robots-Tag"]) == (503, "noai, noimageai")
    error.value.close()
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10) == ("stopped\n", "")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--products", "0"], "demo-stores: --products must be 1 or more, not 0"),
        (["--style", "z"], "demo-stores: unknown style 'z'; known: a, b, c"),
        (["--background", "beach"], "demo-stores: unknown background 'beach'; known: studio, street"),
        (
            ["--stores", "zalando,asos"],
            "demo-stores: unknown store 'asos'; known: zalando, aboutyou, fashionid, shopify, schemaorg",
        ),
        (["--stores", ""], "demo-stores: unknown store ''; known: zalando, aboutyou, fashionid, shopify, schemaorg"),
        (["--port", "70000"], "demo-stores: --port must be from 0 to 65535, not 70000"),
        (["--delay", "-1"], "demo-stores: --delay must be 0 or more seconds, not -1.0"),
        (["--prodcts", "3"], "demo-stores: unexpected arguments: --prodcts 3"),
    ],
)
def test_a_wrong_value_is_one_line_and_exit_code_2(tmp_path, options, line):
    process = start(tmp_path, *options)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (2, "", line + "\n")


def test_a_port_in_use_is_one_line_and_exit_code_1(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(tmp_path, "--products", "1", "--port", str(port))
        out, err = process.communicate(timeout=30)
    line = f"demo-stores: port {port} is in use; choose another with --port, or --port 0 for any free one\n"
    assert (process.returncode, out, err) == (1, "", line)


def test_help_names_every_option(tmp_path):
    process = start(tmp_path, "--help")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    for option in (
        "--products",
        "--stores",
        "--seed",
        "--style",
        "--background",
        "--port",
        "--delay",
        "--fault",
        "--truth",
    ):
        assert option in out
