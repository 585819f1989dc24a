"""How surely a rebuild tells a photo that was encoded anew from another one, on drawn photos."""

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation.clean.measure import measured
from curation.glance.look import AT_LEAST
from curation.pixels import decode, header
from curation.release.rebuild.verdict import BITS, EXACT, REENCODED, verdicts
from curation.release.rebuild.wanted import Wanted
from curation.schema import RawImage
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg

QUALITIES = (90, 75, 50)


@pytest.fixture(scope="module")
def drawn() -> dict[str, list[bytes]]:
    """Photos of 120 products as served: of the article alone, and of people."""
    found: dict[str, list[bytes]] = {"packshots": [], "people": []}
    for product in catalogue(120, seed=11):
        for photo in product.photos:
            found["packshots" if photo.shot == "packshot" else "people"].append(jpeg(product, photo))
    return found


def phash(data: bytes) -> int:
    return int(measured(decode(data, at_least=AT_LEAST), *header(data))["hashes"][0])


def anew(data: bytes, scale: float, quality: int) -> bytes:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    pixels = pixels if scale == 1 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


@pytest.mark.parametrize("scale", [1.0, 0.8, 0.6, 1.5])
@pytest.mark.parametrize("kind", ["packshots", "people"])
def bench_photos_encoded_anew_are_known_again(drawn, tmp_path, kind, scale):
    wanted, came = [], {}
    for number, (data, quality) in enumerate(itertools.product(drawn[kind], QUALITIES)):
        photo = Wanted("", "", f"https://x.example/{number}", "", f"{phash(data):016x}", *header(data))
        Path(tmp_path, f"{number}.jpg").write_bytes(anew(data, scale, quality))
        wanted.append(photo)
        came[photo.id] = RawImage("links", photo.id, 0, path=f"{number}.jpg", sha256="-", status="done")
    found = verdicts(wanted, came, tmp_path, workers=1)
    known = sum(verdict.outcome in (EXACT, REENCODED) for verdict in found)
    told = f"{known} of {len(found)} known ({known / len(found):.2%})"
    print(f"\n{kind} at {scale:.0%} of their size, quality 50 to 90: {told}")
    assert known


@pytest.mark.parametrize("kind", ["packshots", "people"])
def bench_different_photos_that_would_pass_for_each_other(drawn, kind):
    hashes = [phash(data) for data in drawn[kind]]
    bits = [(one ^ other).bit_count() for one, other in itertools.combinations(hashes, 2)]
    near = sum(count <= BITS for count in bits)
    print(f"\n{kind}: {near} of {len(bits):,} couples differ in {BITS} bits or less ({near / len(bits):.4%})")
    assert bits
