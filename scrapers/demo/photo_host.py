"""How an image host scales a picture: down to a width asked for, never up."""

import io

from PIL import Image


def at_width(original: bytes, width: int | None) -> bytes:
    """The picture `width` pixels wide, or the original bytes where it is no wider than that.

    Source: https://img01.ztat.net answers `imwidth` so; the height follows from the aspect ratio.
    """
    if width is None:
        return original
    with Image.open(io.BytesIO(original)) as picture:
        if width >= picture.width:
            return original
        height = max(1, round(picture.height * width / picture.width))
        smaller = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    smaller.save(packed, "JPEG", quality=85)
    return packed.getvalue()
