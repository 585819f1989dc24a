"""An image host of a demo store: which photo lies where, drawn when asked for, scaled down to a size asked for."""

import io
from collections.abc import Callable, Mapping
from functools import lru_cache

from PIL import Image

from scrapers.demo.answer import Answer, not_found, photo
from scrapers.demo.product import DemoPhoto, DemoProduct

KEPT_PHOTOS = 1024

Draw = Callable[[DemoProduct, DemoPhoto], bytes]
"""The bytes of a photo at full size."""


class PhotoHost:
    """Photos by their path; `draw` gives the bytes of each at full size."""

    def __init__(self, photos: Mapping[str, tuple[DemoProduct, DemoPhoto]], draw: Draw) -> None:
        self._photos = photos
        self._draw = draw
        # A crawl asks for each photo once, a browser for a page's photos at two widths.
        self._encoded = lru_cache(maxsize=KEPT_PHOTOS)(self._encode)

    def answer(self, path: str, width: int | None = None) -> Answer:
        """The photo at a path, `width` pixels wide where it is wider than that."""
        return photo(self._encoded(path, width)) if path in self._photos else not_found()

    def _encode(self, path: str, width: int | None) -> bytes:
        if width is not None:
            return at_width(self._encoded(path, None), width)
        return self._draw(*self._photos[path])


def at_width(original: bytes, width: int) -> bytes:
    """The picture `width` pixels wide, or the original bytes where it is no wider than that.

    Source: https://img01.ztat.net answers `imwidth` so; the height follows from the aspect ratio.
    """
    with Image.open(io.BytesIO(original)) as picture:
        if width >= picture.width:
            return original
        height = max(1, round(picture.height * width / picture.width))
        smaller = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    smaller.save(packed, "JPEG", quality=85)
    return packed.getvalue()
