"""`scrapy fetch-photos`: the photos of a list and nothing else, with a crawl's manners and exit codes."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.schema import Link, RawImage
from curation.workspace import Workspace
from scrapers.commands.fetch_photos import verdict
from scrapers.demo.answer import Answer, not_found, photo, text
from scrapers.demo.server import serve
from scrapers.links import ROOM, LinksSpider

ROOT = Path(__file__).parents[3]
HOSTS = ("bilder.eins.example", "bilder.zwei.example")


def jpeg(gray: int) -> bytes:
    return cv2.imencode(".jpg", np.full((40, 30, 3), gray, np.uint8))[1].tobytes()


class PhotoHosts:
    """Two hosts of photos; `rules` change single answers."""

    name = "photos"
    hosts = HOSTS

    def __init__(self, rules) -> None:
        self.rules = rules
        self.asked: list[str] = []

    def answer(self, host: str, path: str, query: str) -> Answer:
        self.asked.append(f"https://{host}{path}")
        usual = photo(jpeg(len(path) * 7 % 250)) if path.endswith(".jpg") else not_found()
        return self.rules(host, path, usual)


@pytest.fixture
def fetch(tmp_path):
    """`fetch(urls, rules, "SETTING=value")`: the hosts, the finished process and the rows by address."""

    def run(urls, rules=lambda host, path, usual: usual, *settings: str):
        hosts = PhotoHosts(rules)
        links = tmp_path / "links.csv"
        tables.write(links, [Link(f"{number:024x}", url) for number, url in enumerate(urls)], Link)
        with serve([hosts]) as server:
            given = (f"REPLAY={server.url}", f"WORKSPACE={tmp_path / 'photos'}", "LOG_LEVEL=ERROR", *settings)
            words = [word for setting in given for word in ("-s", setting)]
            done = command(str(links), *words)
        images = Workspace(tmp_path / "photos").raw("links").images
        rows = {row.url: row for row in tables.read(images, RawImage)} if images.is_file() else {}
        return hosts, done, rows

    return run


def command(*words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "scrapers.commands.fetch_photos", *words]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def urls(count: int, host: str = HOSTS[0]) -> list[str]:
    return [f"https://{host}/{'x' * number}.jpg" for number in range(1, count + 1)]


def test_every_photo_is_stored_under_its_name_and_each_host_is_asked_what_it_permits(fetch, tmp_path):
    wanted = [*urls(20), *urls(20, HOSTS[1])]
    hosts, done, rows = fetch(wanted)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"40 photos stored, 0 known, 0 failed, 0 refused; {tmp_path}/photos/raw/links\n")
    for number, url in enumerate(wanted):
        row = rows[url]
        assert row.path == f"raw/links/images/00/{number:024x}.jpg"
        assert (tmp_path / "photos" / row.path).read_bytes() == jpeg(len(url.partition("example")[2]) * 7 % 250)
    for host in HOSTS:
        asked = [url for url in hosts.asked if host in url]
        assert asked[0] == f"https://{host}/robots.txt"
        assert len(asked) == len(set(asked)) == 22


def test_what_a_host_reserves_is_not_kept(fetch, tmp_path):
    def rules(host, path, usual):
        if host == HOSTS[1] and path == "/robots.txt":
            return text("User-agent: pairwear\nDisallow: /xx.jpg")
        if path == "/x.jpg":
            usual.headers["X-Robots-Tag"] = "noai"
        return usual

    hosts, done, rows = fetch([*urls(3), *urls(3, HOSTS[1])], rules)
    assert {url.rpartition("/")[2] + url[15:19]: (row.status, row.reason) for url, row in rows.items()} == {
        "x.jpgeins": ("refused", "noai"),
        "xx.jpgeins": ("done", ""),
        "xxx.jpgeins": ("done", ""),
        "x.jpgzwei": ("refused", "noai"),
        "xx.jpgzwei": ("refused", "robots_disallowed"),
        "xxx.jpgzwei": ("done", ""),
    }
    assert f"https://{HOSTS[1]}/xx.jpg" not in hosts.asked
    assert len(list(tmp_path.rglob("*.jpg"))) == 3
    assert done.returncode == 0
    assert done.stderr.splitlines() == ["photos refused, noai: 2", "photos refused, robots_disallowed: 1"]


def test_a_host_that_refuses_ends_with_3_and_the_other_is_fetched_whole(fetch):
    _, done, rows = fetch(
        [*urls(30), *urls(10, HOSTS[1])],
        lambda host, path, usual: text("no", 403) if host == HOSTS[0] and path != "/robots.txt" else usual,
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith(f"Error: a host refused this crawl ({HOSTS[0]} refused 5 requests")
    assert {row.status for url, row in rows.items() if HOSTS[1] in url} == {"done"}
    assert {row.reason for url, row in rows.items() if HOSTS[0] in url} == {"http_403", "host_blocked"}


def test_what_has_come_is_known_and_what_failed_is_asked_for_again(fetch):
    gone = urls(5)[1]
    fetch(urls(5), lambda host, path, usual: not_found() if path == "/xx.jpg" else usual)
    hosts, done, rows = fetch(urls(5))
    assert done.stdout.startswith("1 photos stored, 4 known, 0 failed")
    assert [url for url in hosts.asked if url.endswith(".jpg")] == [gone]
    assert {row.status for row in rows.values()} == {"done"}


def test_an_address_that_is_none_costs_only_itself(fetch):
    _, done, rows = fetch([*urls(2), "no address", "file:///etc/passwd"])
    assert done.returncode == 0
    assert rows["no address"].reason == "bad_url"
    assert rows["file:///etc/passwd"].status == "failed"
    assert {rows[url].status for url in urls(2)} == {"done"}


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            "id,url\na,https://x.example/1\na,https://x.example/2\n",
            "Error: {path} names a photo twice; each id stands for one file",
        ),
        ("id\na\n", "Error: {path}: column url missing; columns found: id; add it, empty where unknown"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_meant_is_refused(tmp_path, rows, line):
    path = tmp_path / "links.csv"
    path.write_text(rows)
    done = command(str(path), "-s", f"WORKSPACE={tmp_path}", "-s", "CONTACT=me@example.org")
    assert (done.returncode, done.stderr) == (1, line.format(path=path) + "\n")


def test_a_live_run_says_whom_to_write_to(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("id,url\n")
    done = command(str(path), "-s", f"WORKSPACE={tmp_path}")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: a live crawl needs the setting CONTACT, ")
    assert command().returncode == 2


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"finish_reason": "finished"}, 0),
        ({"finish_reason": "shutdown"}, 130),
        ({}, 130),
        ({"export_error": "full"}, 1),
    ],
)
def test_how_a_run_ended_is_its_exit_code(stats, code):
    assert verdict(stats)[0] == code


class Throttled:
    """A throttle in which some hosts pause."""

    def __init__(self, *pausing: str) -> None:
        self.pausing = pausing

    def pauses(self) -> dict[str, float]:
        return dict.fromkeys(self.pausing, 60.0)


def spider(tmp_path, *pausing: str) -> LinksSpider:
    path = tmp_path / "links.csv"
    rows = [Link(f"{host}{number}", f"https://{host}/{number}") for host in HOSTS for number in range(20)]
    tables.write(path, rows, Link)
    found = LinksSpider(list=str(path))
    found.crawler = type("Crawler", (), {"get_downloader_middleware": lambda self, kind: Throttled(*pausing)})()
    return found


def test_the_host_with_the_fewest_under_way_is_next_and_none_gets_more_than_its_room(tmp_path):
    found, order = spider(tmp_path), []
    while (host := found._open_host()) is not None:
        found.under_way[host] += 1
        found.links[host].popleft()
        order.append(host)
    assert order == [*HOSTS] * ROOM


def test_a_host_that_pauses_does_not_hold_up_the_other_and_is_waited_for_at_the_end(tmp_path):
    found = spider(tmp_path, HOSTS[0])
    assert found._open_host() == HOSTS[1]
    found.links[HOSTS[1]].clear()
    found.under_way[HOSTS[1]] = 1
    assert found._open_host() is None
    found.under_way[HOSTS[1]] = 0
    assert found._open_host() == HOSTS[0]
