"""What a JPEG's segments say of it before a pixel is decoded: whether the quick decoder may have it.

OpenCV decodes twice as fast as Pillow and gives the same pixels, but fills what is missing from a truncated file with
gray and says nothing. So it gets only what is whole and ordinary; everything else goes the careful way.
"""

from dataclasses import dataclass

START, END = b"\xff\xd8", b"\xff\xd9"
FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive; the others are arithmetic, lossless or differential."""
SCAN = 0xDA
EXIF, ADOBE = 0xE1, 0xEE
"""Segments that may hold a rotation, and another colour space."""


@dataclass(frozen=True, slots=True)
class Jpeg:
    """An ordinary JPEG: gray or YCbCr, 8 bits, upright, with its end."""

    width: int
    """In pixels."""
    height: int
    """In pixels."""


def ordinary(data: bytes) -> Jpeg | None:
    """The size of an ordinary JPEG; None for anything else, whether another kind of picture, damaged or rotated."""
    if not data.startswith(START) or not data.endswith(END):
        return None
    place, found = 2, None
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == SCAN:
            return found
        if marker in (EXIF, ADOBE) or marker == 0xFF or length < 2:
            return None
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            found = _frame(marker, data[place + 4 : place + 2 + length])
            if found is None:
                return None
        place += 2 + length
    return None


def _frame(marker: int, segment: bytes) -> Jpeg | None:
    if marker not in FRAMES or len(segment) < 6 or segment[0] != 8 or segment[5] not in (1, 3):
        return None
    height, width = int.from_bytes(segment[1:3], "big"), int.from_bytes(segment[3:5], "big")
    return Jpeg(width, height) if width and height else None
