"""Hold back what a page does not permit to be kept: its facts, or only its photos.

Spider middleware, so that it stands between every spider's pages and the pipelines, whatever the spider calls its
methods.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from curation.schema import RawImage
from scrapers.consent.gate import ConsentGate
from scrapers.consent.verdict import Verdict
from scrapers.pages.item import ProductItem

CONSENT_META = "consent"
"""In the meta of a page's request, once its products have been read: the verdict on its facts, as a cell."""
_logger = logging.getLogger(__name__)


class PageConsent:
    """Drops the products of pages that may not be kept, and refuses photos in the name of their page."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any], spider: Any = None
    ) -> AsyncIterator[Any]:
        verdicts: tuple[Verdict, Verdict] | None = None
        async for given in result:
            if not isinstance(given, ProductItem):
                yield given
                continue
            if verdicts is None:
                verdicts = self._read(response)
            facts, photos = verdicts
            if facts.outcome == "refused":
                continue
            images = given.images if photos.outcome == "allowed" else [_marked(image, photos) for image in given.images]
            yield replace(given, images=images)

    def _read(self, response: Response) -> tuple[Verdict, Verdict]:
        gate = self.crawler.get_downloader_middleware(ConsentGate)
        assert gate
        facts, photos = gate.page(response)
        if response.request:
            response.request.meta[CONSENT_META] = facts.cell
        self._count(facts)
        if facts.outcome == "refused":
            _logger.info("%s may not be kept: %s (%s)", response.url, facts.reason, facts.source)
        return facts, photos

    def _count(self, verdict: Verdict) -> None:
        assert self.crawler.stats
        why = {"allowed": "", "overridden": f"/{verdict.source}", "refused": f"/{verdict.reason}"}[verdict.outcome]
        self.crawler.stats.inc_value(f"consent/pages/{verdict.outcome}{why}")


def _marked(image: RawImage, verdict: Verdict) -> RawImage:
    if verdict.outcome == "refused":
        return replace(image, status="refused", reason=verdict.reason, consent=verdict.cell)
    return replace(image, consent=verdict.cell)
