"""Store the photos of an item: permitted, original bytes, verified by a full decode, hashed, written whole.

Scrapy's own ImagesPipeline is not used: since 2.14 it encodes every JPEG again at quality 75 and turns transparency
black. Files are named as the ledger first saw them: `images/<category>/<id>.<ext>` for the product photo,
`models/<category>/<id>@<position>.<ext>` for every other.
"""

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from curation.errors import PhotoError
from curation.pixels import verify
from curation.schema import RawImage
from curation.workspace import Raw, Workspace, safe_name
from scrapers.addresses import AddressError
from scrapers.consent.gate import PHOTO_META, UNREACHABLE, ConsentGate, RefusedError
from scrapers.consent.verdict import Verdict
from scrapers.ledger import Ledger
from scrapers.pages.item import ProductItem
from scrapers.storage import storage
from scrapers.throttle import HostBlockedError

EXTENSIONS = {"jpeg": "jpg", "mpo": "jpg", "png": "png", "webp": "webp", "avif": "avif", "gif": "gif"}
"""What is stored, and under which extension. Anything else is refused as `unknown_format`."""

_logger = logging.getLogger(__name__)


class ImagePipeline:
    """Downloads the photos of each item; a photo that fails keeps its reason and costs nothing else."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        # The first id of each name in this process: two of them may be on their way to the ledger together.
        self._names: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        assert self.crawler.spider
        self.workspace = Workspace(Path(self.crawler.settings["WORKSPACE"]))
        self.raw: Raw = self.crawler.spider.raw  # type: ignore[attr-defined]
        self.storage = storage(self.crawler.settings)
        self.ledger: Ledger = self.crawler.spider.ledger  # type: ignore[attr-defined]

    async def process_item(self, item: ProductItem) -> ProductItem:
        product = item.product
        folder = self.ledger.folder(product.id) or safe_name(product.category or "uncategorised")
        known = {image.key: image for image in self.ledger.images(product.id) if image.status == "done"}
        front = next((image.position for image in item.images if image.role == "product"), None)
        name = self._name(product.id)
        stems = [place(image, folder, name, is_front=image.position == front) for image in item.images]
        there = await asyncio.gather(
            *(self._there(known.get(image.key), image, stem) for image, stem in zip(item.images, stems))
        )
        self.ledger.expect([image for image, found in zip(item.images, there) if not found])
        images = await asyncio.gather(
            *(self._stored(image, found, stem) for image, found, stem in zip(item.images, there, stems))
        )
        return replace(item, images=list(images))

    def _name(self, product_id: str) -> str:
        """The name of a product's files: "a1" is not "A1", but Windows and macOS would put one over the other."""
        first = self.ledger.first_of_name(product_id) or self._names.setdefault(product_id.lower(), product_id)
        return safe_name(product_id, taken=first != product_id)

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
        if image.status == "refused":  # by the page that shows it
            return self._without(image, "refused", image.reason)
        try:
            response = await self._downloaded(image)
            if response.status != 200:
                raise PhotoError(f"http_{response.status}", f"{image.url} answered {response.status}")
            verdict = self._permitted(image, response)
            # A full decode takes milliseconds to hundreds of them: not in the event loop.
            facts = await asyncio.to_thread(verify, response.body)
            if facts.format not in EXTENSIONS:
                raise PhotoError("unknown_format", facts.format)
        except RefusedError as error:
            # What may not be kept is refused for good; what only could not be asked is asked for next time.
            status = "failed" if error.verdict.reason == UNREACHABLE else "refused"
            refused = replace(image, consent=error.verdict.cell)
            return self._without(refused, status, error.verdict.reason, str(error))
        except Exception as error:  # whatever a download can raise becomes the photo's reason, never a lost product
            return self._without(image, "failed", reason_of(error), str(error))
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
            consent=verdict.cell,
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
        meta = {
            # A photo host is never the shop's own, and Scrapy would drop it without a line in the log.
            "allow_offsite": True,
            "download_maxsize": self.crawler.settings.getint("PHOTO_MAXSIZE"),
            PHOTO_META: image.url,
        }
        try:
            request = Request(image.url, callback=NO_CALLBACK, meta=meta, priority=1)
        except ValueError as error:
            raise PhotoError("bad_url", f"'{image.url[:200]}': {error}") from None
        return await self.crawler.engine.download_async(request)

    def _permitted(self, image: RawImage, response: Response) -> Verdict:
        """The verdict on an answered photo; an agreement by which its page was read stays in it.

        Raises:
            RefusedError: the photo may not be kept.
        """
        gate = self.crawler.get_downloader_middleware(ConsentGate)
        assert gate
        verdict = gate.photo(response.url, response.headers)
        if verdict.outcome == "refused":
            raise RefusedError(response.url, verdict)
        page = Verdict.read(image.consent)
        verdict = page if page and verdict.outcome == "allowed" else verdict
        if verdict.outcome == "overridden":
            assert self.crawler.stats
            self.crawler.stats.inc_value(f"consent/photos/overridden/{verdict.source}")
        return verdict

    def _without(self, image: RawImage, status: str, reason: str, error: str = "") -> RawImage:
        """The row of a photo that was not stored, refused or failed, and why."""
        self._count(status, reason)
        _logger.info("photo %s@%d %s: %s (%s)", image.id, image.position, status, reason, error or image.consent)
        without = replace(image, status=status, reason=reason)
        self.ledger.save_image(without, error)
        return without

    def _count(self, outcome: str, reason: str = "") -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"images/{outcome}")
        if reason:
            self.crawler.stats.inc_value(f"images/{outcome}/{reason}")


def place(image: RawImage, folder: str, name: str, *, is_front: bool) -> Path:
    """Where a photo of the product `name` goes inside `raw/<store>/`, without its extension."""
    return Path("images", folder, name) if is_front else Path("models", folder, f"{name}@{image.position}")


REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_many_bytes"),
    (HostBlockedError, "host_blocked"),
)
"""Words for what Scrapy raises under a name of its own."""


def reason_of(error: Exception) -> str:
    """What went wrong as a reason: that of the error itself, a word of ours, or its class's name in snake_case.

    >>> reason_of(TimeoutError())
    'timeout'
    """
    if isinstance(error, PhotoError | AddressError):
        return error.reason
    for kind, reason in REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, IgnoreRequest):
        # Scrapy says these two in words only.
        return "too_many_redirects" if "redirections" in str(error) else "too_many_bytes"
    name = type(error).__name__
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")
    return words.removesuffix("_error")
