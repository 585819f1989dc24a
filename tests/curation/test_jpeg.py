"""Only what is whole and ordinary goes to the quick decoder, and there it gets the very pixels of the careful one."""

import io
from itertools import product

import cv2
import numpy as np
import pytest
from PIL import Image

from curation import pixels
from curation.errors import PhotoError
from curation.jpeg import Jpeg, ordinary


def photo(width: int, height: int, **options) -> bytes:
    small = np.random.default_rng(0).integers(0, 255, (height // 8 + 2, width // 8 + 2, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(cv2.resize(small, (width, height))).convert(options.pop("mode", "RGB")).save(
        buffer, "JPEG", **options
    )
    return buffer.getvalue()


@pytest.mark.parametrize("size", [(277, 400), (333, 91), (763, 1101)])
@pytest.mark.parametrize("progressive", [False, True])
def test_both_decoders_give_the_same_pixels_at_every_scale(monkeypatch, size, progressive):
    for quality, subsampling, mode in product((60, 92), (0, 1, 2), ("RGB", "L")):
        data = photo(*size, quality=quality, subsampling=subsampling, progressive=progressive, mode=mode)
        for at_least in (None, 256, 96):
            quick = pixels.decode_sized(data, at_least)
            with monkeypatch.context() as patched:
                patched.setattr(pixels, "ordinary", lambda data: None)
                careful = pixels.decode_sized(data, at_least)
            assert np.array_equal(quick.image, careful.image)
            assert (quick.width, quick.height) == (careful.width, careful.height) == size


def test_an_ordinary_jpeg_is_known_by_its_segments():
    assert ordinary(photo(60, 90)) == Jpeg(60, 90)
    assert ordinary(photo(60, 90, progressive=True, mode="L")) == Jpeg(60, 90)


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return photo(60, 90, exif=exif)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8\xff\xd9", photo(60, 90)[:-1], photo(60, 90) + b"\0", photo(60, 90, mode="CMYK"), turned()],
    ids=["empty", "no frame", "cut by a byte", "with a tail", "CMYK", "rotated"],
)
def test_whatever_else_goes_the_careful_way(data):
    assert ordinary(data) is None


def test_a_photo_cut_off_anywhere_is_an_error_as_before():
    whole = photo(120, 90)
    for length in range(0, len(whole) - 2, 37):
        with pytest.raises(PhotoError):
            pixels.decode_sized(whole[:length], 96)
