"""From a photo's bytes to pixels: one scaled decode, padding to a square.

What a decoder would pass over in silence is an error here: a truncated file, a bomb, zero bytes. Transparency is
flattened on white, a rotation in the EXIF block is applied, CMYK and 16-bit photos become 8-bit RGB.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from curation.errors import PhotoError
from curation.jpeg import ordinary

MAX_PIXELS = 100_000_000
"""Above it a picture is refused: 100 megapixels decoded are 300 MB, and no store shows such a photo."""

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP")
"""What is opened at all. Pillow knows fifty more, among them one that hands the bytes to Ghostscript."""

WHITE = 255

QUICK = {
    1: cv2.IMREAD_COLOR_RGB,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}
"""By what part of its size a JPEG is decoded to."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A photo's pixels and its size as stored."""

    image: np.ndarray
    """(H, W, 3) uint8 RGB, upright; smaller than the photo where less was asked for."""
    width: int
    """In pixels, as stored, before a rotation in the EXIF block."""
    height: int
    """In pixels, as stored."""


@dataclass(frozen=True)
class PhotoFacts:
    """What a photo's file says of itself, after every pixel was decoded once."""

    width: int
    """In pixels, as stored, before a rotation in the EXIF block."""
    height: int
    """In pixels, as stored."""
    format: str
    """Lower case: jpeg, png, webp, avif, gif, tiff, bmp."""


def verify(data: bytes) -> PhotoFacts:
    """Decode the whole photo and say what it is.

    Raises:
        PhotoError: as `decode` does.
    """

    def facts(photo: Image.Image) -> PhotoFacts:
        photo.load()
        return PhotoFacts(photo.width, photo.height, str(photo.format).lower())

    return _opened(data, facts)


def header(data: bytes) -> tuple[int, int]:
    """Width and height of a photo in pixels, as stored, from its header alone.

    Raises:
        PhotoError: as `decode` does.
    """
    return _opened(data, lambda photo: (photo.width, photo.height))


def decode(source: Path | bytes, at_least: int | None = None) -> np.ndarray:
    """The photo as (H, W, 3) uint8 RGB.

    Args:
        source: a file, or its bytes.
        at_least: the long side that is needed, in pixels. A JPEG is then decoded at 1/2, 1/4 or 1/8 of its size, as
            small as that allows, which costs a fraction of the time. Without it: full size.

    Raises:
        PhotoError: `missing_file`, `empty_file`, `not_an_image`, `truncated`, `too_many_pixels` or `unreadable`.
    """
    return decode_sized(source if isinstance(source, bytes) else read(source), at_least).image


def decode_sized(data: bytes, at_least: int | None = None) -> Decoded:
    """As `decode`, with the photo's full size, from one look at its bytes.

    Raises:
        PhotoError: as `decode` does.
    """
    if (found := _quick(data, at_least)) is not None:
        return found

    def careful(photo: Image.Image) -> Decoded:
        # Before the draft, which makes the photo say that it is smaller.
        width, height = photo.size
        return Decoded(_pixels(photo, at_least), width, height)

    return _opened(data, careful)


def _quick(data: bytes, at_least: int | None) -> Decoded | None:
    """The same pixels by OpenCV in half the time; None where only Pillow can be trusted with the file."""
    size = ordinary(data)
    if size is None or size.width * size.height > MAX_PIXELS:
        return None
    part = 1
    if at_least is not None:
        width, height = _asked(size.width, size.height, at_least)
        part = max(part for part in QUICK if part <= max(1, min(size.width // width, size.height // height)))
    image = cv2.imdecode(np.frombuffer(data, np.uint8), QUICK[part] | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None:
        return None
    # Of the reduced sizes there is no RGB flag.
    return Decoded(image if part == 1 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB), size.width, size.height)


def _asked(width: int, height: int, at_least: int) -> tuple[int, int]:
    """Size with a long side of `at_least`; libjpeg keeps both sides at or above it, so it has the photo's own shape."""
    scale = min(1.0, at_least / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _opened(data: bytes, use: Callable[[Image.Image], T]) -> T:
    """What `use` makes of the opened photo; every way a picture can be bad becomes a reason."""
    if not data:
        raise PhotoError("empty_file", "the file has no bytes")
    try:
        with warnings.catch_warnings():
            # Pillow warns above its own limit; ours is checked before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as photo:
                if photo.width * photo.height > MAX_PIXELS:
                    raise PhotoError(
                        "too_many_pixels", f"{photo.width}x{photo.height}, at most {MAX_PIXELS:,} pixels are read"
                    )
                return use(photo)
    except UnidentifiedImageError:
        raise PhotoError("not_an_image", f"the bytes begin with {data[:12]!r}") from None
    except Image.DecompressionBombError as error:
        raise PhotoError("too_many_pixels", str(error)) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        reason = "truncated" if "truncated" in str(error).lower() else "unreadable"
        raise PhotoError(reason, str(error)) from None


def read(path: Path) -> bytes:
    """The bytes of a photo's file.

    Raises:
        PhotoError: `missing_file`.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise PhotoError("missing_file", f"{path}: {error.strerror}") from None


def _pixels(photo: Image.Image, at_least: int | None) -> np.ndarray:
    if at_least is not None:
        photo.draft("RGB", _asked(*photo.size, at_least))
    turned = ImageOps.exif_transpose(photo)
    return np.asarray(_on_white(turned))


def _on_white(photo: Image.Image) -> Image.Image:
    if photo.mode in ("I", "I;16", "I;16B", "I;16L"):
        sixteen = np.asarray(photo).astype(np.float64) / 257.0
        return Image.fromarray(sixteen.clip(0, 255).astype(np.uint8)).convert("RGB")
    if photo.has_transparency_data:
        canvas = Image.new("RGBA", photo.size, (WHITE, WHITE, WHITE, 255))
        return Image.alpha_composite(canvas, photo.convert("RGBA")).convert("RGB")
    return photo.convert("RGB")


def pad_square(image: np.ndarray, size: int = 256) -> np.ndarray:
    """The photo shrunk or grown so that its long side is `size`, in the middle of a white square.

    Args:
        image: (H, W, 3) or (H, W) uint8.
        size: side of the square in pixels.

    Returns:
        (size, size, 3) or (size, size) uint8.
    """
    height, width = image.shape[:2]
    scale = size / max(height, width)
    inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
    # Averaging areas is right when shrinking; it does not interpolate when growing.
    kernel = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    inner = cv2.resize(image, (inner_width, inner_height), interpolation=kernel)
    square = np.full((size, size, *image.shape[2:]), WHITE, np.uint8)
    top, left = (size - inner_height) // 2, (size - inner_width) // 2
    square[top : top + inner_height, left : left + inner_width] = inner
    return square


def gray(image: np.ndarray) -> np.ndarray:
    """(H, W) uint8 luma (ITU-R BT.601) of an (H, W, 3) RGB photo."""
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
