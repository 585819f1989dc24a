"""A photo is stored with the very bytes that were served, whatever its format: nothing is turned, converted, packed."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from curation import tables
from curation.schema import RawImage
from curation.workspace import Workspace
from scrapers.demo.answer import Answer


def packed(form: str, picture: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def pictures() -> dict[str, tuple[str, bytes]]:
    """By kind: the extension that the file should get, and its bytes."""
    pixels = np.random.default_rng(7).integers(0, 255, (90, 60, 4), dtype=np.uint8)
    clear, opaque = Image.fromarray(pixels, "RGBA"), Image.fromarray(pixels[..., :3].copy(), "RGB")
    turned, profile = Image.Exif(), b"not a real profile, but bytes that must stay"
    turned[0x0112] = 6
    return {
        "jpeg": ("jpg", packed("JPEG", opaque, quality=93, icc_profile=profile)),
        "progressive": ("jpg", packed("JPEG", opaque, quality=60, progressive=True)),
        "exif_rotated": ("jpg", packed("JPEG", opaque, exif=turned)),
        "png_with_alpha": ("png", packed("PNG", clear)),
        "webp": ("webp", packed("WEBP", clear, quality=70)),
        "avif": ("avif", packed("AVIF", opaque, quality=70)),
    }


class Gallery:
    """A store whose photos are of all kinds, by turns."""

    def __init__(self, store) -> None:
        self._store, self.name, self.hosts = store, store.name, store.hosts
        self._kinds = pictures()
        self.served: dict[str, tuple[str, str, bytes]] = {}

    def answer(self, host: str, path: str, query: str) -> Answer:
        if not path.endswith(".jpg"):
            return self._store.answer(host, path, query)
        if path not in self.served:
            kind = list(self._kinds)[len(self.served) % len(self._kinds)]
            self.served[path] = (kind, *self._kinds[kind])
        # The header is wrong for most of them, as in the field: the bytes decide.
        return Answer(body=self.served[path][2], headers={"Content-Type": "image/jpeg"})


@pytest.fixture(scope="module")
def gallery(field, tmp_path_factory):
    """What was served, by address, and the rows and the workspace of the crawl that asked for it."""
    workspace = tmp_path_factory.mktemp("gallery")
    with field("zalando", 3, 3) as zalando:
        zalando.store.inner = Gallery(zalando.store.inner)
        done = zalando.crawl(workspace)
        served = zalando.store.inner.served
    assert done.returncode == 0, done.stderr
    return served, tables.read(Workspace(workspace).raw("zalando").images, RawImage), workspace


@pytest.mark.parametrize("kind", pictures())
def test_the_stored_bytes_are_the_served_bytes(gallery, kind):
    served, rows, workspace = gallery
    found = [row for row in rows if served[f"/{row.url.partition('.net/')[2].partition('?')[0]}"][0] == kind]
    assert found
    for row in found:
        _, extension, body = served[f"/{row.url.partition('.net/')[2].partition('?')[0]}"]
        assert (workspace / row.path).read_bytes() == body
        assert row.path.endswith(f".{extension}")
        assert (row.status, row.bytes, row.sha256) == ("done", len(body), hashlib.sha256(body).hexdigest())
