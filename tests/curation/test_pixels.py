"""A photo becomes RGB pixels on white, or a reason."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from curation import pixels
from curation.errors import PhotoError


def encoded(image: np.ndarray, kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, kind, **options)
    return buffer.getvalue()


def test_a_photo_keeps_its_colours_and_size(photo):
    image = photo(60, 90)
    assert np.array_equal(pixels.decode(encoded(image, "PNG")), image)


def test_transparency_becomes_white():
    rgba = np.zeros((4, 4, 4), np.uint8)
    rgba[0, 0] = (200, 10, 10, 255)
    decoded = pixels.decode(encoded(rgba, "PNG"))
    assert decoded[0, 0].tolist() == [200, 10, 10]
    assert decoded[3, 3].tolist() == [255, 255, 255]


def test_a_palette_with_a_transparent_colour_becomes_white():
    buffer = io.BytesIO()
    Image.new("P", (4, 4), 0).save(buffer, "GIF", transparency=0)
    assert pixels.decode(buffer.getvalue())[0, 0].tolist() == [255, 255, 255]


def test_the_rotation_in_the_exif_block_is_applied(photo):
    turned = Image.Exif()
    turned[0x0112] = 6
    assert pixels.decode(encoded(photo(60, 90), exif=turned)).shape == (60, 90, 3)


def test_cmyk_and_sixteen_bit_photos_become_rgb():
    buffer = io.BytesIO()
    Image.new("CMYK", (4, 4), (0, 255, 255, 0)).save(buffer, "JPEG")
    red = pixels.decode(buffer.getvalue())[0, 0]
    assert red[0] > 200
    assert red[1] < 60
    deep = np.full((4, 4), 0x8080, np.uint16)
    assert pixels.decode(encoded(deep, "PNG"))[0, 0].tolist() == [128, 128, 128]


def test_a_large_jpeg_is_decoded_no_smaller_than_asked(photo):
    decoded = pixels.decode(encoded(photo(800, 1200)), at_least=256)
    assert 256 <= max(decoded.shape) < 1200


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty_file"), (b"<html>not found</html>", "not_an_image"), (b"\xff\xd8\xff", "not_an_image")],
)
def test_what_is_no_picture_has_a_reason(data, reason):
    with pytest.raises(PhotoError) as error:
        pixels.decode(data)
    assert error.value.reason == reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_file_is_an_error_not_a_half_gray_photo(photo, kind):
    noisy = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    whole = encoded(noisy, kind)
    with pytest.raises(PhotoError) as error:
        pixels.verify(whole[: len(whole) // 2])
    assert error.value.reason in ("truncated", "unreadable")


def test_a_missing_file_has_a_reason(tmp_path):
    with pytest.raises(PhotoError) as error:
        pixels.decode(tmp_path / "gone.jpg")
    assert error.value.reason == "missing_file"


def test_more_pixels_than_any_store_shows_are_refused_before_they_are_decoded(monkeypatch):
    monkeypatch.setattr(pixels, "MAX_PIXELS", 99)
    with pytest.raises(PhotoError, match="too_many_pixels: 10x10, at most 99 pixels are read"):
        pixels.decode(encoded(np.zeros((10, 10, 3), np.uint8), "PNG"))


def test_verify_says_size_and_format_as_stored(photo):
    facts = pixels.verify(encoded(photo(60, 90), "WEBP"))
    assert (facts.width, facts.height, facts.format) == (60, 90, "webp")


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_give_anything_but_pixels_or_a_reason(noise, at):
    whole = encoded(np.zeros((8, 8, 3), np.uint8))
    data = whole[:at] + noise
    try:
        found = pixels.decode(data).dtype
    except PhotoError as error:
        found = error.reason
    assert found == np.uint8 or found in ("empty_file", "not_an_image", "truncated", "unreadable", "too_many_pixels")


def test_padding_centres_the_photo_on_white(photo):
    square = pixels.pad_square(np.zeros((100, 50, 3), np.uint8), 64)
    assert square.shape == (64, 64, 3)
    assert (square[:, 16:48] == 0).all()
    assert (square[:, :16] == 255).all()
    assert (square[:, 48:] == 255).all()


def test_gray_weighs_the_colours_as_bt_601_does():
    green = np.zeros((1, 1, 3), np.uint8)
    green[..., 1] = 255
    assert pixels.gray(green).tolist() == [[150]]


def test_a_format_that_no_store_uses_is_not_even_opened():
    """Pillow would hand PostScript to Ghostscript."""
    with pytest.raises(PhotoError) as error:
        pixels.verify(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n")
    assert str(error.value) == "not_an_image: the bytes begin with b'%!PS-Adobe-3'"
