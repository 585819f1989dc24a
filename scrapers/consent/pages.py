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

REFUSED_META = "refused_page"
"""In the meta of a page that may not be kept: the verdict on its facts."""
_logger = logging.getLogger(__name__)


class PageConsent:
    """Drops the products of pages that may not be kept, and refuses photos in the name of their page.

    Of a page that was refused, images.csv has where its photos lie and why they are not here, and nothing else.
    """

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
                self._leave_out(given, facts)
                continue
            images = given.images if photos.outcome == "allowed" else [_marked(image, photos) for image in given.images]
            yield replace(given, images=images)

    def _read(self, response: Response) -> tuple[Verdict, Verdict]:
        gate = self.crawler.get_downloader_middleware(ConsentGate)
        assert gate
        facts, photos = gate.page(response)
        self._count(facts)
        if facts.outcome == "refused":
            response.meta[REFUSED_META] = facts
            _logger.info("%s may not be kept: %s (%s)", response.url, facts.reason, facts.source)
        return facts, photos

    def _leave_out(self, item: ProductItem, verdict: Verdict) -> None:
        spider: Any = self.crawler.spider
        assert self.crawler.stats
        if spider.ledger.folder(item.product.id):
            return  # kept when the page still permitted it, as its row says, with the date
        for image in item.images:
            place = RawImage(image.store, image.id, image.position, url=image.url, key=image.key)
            spider.ledger.save_image(_marked(place, verdict))
            self.crawler.stats.inc_value("images/refused")
            self.crawler.stats.inc_value(f"images/refused/{verdict.reason}")

    def _count(self, verdict: Verdict) -> None:
        assert self.crawler.stats
        why = {"allowed": "", "overridden": f"/{verdict.source}", "refused": f"/{verdict.reason}"}[verdict.outcome]
        self.crawler.stats.inc_value(f"consent/pages/{verdict.outcome}{why}")


def _marked(image: RawImage, verdict: Verdict) -> RawImage:
    if verdict.outcome == "refused":
        return replace(image, status="refused", reason=verdict.reason, consent=verdict.cell)
    return replace(image, consent=verdict.cell)
