"""A visit: a browser opens product pages of a demo store, exports a HAR, and the spider crawls from that file."""

from pathlib import Path

import pytest

from curation import tables
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.server import serve
from scrapers.demo.stores import open_stores
from scrapers.demo.zalando_urls import product_path
from scrapers.replay import mirrored

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def goods():
    return catalogue(3, seed=5)


@pytest.fixture(scope="module")
def visit(goods, tmp_path_factory) -> Path:
    """The HAR of a visit to the first two products, as the developer tools export it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = tmp_path_factory.mktemp("visit") / "visit.har"
    with serve(open_stores(goods)) as server, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(record_har_path=path, record_har_content="embed")
        # The browser believes it is on the store's own hosts; the answers come from loopback.
        context.route(
            "**/*", lambda route: route.fulfill(response=route.fetch(url=mirrored(server.url, route.request.url)))
        )
        page = context.new_page()
        for product in goods[:2]:
            page.goto(f"https://www.zalando.de{product_path(product)}", wait_until="networkidle")
        context.close()
        browser.close()
    return path


def test_what_the_browser_saw_is_crawled_and_what_it_did_not_see_is_listed(visit, goods, scrapy, tmp_path):
    words = ("-s", f"REPLAY={visit}", "-s", f"WORKSPACE={tmp_path}", "-s", "LOG_LEVEL=ERROR")
    done = scrapy("crawl", "zalando", *words)
    assert done.returncode == 0, done.stderr
    assert "not_in_replay: 7 addresses" in done.stderr
    raw = Workspace(tmp_path).raw("zalando")
    products = {product.id: product for product in tables.read(raw.products, RawProduct)}
    assert set(products) == {product.id for product in goods[:2]}
    images = tables.read(raw.images, RawImage)
    assert {(image.id, image.position) for image in images if image.status == "done"} == {
        (product.id, photo.position) for product in goods[:2] for photo in product.photos
    }
    for product in goods[:2]:
        row = products[product.id]
        assert (row.brand, row.price, row.sizes) == (product.brand, product.price, list(product.sizes))
        assert row.img_path.endswith(f"/{product.id}.jpg")
