"""A released photo says nothing but its picture, and the picture is the one the store served."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from curation.errors import PhotoError
from curation.pixels import decode
from curation.release.bare import bare, is_bare, strip


def jpeg(width: int = 40, height: int = 60, *, progressive: bool = False, **options: object) -> bytes:
    pixels = np.random.default_rng(5).integers(0, 256, (height // 4, width // 4, 3)).astype(np.uint8)
    photo = Image.fromarray(np.kron(pixels, np.ones((4, 4, 1), np.uint8)))
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=90, progressive=progressive, **options)
    return file.getvalue()


def exif(orientation: int) -> Image.Exif:
    words = Image.Exif()
    words[0x010F] = "A camera of somebody"
    words[0x0112] = orientation
    return words


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_loses_its_words_and_not_a_pixel(progressive):
    data = jpeg(progressive=progressive, exif=exif(1), comment=b"by Anna", xmp=b"<x:xmpmeta/>") + b"hidden preview"
    done, suffix = bare(data)
    assert suffix == ".jpg"
    assert np.array_equal(decode(done), decode(data))
    for secret in (b"camera", b"Anna", b"xmpmeta", b"preview"):
        assert secret in data
        assert secret not in done
    assert is_bare(done)
    assert not is_bare(data)


def test_a_jpeg_without_words_keeps_its_very_bytes():
    data = jpeg()
    assert bare(data) == (data, ".jpg")


def test_a_turned_photo_is_turned_before_the_word_is_lost():
    data = jpeg(exif=exif(6))
    done, _ = bare(data)
    assert decode(done).shape == decode(data).shape == (40, 60, 3)
    assert np.abs(decode(done).astype(int) - decode(data)).mean() < 4
    assert is_bare(done)


def test_other_formats_become_png_or_where_asked_jpeg():
    words = PngInfo()
    words.add_text("Author", "Anna")
    file = io.BytesIO()
    Image.fromarray(np.full((20, 30, 3), 90, np.uint8)).save(file, "PNG", pnginfo=words)
    done, suffix = bare(file.getvalue())
    assert (suffix, is_bare(done), b"Anna" in done) == (".png", True, False)
    assert np.array_equal(decode(done), decode(file.getvalue()))
    assert bare(file.getvalue(), jpeg=True)[1] == ".jpg"
    assert not is_bare(file.getvalue())
    assert not is_bare(b"GIF89a")
    assert not is_bare(done + b"hidden preview")


def test_a_broken_photo_is_refused():
    with pytest.raises(PhotoError):
        bare(jpeg()[:-40])


@given(st.binary(max_size=400))
def test_any_bytes_are_stripped_or_refused_without_a_fault(data):
    strip(b"\xff\xd8" + data)
    is_bare(data)
