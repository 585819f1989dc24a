"""What every store's spider does: check the arguments, walk listings, hand product pages to the store's page class."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from curation.errors import UnknownNameError
from curation.workspace import Workspace
from scrapers.consent.gate import RefusedError
from scrapers.ledger import Ledger
from scrapers.pages.item import Listing, PageError, ProductItem
from scrapers.replay import NotInReplayError, archive
from scrapers.spiders import arguments
from scrapers.throttle import HostBlockedError


class Pages(Protocol):
    """The page module of a store: pure functions from bytes and URL."""

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
        for argument in given:
            if argument not in self.accepts:
                raise UnknownNameError("argument", argument, self.accepts)
        self.limit = arguments.whole("limit", given.get("limit"))
        self.refresh = arguments.yes("refresh", given.get("refresh"))
        self.part = arguments.part(given.get("part"))
        self.narrowed = any(argument in given for argument in ("category", "color"))
        self.asked: set[str] = set()
        self.known: set[str] = set()
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
        crawler.signals.connect(spider.go_on, signals.spider_idle)
        return spider

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
        self.known = set() if self.refresh else self._known()
        for request in self.first_requests():
            yield request

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
            return
        for item in items:
            yield self.finished(item, category)

    def finished(self, item: ProductItem, category: str) -> ProductItem:
        """The item with what only the crawl knows; its unknown shapes counted."""
        for shape in item.unknown:
            self.count(f"schema_errors/{shape}")
        # A product page names its kind of article; under which category the store sells it, the listing knows.
        item.product.category = category or item.product.category
        item.product.fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
        return item

    def wants(self, url: str) -> bool:
        """Whether to ask for a product page: not asked for yet, in this share, and not known from an earlier crawl."""
        if url in self.asked or not self.part.holds(url):
            return False
        if url in self.known:
            self.asked.add(url)
            self.count("pages/known")
            return False
        if self.enough():
            return False
        self.asked.add(url)
        self.count("pages/asked")
        return True

    def enough(self) -> bool:
        """Whether as many product pages have been asked for as `limit` allows; known ones do not count."""
        assert self.crawler.stats
        return self.limit is not None and self.crawler.stats.get_value("pages/asked", 0) >= self.limit

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
        """A request without an answer; what an archive lacks and what a host's end means has been said already."""
        if isinstance(failure.value, RefusedError):
            self.count(f"consent/pages/refused/{failure.value.verdict.reason}")
            self.logger.info("%s", failure.value)
        elif isinstance(failure.value, HttpError):
            self.logger.warning("%s answered %d", failure.request.url, failure.value.response.status)
        elif not isinstance(failure.value, NotInReplayError | HostBlockedError):
            self.logger.warning("%s: %s", failure.request.url, failure.getErrorMessage())

    def _known(self) -> set[str]:
        """The pages of products that an earlier crawl has with all their photos."""
        raw = Workspace(Path(self.crawler.settings["WORKSPACE"])).raw(self.name)
        if not raw.ledger.is_file():
            return set()
        with Ledger(raw.ledger) as ledger:
            open_ids = {image.id for image in ledger.all_images() if image.status in ("queued", "failed")}
            return {product.product_url for product in ledger.products() if product.id not in open_ids}


def _asked_for(response: Response) -> str:
    """The address that the answer was asked under before any redirect."""
    assert response.request
    found: list[str] = response.request.meta.get("redirect_urls", [])
    return found[0] if found else response.url


def _led_elsewhere(response: Response) -> bool:
    """Whether redirects led to another path, which is another listing."""
    return urlsplit(_asked_for(response)).path.rstrip("/") != urlsplit(response.url).path.rstrip("/")
