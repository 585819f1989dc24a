"""Store the photos of an item: original bytes, verified by a full decode, hashed, written whole.

Scrapy's own ImagesPipeline is not used: since 2.14 it encodes every JPEG again at quality 75 and turns transparency
black. Files are named as the ledger first saw them: `images/<category>/<id>.<ext>` for the product photo,
`models/<category>/<id>@<position>.<ext>` for every other.
"""

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from curation.errors import PhotoError
from curation.pixels import verify
from curation.schema import RawImage
from curation.workspace import Workspace, safe_name
from scrapers.ledger import Ledger
from scrapers.pages.item import ProductItem
from scrapers.storage import storage

EXTENSIONS = {"jpeg": "jpg", "mpo": "jpg", "png": "png", "webp": "webp", "avif": "avif", "gif": "gif"}
"""What is stored, and under which extension. Anything else is refused as `unknown_format`."""


class ImagePipeline:
    """Downloads the photos of each item; a photo that fails keeps its reason and costs nothing else."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        assert self.crawler.spider
        self.workspace = Workspace(Path(self.crawler.settings["WORKSPACE"]))
        self.raw = self.workspace.raw(self.crawler.spider.name)
        self.storage = storage(self.crawler.settings)
        self.ledger: Ledger = self.crawler.spider.ledger  # type: ignore[attr-defined]

    async def process_item(self, item: ProductItem) -> ProductItem:
        product = item.product
        folder = self.ledger.folder(product.id) or safe_name(product.category or "uncategorised")
        known = {image.key: image for image in self.ledger.images(product.id) if image.status == "done"}
        front = next((image.position for image in item.images if image.role == "product"), None)
        stems = [place(image, folder, is_front=image.position == front) for image in item.images]
        there = await asyncio.gather(
            *(self._there(known.get(image.key), image, stem) for image, stem in zip(item.images, stems))
        )
        self.ledger.expect([image for image, found in zip(item.images, there) if not found])
        images = await asyncio.gather(
            *(self._stored(image, found, stem) for image, found, stem in zip(item.images, there, stems))
        )
        return replace(item, images=list(images))

    async def _there(self, known: RawImage | None, image: RawImage, stem: Path) -> RawImage | None:
        """The row of a photo whose file is already there; None where it has to be asked for."""
        if known is None or not await self._stands_at(known, stem):
            return None
        self._count("known")
        return replace(
            known,
            position=image.position,
            role=image.role,
            view=image.view,
            focus=image.focus,
            role_source=image.role_source,
        )

    async def _stored(self, image: RawImage, there: RawImage | None, stem: Path) -> RawImage:
        """The row of a photo as it is there already, or as its download left it; the ledger has that at once."""
        if there:
            return there
        try:
            response = await self._downloaded(image)
            if response.status != 200:
                raise PhotoError(f"http_{response.status}", image.url)
            # A full decode takes milliseconds to hundreds of them: not in the event loop.
            facts = await asyncio.to_thread(verify, response.body)
            if facts.format not in EXTENSIONS:
                raise PhotoError("unknown_format", facts.format)
        except PhotoError as error:
            return self._failed(image, "failed", error.reason, error)
        except IgnoreRequest as error:
            return self._failed(image, "refused", "robots_disallowed", error)
        except Exception as error:  # whatever a download can raise becomes the photo's reason, never a lost product
            return self._failed(image, "failed", reason_of(error), error)
        path = self.workspace.relative(self.raw.root / f"{stem}.{EXTENSIONS[facts.format]}")
        await asyncio.to_thread(self.storage.write, path, response.body)
        self._count("done")
        stored = replace(
            image,
            path=path,
            sha256=hashlib.sha256(response.body).hexdigest(),
            width=facts.width,
            height=facts.height,
            format=facts.format,
            bytes=len(response.body),
            status="done",
            reason="",
            consent="robots:allowed" if self.crawler.settings.getbool("ROBOTSTXT_OBEY") else "robots:not_asked",
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.ledger.save_image(stored)
        return stored

    async def _stands_at(self, known: RawImage, stem: Path) -> bool:
        """Whether a stored photo is still there, under the name it would get today."""
        named = (self.workspace.root / known.path).with_suffix("") == self.raw.root / stem
        return named and await asyncio.to_thread(self.storage.holds, known.path)

    async def _downloaded(self, image: RawImage) -> Response:
        assert self.crawler.engine
        # allow_offsite: a photo host is never the shop's own, and Scrapy would drop it without a line in the log.
        request = Request(
            image.url, callback=NO_CALLBACK, meta={"allow_offsite": True, "handle_httpstatus_all": True}, priority=1
        )
        return await self.crawler.engine.download_async(request)

    def _failed(self, image: RawImage, status: str, reason: str, error: Exception) -> RawImage:
        self._count(status)
        failed = replace(image, status=status, reason=reason)
        self.ledger.save_image(failed, str(error))
        return failed

    def _count(self, outcome: str) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"images/{outcome}")


def place(image: RawImage, folder: str, *, is_front: bool) -> Path:
    """Where a photo goes inside `raw/<store>/`, without its extension."""
    name = safe_name(image.id)
    return Path("images", folder, name) if is_front else Path("models", folder, f"{name}@{image.position}")


def reason_of(error: Exception) -> str:
    """What a download raised, as a reason: the class's name in snake_case, `truncated` for a body cut short.

    >>> reason_of(TimeoutError())
    'timeout'
    """
    if isinstance(error, ResponseDataLossError):
        return "truncated"
    name = type(error).__name__
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")
    return words.removesuffix("_error")
