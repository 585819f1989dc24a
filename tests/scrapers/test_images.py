"""Where a photo goes, and the word for what went wrong."""

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from PIL import Image
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest, ResponseDataLossError

from curation import tables
from curation.errors import PhotoError
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace, safe_name
from scrapers.addresses import AddressError
from scrapers.demo.answer import Answer, not_found, page, text
from scrapers.demo.server import serve
from scrapers.images import ImagePipeline, place, reason_of
from scrapers.ledger import Ledger
from scrapers.pages.item import ProductItem
from scrapers.throttle import HostBlockedError


def picture(form: str, width: int = 40, height: int = 60) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB" if width < 1000 else "1", (width, height)).save(packed, form)
    return packed.getvalue()


def test_the_product_photo_is_named_by_its_id_and_every_other_by_its_position_too():
    image = RawImage("zalando", "A1", 4)
    assert place(image, "kleider", "A1", is_front=True) == Path("images/kleider/A1")
    assert place(image, "kleider", "A1", is_front=False) == Path("models/kleider/A1@4")


WILD = ["../../x", "a/b", "con", "", "NUL.jpg", "a\0b", "C:\\x", "..", "ä" * 300, "-rf", "a\r\nb", "=1+1"]


@pytest.mark.parametrize("product_id", WILD)
def test_no_id_leaves_its_folder(product_id):
    for is_front in (True, False):
        found = place(RawImage("zalando", product_id, 0), "kleider", safe_name(product_id), is_front=is_front)
        assert found.parent.name == "kleider"
        assert len(found.name.encode()) < 120


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ResponseDataLossError("x"), "truncated"),
        (DownloadTimeoutError("x"), "download_timeout"),
        (ConnectionRefusedError(), "connection_refused"),
        (DownloadCancelledError("x"), "too_many_bytes"),
        (IgnoreRequest("Ignored response exceeded DOWNLOAD_MAXSIZE"), "too_many_bytes"),
        (IgnoreRequest("max redirections reached"), "too_many_redirects"),
        (HostBlockedError("x"), "host_blocked"),
        (AddressError("private_address", "x"), "private_address"),
        (PhotoError("too_many_pixels", "x"), "too_many_pixels"),
    ],
)
def test_what_a_download_raised_becomes_a_word(error, reason):
    assert reason_of(error) == reason


HAZARDS = {
    "html": (
        b"<!DOCTYPE html><title>Just a moment</title>",
        "image/jpeg",
        "not_an_image",
        "the bytes begin with b'<!DOCTYPE ht'",
    ),
    "svg": (
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "image/svg+xml",
        "not_an_image",
        'the bytes begin with b"<svg xmlns=\'"',
    ),
    "eps": (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "image/jpeg",
        "not_an_image",
        "the bytes begin with b'%!PS-Adobe-3'",
    ),
    "zero": (b"", "image/jpeg", "empty_file", "the file has no bytes"),
    "bomb": (
        picture("PNG", 12_000, 9_000),
        "image/png",
        "too_many_pixels",
        "12000x9000, at most 100,000,000 pixels are read",
    ),
    "half": (picture("JPEG")[:-20], "image/jpeg", "truncated", "image file is truncated (3 bytes not processed)"),
    "tiff": (picture("TIFF"), "image/jpeg", "unknown_format", "tiff"),
    "large": (picture("BMP", 400, 400), "image/jpeg", "too_many_bytes", "Expected to receive 480054 bytes"),
}


