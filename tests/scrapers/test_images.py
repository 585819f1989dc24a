"""Where a photo goes, and the word for what went wrong."""

from pathlib import Path

import pytest
from scrapy.exceptions import DownloadTimeoutError, ResponseDataLossError

from curation.schema import RawImage
from scrapers.images import place, reason_of


def test_the_product_photo_is_named_by_its_id_and_every_other_by_its_position_too():
    image = RawImage("zalando", "A1", 4)
    assert place(image, "kleider", is_front=True) == Path("images/kleider/A1")
    assert place(image, "kleider", is_front=False) == Path("models/kleider/A1@4")


@pytest.mark.parametrize("number", ["../../x", "a/b", "con", ""])
def test_no_id_leaves_its_folder(number):
    assert place(RawImage("zalando", number, 0), "kleider", is_front=True).parent == Path("images/kleider")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ResponseDataLossError("x"), "truncated"),
        (DownloadTimeoutError("x"), "download_timeout"),
        (ConnectionRefusedError(), "connection_refused"),
    ],
)
def test_what_a_download_raised_becomes_a_word(error, reason):
    assert reason_of(error) == reason
