"""A photo's file without what it says beside the picture: camera, place, names, previews.

The picture itself is not encoded again where the file is a JPEG that needs no turning.
"""

import io
import re
from collections.abc import Iterator

import cv2
from PIL import Image

from curation.exporters.pictures import encoded
from curation.pixels import FORMATS, decode

_ORIENTATION = 0x0112
_KEPT = {0xE0, 0xE2, 0xEE}
"""JFIF, colour profile, Adobe's word on the colours: without them the picture looks different."""
_APPS = range(0xE0, 0xF0)
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff+(?=[^\x00\xff\xd0-\xd7])")
_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
"""Chunks of a PNG that say how the picture looks."""


def bare(data: bytes, *, jpeg: bool = False) -> tuple[bytes, str]:
    """The file without such words, and its suffix (.jpg or .png).

    Args:
        jpeg: make a JPEG of whatever it is.

    Raises:
        PhotoError: the bytes are no whole picture.
    """
    pixels = decode(data)
    kind, turned = _kind(data)
    if kind == "JPEG" and not turned and (stripped := strip(data)) is not None:
        return stripped, ".jpg"
    if kind == "JPEG" or jpeg:
        return encoded(pixels), ".jpg"
    done, png = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert done, pixels.shape
    return png.tobytes(), ".png"


def is_bare(data: bytes) -> bool:
    """Whether a photo of a release is as `bare` leaves it: a JPEG or PNG with nothing but a picture in it."""
    if data.startswith(b"\xff\xd8"):
        return strip(data) == data
    return data.startswith(_PNG) and set(_chunks(data)) <= _PICTURE


def _chunks(png: bytes) -> Iterator[bytes]:
    """The names of a PNG's chunks; an empty one for what follows its end."""
    at = len(_PNG)
    while at < len(png):
        name = png[at + 4 : at + 8]
        yield name
        at += 12 + int.from_bytes(png[at : at + 4], "big")
        if name == b"IEND" and at < len(png):
            yield b""


def strip(jpeg: bytes) -> bytes | None:
    """A JPEG without application segments and comments, and without what follows its end; None where it has no end."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            return b"".join([*kept, b"\xff\xd9"])
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == _SCAN:
            found = _NEXT_MARKER.search(jpeg, after)
            if not found:
                return None
            after = found.end() - 1
        if marker in _KEPT or (marker not in _APPS and marker != _COMMENT):
            kept.append(jpeg[at:after])
        at = after
    return b"".join([*kept, b"\xff\xd9"]) if jpeg[at : at + 2] == b"\xff\xd9" else None


def _kind(data: bytes) -> tuple[str, bool]:
    """The format, and whether the picture is to be turned."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as photo:
        return str(photo.format), photo.getexif().get(_ORIENTATION, 1) != 1
