"""Whole crawls of a shop on loopback that permits some things and refuses others: nothing kept that may not be."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.answer import Answer, moved, not_found, page, photo, text
from scrapers.demo.server import serve

SHOP, OTHER, CDN, FAR = "www.laden.example", "laden.example", "bilder.laden.example", "weit.weg.example"
NAME = "laden.example"
JPEG = cv2.imencode(".jpg", np.full((60, 40, 3), 200, np.uint8))[1].tobytes()


class Shop:
    """Products on two hosts, two photos each on a third, all of it open; `rules` change single answers."""

    name = "laden"
    hosts = (SHOP, OTHER, CDN, FAR)

    def __init__(self, rules: Callable[[str, str, Answer], Answer], products: Mapping[str, int]) -> None:
        self.rules = rules
        self.products = products
        self.asked: list[tuple[float, str, str]] = []
        self._lock = threading.Lock()

    def answer(self, host: str, path: str, query: str) -> Answer:
        with self._lock:
            self.asked.append((time.monotonic(), host, path))
            return self.rules(host, path, self._open(host, path))

    def _open(self, host: str, path: str) -> Answer:
        if host in (CDN, FAR) and path.endswith(".jpg"):
            return photo(JPEG)
        if path == "/sitemap.xml":
            urls = [f"https://{host}/p/{n}" for host, count in self.products.items() for n in range(count)]
            return text(f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>")
        if path.startswith("/p/"):
            key = f"{host.partition('.')[0]}{path.removeprefix('/p/')}"
            images = ",".join(f'"https://{CDN}/{key}_{n}.jpg"' for n in range(2))
            data = f'{{"@type":"Product","sku":"{key}","name":"Kleid","image":[{images}]}}'
            return page(f'<script type="application/ld+json">{data}</script>')
        return not_found()

    def times(self, host: str, prefix: str = "/") -> list[float]:
        return [at for at, asked, path in self.asked if asked == host and path.startswith(prefix)]


@pytest.fixture
def visit(scrapy, tmp_path):
    """`visit(rules, "SETTING=value", products={host: number})`: the shop, what the crawl said, products and photos."""

    def run(rules=lambda host, path, answer: answer, *settings: str, products: Mapping[str, int] | None = None):
        shop = Shop(rules, products or {SHOP: 4})
        with serve([shop]) as server:
            given = (f"REPLAY={server.url}", f"WORKSPACE={tmp_path}", "LOG_LEVEL=INFO", "THROTTLE_FIRST_WAIT=0.1")
            words = [word for setting in (*given, *settings) for word in ("-s", setting)]
            done = scrapy("crawl", "schemaorg", "-a", f"site=https://{SHOP}", *words)
        raw = Workspace(Path(tmp_path)).raw(NAME)
        return shop, done, tables.read(raw.products, RawProduct), tables.read(raw.images, RawImage)

    return run


def at(host: str, beginning: str, answer: Answer):
    """Rules that change the answers of a host below a path."""
    return lambda asked, path, usual: answer if asked == host and path.startswith(beginning) else usual


def headers(host: str, beginning: str, **named: str):
    """Rules that add headers to the answers of a host below a path."""
    more = {name.replace("_", "-"): value for name, value in named.items()}

    def rules(asked: str, path: str, usual: Answer) -> Answer:
        spoken = asked == host and path.startswith(beginning)
        return replace(usual, headers={**usual.headers, **more}) if spoken else usual

    return rules


def stored(tmp_path: Path) -> list[Path]:
    return list(tmp_path.rglob("*.jpg"))


def consents(images: list[RawImage]) -> set[tuple[str, str, str]]:
    """Status, reason and consent without its date; the dates are looked at on the way."""
    found = set()
    for image in images:
        outcome, source, when = image.consent.split(" ")[:3]
        assert when.startswith("20"), image.consent
        assert when.endswith("+00:00"), image.consent
        found.add((image.status, image.reason, f"{outcome} {source}"))
    return found


def test_everything_open_is_kept_and_says_what_was_asked(visit):
    shop, done, products, images = visit()
    assert (done.returncode, len(products), len(images)) == (0, 4, 8), done.stderr
    assert consents(images) == {("done", "", "allowed robots.txt+tdmrep.json+headers")}
    for host in (SHOP, CDN):
        assert len(shop.times(host, "/.well-known/tdmrep.json")) == 1
        assert next(path for _, asked, path in shop.asked if asked == host) == "/robots.txt"


def test_neither_the_telnet_console_nor_the_remote_control_runs(visit):
    _, done, _, _ = visit()
    enabled = done.stderr.partition("Enabled extensions:\n")[2].partition("]")[0]
    assert "CoreStats" in enabled
    assert "Telnet" not in enabled
    assert "RemoteControl" not in enabled


def test_the_photo_host_has_a_robots_txt_of_its_own(visit, tmp_path):
    shop, done, products, images = visit(at(CDN, "/robots.txt", text("User-agent: *\nDisallow: /*.jpg$")))
    assert len(products) == 4
    assert consents(images) == {("refused", "robots_disallowed", "refused robots.txt")}
    assert (stored(tmp_path), shop.times(CDN, "/www")) == ([], [])
    assert done.returncode == 3
    assert done.stderr.splitlines()[-2:] == [
        "photos refused, robots_disallowed: 8",
        "Error: laden.example refused this crawl (of its photos none may be kept: its robots.txt does not allow it). A "
        "refusal is respected; what works instead: pages you saved (-s REPLAY=FOLDER), a partner's access, a store "
        "with Shopify or schema.org pages, data you already have (curate import)",
    ]


def test_a_photo_host_whose_robots_txt_cannot_be_had_is_asked_again_next_time(visit, tmp_path):
    _, done, products, images = visit(at(CDN, "/robots.txt", text("", 503)))
    assert len(products) == 4
    assert consents(images) == {("failed", "robots_unreachable", "refused robots.txt:503")}
    assert f"https://{CDN}/robots.txt cannot be had (robots.txt:503), which means: nothing is allowed" in done.stderr
    _, done, _, images = visit()
    assert {image.status for image in images} == {"done"}, done.stderr
    assert len(stored(tmp_path)) == 8


def test_a_shop_whose_robots_txt_cannot_be_had_is_not_crawled(visit):
    """Scrapy goes on after a 503."""
    shop, done, products, _ = visit(at(SHOP, "/robots.txt", text("", 503)))
    assert (done.returncode, products) == (3, [])
    assert {path for _, host, path in shop.asked if host == SHOP} == {"/robots.txt"}
    assert "its robots.txt cannot be had, which means no; try again later" in done.stderr


def test_a_robots_txt_that_lies_elsewhere_is_followed_there(visit):
    _, done, products, _ = visit(
        lambda host, path, usual: {
            (SHOP, "/robots.txt"): moved(f"https://{FAR}/rules.txt"),
            (FAR, "/rules.txt"): text("User-agent: *\nDisallow: /p/2"),
        }.get((host, path), usual)
    )
    assert {product.id for product in products} == {"www0", "www1", "www3"}, done.stderr
    assert "pages refused, robots_disallowed: 1\n" in done.stderr


def test_a_robots_txt_that_is_redirected_for_ever_is_one_that_is_not_there(visit):
    _, done, products, _ = visit(at(SHOP, "/robots.txt", moved(f"https://{SHOP}/robots.txt?again")))
    assert len(products) == 4, done.stderr


@pytest.mark.parametrize("directive", ["noimageai", "noindex"])
def test_a_header_on_photos_is_heard_before_their_bytes_are_kept(visit, tmp_path, directive):
    _, done, products, images = visit(headers(CDN, "/www", X_Robots_Tag=directive))
    assert (done.returncode, len(products)) == (3, 4)
    assert consents(images) == {("refused", directive, f"refused x-robots-tag:{directive}")}
    assert stored(tmp_path) == []
    assert f"of its photos none may be kept: it says {directive}" in done.stderr


def test_a_header_for_another_robot_says_nothing_to_us(visit):
    _, done, _, images = visit(headers(CDN, "/www", X_Robots_Tag="googlebot: noai, noindex"))
    assert (done.returncode, {image.status for image in images}) == (0, {"done"})


def test_some_photos_may_be_kept_and_others_not(visit, tmp_path):
    _, done, _, images = visit(headers(CDN, "/www2", TDM_Reservation="1", TDM_Policy=f"https://{SHOP}/tdm"))
    assert done.returncode == 0
    assert consents(images) == {
        ("done", "", "allowed robots.txt+tdmrep.json+headers"),
        ("refused", "tdm_reserved", f"refused tdm-reservation:1;policy=https://{SHOP}/tdm"),
    }
    assert len(stored(tmp_path)) == 6
    assert "photos refused, tdm_reserved: 2\n" in done.stderr
    assert "4 products, 6 photos stored, 0 known, 0 failed, 2 refused; " in done.stdout


def test_a_page_that_forbids_its_photos_keeps_its_facts(visit, tmp_path):
    noted = page('<meta name="robots" content="noimageai">').body

    def rules(host: str, path: str, usual: Answer) -> Answer:
        return replace(usual, body=noted + usual.body) if path == "/p/1" else usual

    shop, done, products, images = visit(rules)
    assert (done.returncode, len(products), len(stored(tmp_path))) == (0, 4, 6)
    refused = [image for image in images if image.id == "www1"]
    assert consents(refused) == {("refused", "noimageai", "refused meta:noimageai")}
    assert shop.times(CDN, "/www1") == [], "not even asked for"


def test_of_a_page_that_may_not_be_kept_only_the_places_of_its_photos_are_noted(visit, tmp_path):
    _, done, products, images = visit(headers(SHOP, "/p/1", X_Robots_Tag="noai"))
    assert ({product.id for product in products}, len(stored(tmp_path))) == ({"www0", "www2", "www3"}, 6)
    refused = [image for image in images if image.id == "www1"]
    assert consents(refused) == {("refused", "noai", "refused x-robots-tag:noai")}
    assert [image.url for image in refused] == [f"https://{CDN}/www1_{n}.jpg" for n in range(2)]
    assert "pages refused, noai: 1\nphotos refused, noai: 2\n" in done.stderr
    assert done.returncode == 0


def test_the_well_known_file_of_each_host_counts_and_a_header_outranks_it(visit):
    reserved = Answer(body=b'[{"location": "/", "tdm-reservation": 1}]', headers={"Content-Type": "application/json"})

    def rules(host: str, path: str, usual: Answer) -> Answer:
        if host == CDN and path == "/.well-known/tdmrep.json":
            return reserved
        return headers(CDN, "/www2", TDM_Reservation="0")(host, path, usual)

    _, done, products, images = visit(rules)
    assert (done.returncode, len(products)) == (0, 4)
    assert consents([image for image in images if image.id != "www2"]) == {
        ("refused", "tdm_reserved", "refused tdmrep.json:/")
    }
    assert {image.status for image in images if image.id == "www2"} == {"done"}


def test_a_well_known_file_that_is_none_reserves_nothing_and_is_named(visit):
    _, done, _, images = visit(at(SHOP, "/.well-known/", page("<h1>Not here</h1>")))
    assert f"https://{SHOP}/.well-known/tdmrep.json is no JSON (Expecting value" in done.stderr
    assert {image.status for image in images} == {"done"}


def test_a_host_that_says_no_to_everything_is_soon_left_alone(visit):
    shop, done, products, _ = visit(
        headers(SHOP, "/p/", X_Robots_Tag="noai"), "CONSENT_OPT_OUTS=3", products={SHOP: 30}
    )
    assert (done.returncode, products) == (3, [])
    assert 3 <= len(shop.times(SHOP, "/p/")) <= 15
    assert (
        f"https://{SHOP} said no to 3 in a row (last: x-robots-tag:noai); nothing more is asked of it in this crawl"
    ) in done.stderr
    assert "host_opted_out: " in done.stderr


def test_an_agreement_is_asked_for_by_name_recorded_and_printed(visit, tmp_path):
    words = ("CONSENT_OVERRIDE=noai,noimageai", "CONSENT_REASON=letter of 2026-11-01")
    _, done, products, images = visit(headers(SHOP, "/p/", X_Robots_Tag="noai"), *words)
    assert (done.returncode, len(products), len(stored(tmp_path))) == (0, 4, 8), done.stderr
    assert {image.consent.partition(" x")[0] for image in images} == {"overridden"}
    assert all(image.consent.endswith(" letter of 2026-11-01") for image in images)
    assert done.stderr.splitlines()[-2:] == [
        "pages kept by CONSENT_OVERRIDE against x-robots-tag:noai: 4",
        "photos kept by CONSENT_OVERRIDE against x-robots-tag:noai: 8",
    ]


def test_a_photo_that_moved_is_followed_and_the_host_it_lies_on_is_asked(visit, tmp_path):
    def rules(host: str, path: str, usual: Answer) -> Answer:
        if host == CDN and path.endswith(".jpg"):
            return moved(f"https://{FAR}{path}")
        return text("User-agent: *\nDisallow: /www1") if (host, path) == (FAR, "/robots.txt") else usual

    shop, done, _, images = visit(rules)
    assert (done.returncode, len(stored(tmp_path))) == (0, 6), done.stderr
    assert {image.reason for image in images if image.id == "www1"} == {"robots_disallowed"}
    assert shop.times(FAR, "/www1") == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (f"https://{CDN}/www0_0.jpg", "too_many_redirects"),
        ("https://user@laden.example/x.jpg", "userinfo_in_url"),
        ("file:///etc/passwd", "http_302"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_a_failure_with_a_name(visit, target, reason):
    _, done, products, images = visit(at(CDN, "/www0_0", moved(target, 302)), products={SHOP: 1})
    assert len(products) == 1
    assert [(image.status, image.reason) for image in images] == [("failed", reason), ("done", "")], done.stderr


def test_one_request_at_a_time_is_one_at_a_time(visit):
    """Scrapy 2.19 sends everything that waits in a slot at once where there is no delay."""

    def rules(host: str, path: str, usual: Answer) -> Answer:
        return replace(usual, wait_s=0.1) if path.endswith(".jpg") else usual

    shop, done, _, images = visit(rules, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert (done.returncode, len(images)) == (0, 8), done.stderr
    # Seven answers lie between the first and the last; on a busy machine some arrive late.
    photos = shop.times(CDN, "/www")
    assert photos[-1] - photos[0] > 0.5


def test_a_crawl_delay_is_kept(visit):
    """Scrapy reads it and does not apply it."""
    slow = text("User-agent: *\nCrawl-delay: 0.4")
    shop, done, products, _ = visit(at(SHOP, "/robots.txt", slow), "THROTTLE_WAITS=1")
    assert len(products) == 4
    pages = shop.times(SHOP, "/p/")
    assert pages[-1] - pages[0] > 0.9
    assert f"{SHOP} asks for 0.4 s between requests (robots.txt)" in done.stderr


def test_retry_after_is_kept_and_other_hosts_go_on_meanwhile(visit):
    """Scrapy never reads it; and a host that pauses would take all its places, so that every other one waits too."""
    refused = iter([replace(text("", 429), headers={"Retry-After": "3"})])

    def rules(host: str, path: str, usual: Answer) -> Answer:
        return next(refused, usual) if host == SHOP and path.startswith("/p/") else usual

    words = ("THROTTLE_WAITS=1", "CONCURRENT_REQUESTS=4", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
    shop, done, products, _ = visit(rules, *words, products={SHOP: 20, OTHER: 5})
    assert (done.returncode, len(products)) == (0, 25), done.stderr
    first = min(shop.times(SHOP, "/p/"))
    # What was under way when the refusal came has been answered.
    later = [at for at in shop.times(SHOP, "/p/") if at > first + 1.5]
    assert min(later) - first > 2.7
    assert max(shop.times(OTHER, "/p/")) < min(later)
    assert f"{SHOP} answered 429, Retry-After 3 s; nothing is asked of it for 3 s" in done.stderr


def test_a_shop_that_begins_to_refuse_is_given_a_pause_then_left_and_the_next_crawl_goes_on(visit):
    answered = []

    def rules(host: str, path: str, usual: Answer) -> Answer:
        if host == SHOP and path.startswith("/p/"):
            answered.append(path)
            return usual if len(answered) <= 6 else text("", 403)
        return usual

    words = ("THROTTLE_WAITS=1", "THROTTLE_PAUSE=1", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    shop, done, products, images = visit(rules, *words, products={SHOP: 20})
    assert (done.returncode, len(products), len(images)) == (3, 6, 12), done.stderr
    assert len(shop.times(SHOP, "/p/")) == 12, "six answers, five refusals, and one after the pause"
    assert (
        f"{SHOP} refused 5 requests in a row (last: 403); nothing is asked of it for 1 s (THROTTLE_PAUSE)"
        in done.stderr
    )
    assert done.stderr.splitlines()[-1].startswith(
        f"Error: laden.example refused this crawl ({SHOP} refused again after a pause of 1 s (last: 403)). "
    )
    _, done, products, images = visit(products={SHOP: 20})
    assert (done.returncode, len(products), len(images)) == (0, 20, 40), done.stderr


def test_a_page_that_is_refused_once_ends_nothing(visit):
    _, done, products, _ = visit(at(SHOP, "/p/2", text("", 403)))
    assert (done.returncode, {product.id for product in products}) == (0, {"www0", "www1", "www3"})
    assert f"https://{SHOP}/p/2 answered 403" in done.stderr
