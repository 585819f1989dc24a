"""The preview opens from disk, shows pairs, and asks nobody for anything."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from curation import tables
from curation.release.layout import Layout
from curation.release.preview import sample
from curation.schema import ReleaseRow

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.is_file():
        pytest.skip(f"no {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize("form", ["links", "photos", "tars"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_shows_every_picture_and_has_no_barrier(browser, releases, form, scheme):
    page = browser.new_page(color_scheme=scheme)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    url = Layout(releases[form]).preview.as_uri()
    page.goto(url)
    rows = len(tables.read(Layout(releases[form]).data, ReleaseRow))
    assert page.locator("figure").count() == rows
    broken = page.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
    assert (broken, page.locator("figure img").count()) == (0, 0 if form == "links" else 2 * rows)
    assert [address for address in asked if not address.startswith("data:image/")] == [url]
    assert Axe().run(page).response["violations"] == []
    assert said == []
    page.close()


def test_an_address_that_is_no_web_address_is_no_link(releases):
    text = Layout(releases["links"]).preview.read_text()
    assert "demo://" in text
    assert "<a " not in text


def test_a_text_of_a_store_cannot_break_out_of_the_page(home):
    from curation.release.build import release
    from curation.schema import Image, Product

    build = home.build("fashion")
    products = tables.read(build.products, Product)
    for product in products:
        product.name = '<script>alert(1)</script>"><img src=x>'
    tables.write(build.products, products, Product)
    images = tables.read(build.images, Image)
    for image in images:
        image.url = image.url.replace("demo:", "https:")
    tables.write(build.images, images, Image)
    text = Layout(release(home, "fashion", "1.0.0").folder).preview.read_text()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert '<a href="https://zalando/' in text
    assert 'rel="noreferrer noopener"' in text


def test_the_sample_is_by_lot_and_always_the_same(tmp_path):
    path = tmp_path / "data.parquet"
    tables.write(path, [ReleaseRow(f"k{n}", "s", f"{n:05}") for n in range(4_000)], ReleaseRow)
    drawn = [row.key for row in sample(path)]
    assert drawn == [row.key for row in sample(path)]
    assert len(set(drawn)) == 60
    assert max(int(key[1:]) for key in drawn) > 3_000
