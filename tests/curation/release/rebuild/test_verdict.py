"""What came of a photo: by its bytes, then by its looks and its shape, with a reason for each."""

import hashlib

import cv2
import numpy as np
import pytest

from curation.clean.measure import measured
from curation.glance.look import AT_LEAST
from curation.pixels import decode
from curation.release.rebuild.verdict import Verdict, verdicts
from curation.release.rebuild.wanted import Wanted
from curation.schema import RawImage

URL = "https://img.shop.example/1.jpg"


def drawn(seed: int, width: int = 160, height: int = 240) -> np.ndarray:
    blocks = np.random.default_rng(seed).integers(0, 255, (6, 4, 3), np.uint8)
    return cv2.resize(blocks, (width, height), interpolation=cv2.INTER_CUBIC)


def jpeg(pixels: np.ndarray, quality: int = 95) -> bytes:
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def known(data: bytes, **other: object) -> Wanted:
    """A photo as its release describes it."""
    height, width = decode(data).shape[:2]
    phash = f"{int(measured(decode(data, at_least=AT_LEAST), width, height)['hashes'][0]):016x}"
    facts = {"url": URL, "sha256": hashlib.sha256(data).hexdigest(), "phash": phash, "width": width, "height": height}
    return Wanted("key", "product", **{**facts, **other})


@pytest.fixture
def verdict(tmp_path):
    """`verdict(photo, data, row...)`: what comes of a photo when these bytes are served."""

    def judge(photo: Wanted, data: bytes | None, **row: object) -> Verdict:
        if data is None:
            return verdicts([photo], {}, tmp_path, 1)[0]
        (tmp_path / "1.jpg").write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        facts = {"path": "1.jpg", "sha256": sha256, "status": "done", "url": photo.url, **row}
        return verdicts([photo], {photo.id: RawImage("links", photo.id, 0, **facts)}, tmp_path, 1)[0]

    return judge


def test_the_same_bytes_are_exact(verdict):
    data = jpeg(drawn(1))
    assert verdict(known(data), data) == Verdict("exact")


def test_the_same_picture_in_other_bytes_or_at_another_size_is_known(verdict):
    photo = known(jpeg(drawn(1)))
    found = verdict(photo, jpeg(drawn(1), 60))
    assert (found.outcome, found.reason) == ("reencoded", "other_bytes")
    smaller = cv2.resize(drawn(1), (80, 120), interpolation=cv2.INTER_AREA)
    found = verdict(photo, jpeg(smaller))
    assert (found.outcome, found.reason) == ("reencoded", "other_size")


def test_another_picture_is_another_picture(verdict):
    found = verdict(known(jpeg(drawn(1))), jpeg(drawn(2)))
    assert (found.outcome, found.reason) == ("replaced", "other_picture")
    assert found.bits > 10


def test_the_same_looks_in_another_shape_is_another_picture(verdict):
    found = verdict(known(jpeg(drawn(1))), jpeg(cv2.resize(drawn(1), (160, 200))))
    assert (found.outcome, found.reason) == ("replaced", "other_shape")
    found = verdict(known(jpeg(drawn(1))), jpeg(cv2.resize(drawn(1), (161, 240))))
    assert found.outcome == "reencoded"


def test_what_a_release_does_not_describe_cannot_be_compared(verdict):
    data = jpeg(drawn(1))
    found = verdict(known(data, sha256="0" * 64, phash=""), data)
    assert found == Verdict("replaced", "nothing_to_compare")


def test_what_did_not_come_keeps_its_reason(verdict):
    data = jpeg(drawn(1))
    assert verdict(known(data), None) == Verdict("queued", "not_asked_yet")
    assert verdict(known(data), data, status="failed", reason="http_410") == Verdict("failed", "http_410")
    assert verdict(known(data), data, status="refused", reason="noai") == Verdict("refused", "noai")
    assert verdict(known(data, url=""), data) == Verdict("failed", "no_url")


def test_a_file_that_was_damaged_since_is_no_photo(verdict):
    found = verdict(known(jpeg(drawn(1))), b"\xff\xd8 no picture")
    assert (found.outcome, found.reason) == ("failed", "not_an_image")
