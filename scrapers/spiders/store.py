"""What every store's spider does: check the arguments, walk listings, hand product pages to the store's page class."""

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from socket import gethostname
from typing import Any, ClassVar, Protocol, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from curation.errors import UnknownNameError
from curation.workspace import Raw, Workspace
from scrapers.consent.gate import UNREACHABLE, RefusedError
from scrapers.images import reason_of
from scrapers.ledger import Ledger
from scrapers.ledger_crawls import now
from scrapers.pages.item import Listing, PageError, ProductItem
from scrapers.replay import NotInReplayError, archive
from scrapers.scheduler import PAGE, UNREAD
from scrapers.spiders import arguments
from scrapers.throttle import HostBlockedError

NOT_MODIFIED = 304
GONE = ("http_404", "http_410")


class Pages(Protocol):
    """The page module of a store: pure functions from bytes and URL."""

    PARSER: str

    def products(self, body: bytes, url: str) -> list[ProductItem]: ...

    def listing(self, body: bytes, url: str) -> Listing: ...


class StoreSpider(scrapy.Spider):
    """Crawls a store by category and colour. A subclass says where listings are; its pages say what stands on them."""

    pages: Pages
    accepts: ClassVar[tuple[str, ...]] = ("category", "color", "limit", "refresh", "part")
    """The arguments of this spider."""
    categories: Mapping[str, str]
    """Our category -> the store's slug."""
    colors: Mapping[str, str]
    """Our colour -> the store's word in a listing URL."""

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        # Scrapyd names its job in an argument of its own, _job; two jobs of one crawl are one crawl.
        given = {argument: value for argument, value in given.items() if not argument.startswith("_")}
        for argument in given:
            if argument not in self.accepts:
                raise UnknownNameError("argument", argument, self.accepts)
        self.limit = arguments.whole("limit", given.get("limit"))
        self.refresh = arguments.yes("refresh", given.get("refresh"))
        self.part = arguments.part(given.get("part"))
        self.narrowed = any(argument in given for argument in ("category", "color"))
        self.given = given
        self.fresh: set[str] = set()
        self.seen: list[str] = []
        self.choose(given)

    wanted_colors: Sequence[str] = ()
    """The store's words for the colours that listings are narrowed to; none = all."""

    def choose(self, given: Mapping[str, str]) -> None:
        """Check what the arguments narrow the crawl to.

        Raises:
            PairwearError: a category or colour is not known.
        """
        self.wanted_categories = arguments.chosen("category", given.get("category"), self.categories, "categories")
        color = given.get("color")
        self.wanted_colors = arguments.chosen("color", color, self.colors, "colors") if color is not None else []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(Path(crawler.settings["WORKSPACE"]))
        spider.open_ledger(Path(crawler.settings["WORKSPACE"]))
        crawler.signals.connect(spider.go_on, signals.spider_idle)
        return spider

    def open_ledger(self, workspace: Path) -> None:
        """Begin a crawl, or go on with the one that the same arguments began and nothing finished.

        Raises:
            CrawlError: the ledger cannot be used.
        """
        self.raw = self.folder(workspace)
        self.ledger = Ledger(self.raw.ledger)
        arguments = json.dumps(self.given, sort_keys=True)
        self.crawl = self.ledger.crawls.begin(arguments, now(), f"process {os.getpid()} on {gethostname()}")
        self.queue = self.ledger.pages(self.crawl)
        self.accepted = self.accepted_before()

    def folder(self, workspace: Path) -> Raw:
        """Where this crawl writes; a share of a store has a folder of its own, so that shares can be put together."""
        return Workspace(workspace).raw(self.name, self.part.number, self.part.of)

    def accepted_before(self) -> int:
        """How many products this crawl was to ask for when an earlier process of it ended."""
        return self.queue.product_pages()

    @property
    def reading(self) -> str:
        """What reads the pages; where it changed, an unchanged page has to be read again."""
        return self.pages.PARSER

    def prepare(self, workspace: Path) -> None:
        """What the arguments mean in this workspace.

        Raises:
            PairwearError: a file that they name is missing or wrong.
        """

    def listing_url(self, category: str, color: str) -> str:
        """The first listing page of a category (store's slug), narrowed to a colour (store's word; empty = all)."""
        raise NotImplementedError(f"{type(self).__name__} must say where its listings are")

    def serves(self, url: str) -> bool:
        """Whether a saved page is one of this store's."""
        raise NotImplementedError(f"{type(self).__name__} must say which pages are its own")

    async def start(self) -> AsyncIterator[Any]:
        if self.whole and not self.crawl.resumed:
            self.ask_again()
        for request in self.first_requests():
            yield request

    @property
    def whole(self) -> bool:
        """Whether this crawl is to find every product that the store has."""
        return not (self.narrowed or self.limit or archive(self.crawler.settings))

    def ask_again(self) -> None:
        """Queue what earlier crawls left or failed to get, and with `refresh` every product page that is known.

        Listings may no longer lead there.
        """
        again = [url for url in self.queue.open_again(everything=self.refresh) if self.part.holds(url)]
        self.queue.queue_again(again)
        for _ in again:
            self.count("pages/asked")

    def first_requests(self) -> Iterator[scrapy.Request]:
        """Where the crawl begins: the listing of each category and colour."""
        for category in self.wanted_categories:
            for color in self.wanted_colors or [""]:
                yield self.ask(self.listing_url(category, color), self.parse, category=category)

    def ask(self, url: str, callback: Any, **arguments: Any) -> scrapy.Request:
        return scrapy.Request(url, callback, errback=self.unanswered, cb_kwargs=arguments)

    def parse(self, response: Response, category: str = "") -> Iterator[scrapy.Request]:
        """Follow a listing: its products as far as they are wanted, and the pages after it."""
        if self.wanted_colors and _led_elsewhere(response):
            # A store that has nothing in a colour answers with the whole category.
            self.count("listings/redirected")
            self.logger.warning("%s led to %s, which is not what was asked for", _asked_for(response), response.url)
            return
        listing = self.pages.listing(response.body, response.url)
        for url in listing.product_urls:
            if self.enough():
                return
            if self.wants(url):
                yield self.ask(url, self.parse_product, category=category)
        for url in listing.next_urls:
            yield self.ask(url, self.parse, category=category)

    def parse_product(self, response: Response, category: str = "") -> Iterator[ProductItem]:
        """The products of a page; a page without one is a shape that no rule reads, counted and logged."""
        try:
            items = self.pages.products(response.body, response.url)
        except PageError as error:
            self.count("schema_errors/no_product")
            self.logger.warning("%s", error)
            response.meta[UNREAD] = "no_product"
            return
        for item in items:
            yield self.finished(item, category)

    def finished(self, item: ProductItem, category: str) -> ProductItem:
        """The item with what only the crawl knows; its unknown shapes counted."""
        for shape in item.unknown:
            self.count(f"schema_errors/{shape}")
        # A product page names its kind of article; under which category the store sells it, the listing knows.
        item.product.category = category or item.product.category
        item.product.fetched_at = now()
        return item

    def wants(self, url: str) -> bool:
        """Whether to ask for a product page: not asked for yet, in this share, and not known from an earlier crawl.

        What is wanted, and what is known already, is entered together with the page that led to it.
        """
        try:
            url = Request(url).url
        except ValueError:
            self.count("schema_errors/address:unusable")
            return False
        if url in self.fresh or not self.part.holds(url):
            return False
        if self.queue.has(url):
            self.seen.append(url)
            return False
        if not self.refresh and self.queue.known(url):
            self.seen.append(url)
            self.count("pages/known")
            return False
        if self.enough():
            return False
        self.fresh.add(url)
        self.accept()
        return True

    def accept(self) -> None:
        """Count a product towards `limit`."""
        self.accepted += 1
        self.count("pages/asked")

    def enough(self) -> bool:
        """Whether as many product pages have been asked for as `limit` allows; known ones do not count."""
        return self.limit is not None and self.accepted >= self.limit

    def count(self, name: str) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(name)

    def go_on(self) -> None:
        """When nothing is left to ask for: whether there is more after all.

        Raises:
            DontCloseSpider: there is; the crawl goes on.
        """
        assert self.crawler.engine
        found = list(self.more_requests())
        for request in found:
            self.crawler.engine.crawl(request)
        if found:
            raise DontCloseSpider

    def more_requests(self) -> Iterator[scrapy.Request]:
        """The pages of an archive that no listing led to; a crawl narrowed to a category leaves them out."""
        saved = archive(self.crawler.settings)
        for url in saved.pages if saved and not self.narrowed else ():
            if self.serves(url) and self.wants(url):
                yield self.ask(url, self.parse_saved)

    def parse_saved(self, response: Response) -> Iterator[ProductItem]:
        """A page of an archive may be anything: where it is no product's, that is nothing to report."""
        try:
            items = self.pages.products(response.body, response.url)
        except PageError:
            self.count("pages/saved_without_product")
            return
        for item in items:
            yield self.finished(item, "")

    def unanswered(self, failure: Any) -> Any:
        """A page without an answer that can be read keeps the reason; one that did not change is as good as read."""
        error, page = failure.value, failure.request.meta.pop(PAGE, None)
        if isinstance(error, HostBlockedError):
            # The throttle has said it. The page stays as one that was asked for: the next crawl asks again.
            return
        status, reason = outcome(error)
        if page:
            consent = error.verdict.cell if isinstance(error, RefusedError) else ""
            self.queue.finish(page, status, reason, consent=consent)
        if status == "done":
            self.count("pages/unchanged")
            return
        if reason in GONE and page and self.queue.was_read(page.url):
            self.count("pages/gone")
        if isinstance(error, RefusedError):
            self.count(f"consent/pages/refused/{reason}")
            self.logger.info("%s", error)
        elif isinstance(error, HttpError):
            self.logger.warning("%s answered %d", failure.request.url, error.response.status)
        # One that an archive does not hold has been listed by the archive already.
        elif not isinstance(error, NotInReplayError):
            self.logger.warning("%s: %s", failure.request.url, failure.getErrorMessage())


def outcome(error: Exception) -> tuple[str, str]:
    """What a missing answer makes of a page: its status, and why in a snake_case word."""
    if isinstance(error, HttpError):
        status = error.response.status
        return ("done", "") if status == NOT_MODIFIED else ("failed", f"http_{status}")
    if isinstance(error, RefusedError):
        return "failed" if error.verdict.reason == UNREACHABLE else "refused", error.verdict.reason
    return "failed", reason_of(error)


def _asked_for(response: Response) -> str:
    """The address that the answer was asked under before any redirect."""
    assert response.request
    found: list[str] = response.request.meta.get("redirect_urls", [])
    return found[0] if found else response.url


def _led_elsewhere(response: Response) -> bool:
    """Whether redirects led to another path, which is another listing."""
    return urlsplit(_asked_for(response)).path.rstrip("/") != urlsplit(response.url).path.rstrip("/")
