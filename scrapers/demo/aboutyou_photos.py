"""The photos of the About You demo store: their addresses, what the shop says of each, and its image host."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

import numpy as np
from PIL import Image, ImageFilter

from scrapers.demo.aboutyou_urls import CDN
from scrapers.demo.answer import Answer, not_found
from scrapers.demo.drawing import draw as drawn
from scrapers.demo.photo_host import KEPT_PHOTOS, Draw
from scrapers.demo.product import DemoPhoto, DemoProduct

QUALITY = 75
GROUND = "F4F4F5"
SIZES = {"tile": (480, 360), "gallery": (1067, 800), "zoom": (1280, 960)}
"""Height and width that the pages ask for."""

_NUMBER = {"height": r"[1-9]\d{0,3}", "width": r"[1-9]\d{0,3}", "quality": r"[1-9]\d?|100", "trim": "[01]",
           "brightness": r"[01](\.\d+)?", "bg": "[0-9A-F]{6}"}  # fmt: skip


def photo_path(photo: DemoPhoto) -> str:
    """Path on the image host; a cut-out of the article alone is a PNG."""
    return f"/file/images/{photo.key}.{'png' if photo.role == 'product' else 'jpg'}"


def photo_url(photo: DemoPhoto, size: str) -> str:
    """A photo at one of the `SIZES`. Cut-outs ask for a ground and trimmed margins; some others to be darkened."""
    height, width = SIZES[size]
    wish = ""
    if photo.role == "product":
        wish = f"bg={GROUND}&"
    elif photo.backdrop == "white":
        wish = "brightness=0.96&"
    trim = "&trim=1" if photo.role == "product" else ""
    return f"https://{CDN}{photo_path(photo)}?{wish}quality={QUALITY}{trim}&height={height}&width={width}"


def stated(photo: DemoPhoto) -> dict[str, str | None]:
    """Type, view and focus as the shop names them; None where it leaves them open.

    The shop knows bust (the article alone) and model, views front and back alone, and calls a photo of the whole
    outfit "combination". Source: the words of its former public API.
    """
    if photo.shot == "packshot":
        return {"type": "bust", "view": "front", "focus": "product"}
    view = next((view for view in ("front", "back") if photo.shot.endswith(f"_{view}")), None)
    focus = {"detail": "detail", "full_side": "combination"}.get(photo.shot, "product")
    return {"type": "model", "view": view, "focus": focus}


def cut_out(product: DemoProduct, photo: DemoPhoto) -> bytes:
    """A PNG of the article with nothing around it."""
    drawing = drawn(product, photo)
    picture = Image.fromarray(drawing.image)
    mask = Image.fromarray(drawing.garment.astype(np.uint8) * 255)
    picture.putalpha(mask.filter(ImageFilter.GaussianBlur(0.6)))
    return _packed(picture, "PNG")


class AboutYouPhotos:
    """The image host: cut-outs on a ground and trimmed, people darkened, all scaled into a box, never up."""

    def __init__(self, photos: Mapping[str, tuple[DemoProduct, DemoPhoto]], draw: Draw, cut_out: Draw) -> None:
        self._photos = photos
        self._draw = draw
        self._cut_out = cut_out
        self._encoded = lru_cache(maxsize=KEPT_PHOTOS)(self._encode)

    def answer(self, path: str, query: str) -> Answer:
        """The photo at a path; without a query as it was made, a cut-out with nothing around it."""
        wishes = dict(parse_qsl(query, keep_blank_values=True))
        if path not in self._photos or not all(re.fullmatch(_NUMBER.get(name, ""), wishes[name]) for name in wishes):
            return not_found()
        media = "image/png" if path.endswith(".png") else "image/jpeg"
        return Answer(body=self._encoded(path, tuple(sorted(wishes.items()))), headers={"Content-Type": media})

    def _encode(self, path: str, wishes: tuple[tuple[str, str], ...]) -> bytes:
        if not wishes:
            make = self._cut_out if path.endswith(".png") else self._draw
            return make(*self._photos[path])
        with Image.open(io.BytesIO(self._encoded(path, ()))) as opened:
            picture = _as_wished(opened.copy(), dict(wishes))
        if path.endswith(".png"):
            return _packed(picture, "PNG")
        return _packed(picture, "JPEG", quality=int(dict(wishes).get("quality", QUALITY)))


def _as_wished(picture: Image.Image, wishes: Mapping[str, str]) -> Image.Image:
    if wishes.get("trim") == "1" and picture.mode == "RGBA":
        picture = picture.crop(picture.getchannel("A").getbbox())
    if "bg" in wishes and picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, f"#{wishes['bg']}")
        picture = Image.alpha_composite(ground, picture).convert("RGB")
    if gain := float(wishes.get("brightness", 0)):
        picture = picture.point([round(min(255, value * gain)) for value in range(256)] * len(picture.getbands()))
    box = (int(wishes.get("width", picture.width)), int(wishes.get("height", picture.height)))
    picture.thumbnail(box, Image.Resampling.LANCZOS)
    return picture


def _packed(picture: Image.Image, form: str, **options: int) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, form, **options)
    return packed.getvalue()
