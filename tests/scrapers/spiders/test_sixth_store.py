"""A store that nobody has heard of is crawled with one TOML; saved pages of it are crawled without any net."""

import base64
import json
from pathlib import Path

import cv2
import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.answer import Answer, not_found, page, text
from scrapers.demo.server import serve

HOST = "www.laden.example"
CDN = "bilder.laden.example"
TOML = f"""
site = "https://{HOST}"
listings = ["https://{HOST}/kleider/"]
product = '/p/[0-9]+$'
attributes = ["ul.facts"]
[[role]]
image = '_frei\\.jpg'
role = "product"
view = "front"
"""
NUMBERS = (1, 2, 3)


def product_page(number: int) -> str:
    data = {
        "@type": "Product",
        "sku": f"L{number}",
        "name": f"Kleid {number}",
        "color": "rot",
        "image": [f"//{CDN}/{number}_an.jpg?w=90", f"//{CDN}/{number}_frei.jpg?w=90"],
        "offers": {"price": f"{number}9.90", "priceCurrency": "EUR"},
    }
    facts = "<ul class='facts'><li>Länge: knielang</li></ul><ul><li>Menü</li></ul>"
    canonical = f'<link rel="canonical" href="https://{HOST}/p/{number}">'
    return f'<html>{canonical}<script type="application/ld+json">{json.dumps(data)}</script>{facts}</html>'


class Shop:
    """Two listing pages, three products, no sitemap."""

    name = "laden"
    hosts = (HOST, CDN)

    def __init__(self, photo: bytes) -> None:
        self.photo = photo

    def answer(self, host: str, path: str, query: str) -> Answer:
        if host == CDN:
            return (
                Answer(body=self.photo, headers={"Content-Type": "image/jpeg"}) if path != "/robots.txt" else text("")
            )
        if path == "/robots.txt":
            return text("User-agent: *\nDisallow: /p/3\n")
        if path == "/kleider/":
            return page('<a href="/p/1"></a><a href="/p/3"></a><a rel="next" href="/kleider/2"></a><a href="/agb"></a>')
        if path == "/kleider/2":
            return page('<a href="/p/1#x"></a><a href="/p/2"></a>')
        number = path.removeprefix("/p/")
        return page(product_page(int(number))) if number in map(str, NUMBERS) else not_found()


@pytest.fixture(scope="module")
def shop() -> Shop:
    import numpy as np

    done, data = cv2.imencode(".jpg", np.full((90, 60, 3), 200, np.uint8))
    assert done
    return Shop(data.tobytes())


def rows(workspace: Path, store: str = "laden") -> tuple[list[RawProduct], list[RawImage]]:
    raw = Workspace(workspace).raw(store)
    return tables.read(raw.products, RawProduct), tables.read(raw.images, RawImage)


def test_one_toml_and_no_code_crawl_a_new_store(scrapy, shop, tmp_path):
    (tmp_path / "stores").mkdir()
    (tmp_path / "stores/laden.toml").write_text(TOML, encoding="utf-8")
    settings = ("-s", f"WORKSPACE={tmp_path}", "-s", "LOG_LEVEL=ERROR", "-s", "RETRY_TIMES=0")
    with serve([shop]) as server:
        done = scrapy("crawl", "schemaorg", "-a", "site=laden", "-s", f"REPLAY={server.url}", *settings)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"laden: 2 products, 4 photos stored, 0 known, 0 failed, 0 refused; {tmp_path}/raw/laden\n"
    products, images = rows(tmp_path)
    assert [(one.id, one.name, one.price, one.color) for one in products] == [
        ("L1", "Kleid 1", 19.9, "rot"),
        ("L2", "Kleid 2", 29.9, "rot"),
    ]
    assert [(line.key, line.value) for line in products[0].attributes] == [("Länge", "knielang")]
    assert [(one.role, one.view, one.role_source) for one in images[:2]] == [
        ("unknown", "", "schemaorg:image"),
        ("product", "front", "laden:_frei.jpg"),
    ]
    assert products[0].img_path == "raw/laden/images/uncategorised/L1.jpg"


def test_a_folder_of_saved_pages_is_crawled_without_any_net(scrapy, shop, tmp_path):
    saved = tmp_path / "saved"
    (saved / "1_files").mkdir(parents=True)
    (saved / "kleid 1.html").write_text(product_page(1), encoding="utf-8")
    (saved / "agb.html").write_text(f'<link rel="canonical" href="https://{HOST}/agb">', encoding="utf-8")
    words = ("-s", f"REPLAY={saved}", "-s", f"WORKSPACE={tmp_path}", "-s", "LOG_LEVEL=ERROR")
    done = scrapy("crawl", "schemaorg", "-a", f"site=https://{HOST}", *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("laden.example: 1 products, 0 photos stored, 0 known, 2 failed, 0 refused; ")
    missing = [f"https://{HOST}/", f"https://{CDN}/1_an.jpg?w=90", f"https://{CDN}/1_frei.jpg?w=90"]
    assert done.stderr.splitlines()[0] == "not_in_replay: 4 addresses"
    assert {line.strip() for line in done.stderr.splitlines()[1:]} == {f"https://{HOST}/sitemap.xml", *missing}
    assert {(image.status, image.reason) for image in rows(tmp_path, "laden.example")[1]} == {
        ("failed", "not_in_replay")
    }


def test_a_har_answers_pages_and_pictures_at_the_width_that_was_seen(scrapy, shop, tmp_path):
    picture = base64.b64encode(shop.photo).decode()

    def entry(url: str, kind: str, **content: str) -> dict:
        request = {"url": url, "method": "GET"}
        return {
            "request": request,
            "response": {"status": 200, "headers": [], "content": {"mimeType": kind, **content}},
        }

    entries = [
        entry(f"https://{HOST}/p/2?from=mail", "text/html", text=product_page(2)),
        *(
            entry(f"https://{CDN}/2_{what}.jpg?w=300", "image/jpeg", text=picture, encoding="base64")
            for what in ("an", "frei")
        ),
    ]
    har = tmp_path / "visit.har"
    har.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    words = ("-s", f"REPLAY={har}", "-s", f"WORKSPACE={tmp_path}", "-s", "LOG_LEVEL=ERROR")
    done = scrapy("crawl", "schemaorg", "-a", f"site=https://{HOST}", *words)
    assert done.stdout.startswith("laden.example: 1 products, 2 photos stored, 0 known, 0 failed, "), done.stderr
    assert [image.bytes for image in rows(tmp_path, "laden.example")[1]] == [len(shop.photo)] * 2
