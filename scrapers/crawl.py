"""`scrapy crawl` as this project runs it: what must be set is checked first, how it ended is said last.

Exit codes: 0 done, 1 a user's mistake or no product at all, 2 wrong usage, 3 the store refused.
"""

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import BaseSettings

from curation.errors import CrawlError, PairwearError, UnknownNameError
from scrapers.replay import check_mirror

BLOCKED = (
    "{store} refused this crawl, and a refusal is respected. What works instead: saved pages (scrapy parse-page), "
    "a partner's access, import of data you have (curate import)."
)


class Command(crawl.Command):
    """Adds checks, a closing line and exit codes to Scrapy's own command."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one store, as in: scrapy crawl zalando")
        try:
            crawler = self._checked(args[0], opts.spargs)
        except PairwearError as error:
            sys.stderr.write(f"Error: {error}\n")
            self.exitcode = 1
            return
        assert self.crawler_process
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = 1 if self.crawler_process.bootstrap_failed else self._ending(args[0], crawler)

    def _checked(self, store: str, arguments: dict[str, str]) -> Crawler:
        """The crawler, once everything a user can get wrong has been looked at.

        Raises:
            PairwearError: in one line.
        """
        assert self.crawler_process
        assert self.settings is not None
        if store not in self.crawler_process.spider_loader.list():
            raise UnknownNameError("store", store, sorted(self.crawler_process.spider_loader.list()))
        # Scrapy makes the spider itself later and would answer a wrong argument with a traceback.
        self.crawler_process.spider_loader.load(store)(**arguments)
        identify(self.settings)
        return self._create_crawler(store)

    def _ending(self, store: str, crawler: Crawler) -> int:
        assert self.settings is not None
        assert crawler.stats
        stats = crawler.stats.get_stats()
        products = stats.get("item_scraped_count", 0)
        counts = {name: stats.get(f"images/{name}", 0) for name in ("done", "known", "failed", "refused")}
        where = Path(self.settings["WORKSPACE"], "raw", store)
        sys.stdout.write(
            f"{store}: {products} products, {counts['done']} photos stored, {counts['known']} known, "
            f"{counts['failed']} failed, {counts['refused']} refused; {where}\n"
        )
        if stats.get("finish_reason") == "blocked":
            sys.stderr.write(f"Error: {BLOCKED.format(store=store)}\n")
            return 3
        if not products:
            sys.stderr.write(f"Error: no product was found at {store}; the log above says what was answered\n")
            return 1
        return 0


def identify(settings: BaseSettings) -> None:
    """Add the contact to the user agent; a live crawl without one does not start.

    Raises:
        CrawlError: neither CONTACT nor REPLAY is set, or REPLAY is no loopback address.
    """
    contact, mirror = str(settings.get("CONTACT") or "").strip(), settings.get("REPLAY")
    if mirror:
        check_mirror(mirror)
    elif not contact:
        raise CrawlError(
            "a live crawl needs the setting CONTACT, an address under which the store can reach you: "
            "-s CONTACT=you@example.org"
        )
    if contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", "cmdline")


class QuietItems(LogFormatter):
    """Items stay out of the log; everything else as Scrapy writes it."""

    def scraped(self, item: Any, response: Any, spider: Any) -> LogFormatterResult:
        return {"level": logging.DEBUG, "msg": "Scraped %(id)s", "args": {"id": item.product.id}}