class Hazards:
    """One product; its photos are everything that is no photo, and one JPEG that says it is a PNG."""

    name, hosts = "gefahr", ("gefahr.example",)

    def answer(self, host: str, path: str, query: str) -> Answer:
        if path == "/sitemap.xml":
            return text("<urlset><url><loc>https://gefahr.example/p/1</loc></url></urlset>")
        if path == "/p/1":
            images = [f"https://gefahr.example/{name}.jpg" for name in (*HAZARDS, "good")]
            images += ["file:///etc/hostname.jpg", "https://a@gefahr.example/user.jpg"]
            data = {"@type": "Product", "sku": "../../x", "name": "=HYPERLINK(1)", "color": "rot", "image": images}
            return page(f'<script type="application/ld+json">{json.dumps(data)}</script>')
        name = path.removeprefix("/").removesuffix(".jpg")
        if name == "good":
            return Answer(body=picture("JPEG"), headers={"Content-Type": "image/png"})
        if name in HAZARDS:
            return Answer(body=HAZARDS[name][0], headers={"Content-Type": HAZARDS[name][1]})
        return not_found()


@pytest.fixture(scope="module")
def endangered(scrapy, tmp_path_factory):
    """What a crawl of the hazards said and left: (done, workspace, products, rows of photos by name)."""
    folder = tmp_path_factory.mktemp("hazards")
    with serve([Hazards()]) as server:
        settings = (f"REPLAY={server.url}", f"WORKSPACE={folder}", "LOG_LEVEL=INFO", "PHOTO_MAXSIZE=400000")
        words = (word for setting in settings for word in ("-s", setting))
        done = scrapy("crawl", "schemaorg", "-a", "site=https://gefahr.example", *words)
    raw = Workspace(folder).raw("gefahr.example")
    images = {Path(urlsplit(image.url).path).stem: image for image in tables.read(raw.images, RawImage)}
    return done, folder, tables.read(raw.products, RawProduct), images


@pytest.mark.parametrize("name", HAZARDS)
def test_what_is_no_photo_is_not_stored_and_says_why(endangered, name):
    done, _, _, images = endangered
    _, _, reason, detail = HAZARDS[name]
    assert (images[name].status, images[name].reason, images[name].path) == ("failed", reason, ""), done.stderr
    assert re.search(
        rf"photo \.\./\.\./x@{images[name].position} failed: {reason} \(.*{re.escape(detail)}", done.stderr
    )


def test_a_wrong_content_type_costs_nothing_since_the_bytes_decide(endangered):
    _, folder, _, images = endangered
    assert (images["good"].status, images["good"].format) == ("done", "jpeg")
    assert (folder / images["good"].path).read_bytes() == picture("JPEG")


def test_an_id_that_climbs_stays_in_its_folder_and_everything_is_under_raw(endangered):
    _, folder, _, images = endangered
    assert images["good"].path.endswith(f"x-9bdbf20b@{images['good'].position}.jpg")
    assert {path.relative_to(folder).parts[0] for path in folder.rglob("*")} == {"raw"}
    assert not (folder.parent.parent / "x.jpg").exists()


def test_addresses_of_other_kinds_are_not_asked_for(endangered):
    done, _, _, images = endangered
    assert [image.url for image in images.values() if image.url.startswith("file:") and image.status == "done"] == []
    assert images["user"].reason == "userinfo_in_url"
    assert "hides its host gefahr.example behind a user name" in done.stderr


def test_a_formula_is_kept_as_text_and_comes_back_as_it_was(endangered):
    _, folder, (product,), _ = endangered
    assert product.name == "=HYPERLINK(1)"
    assert ",'=HYPERLINK(1)," in (folder / "raw/gefahr.example/products.csv").read_text()


def test_an_id_that_differs_in_its_case_only_gets_a_name_of_its_own(tmp_path):
    pipeline = ImagePipeline(SimpleNamespace())
    with Ledger(tmp_path / "ledger.sqlite") as pipeline.ledger:
        assert [pipeline._name(one) for one in ("A1", "a1", "A1", "B2")] == ["A1", "a1-f29bc91b", "A1", "B2"]
        pipeline.ledger.save(ProductItem(RawProduct("s", "c3", product_url="u"), []))
        assert [pipeline._name(one) for one in ("C3", "c3")] == ["C3-0371438f", "c3"]
