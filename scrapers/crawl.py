"""`scrapy crawl` as this project runs it: what must be set is checked first, how it ended is said last.

Exit codes: 0 done, 1 a user's mistake or no product at all, 2 wrong usage, 3 the store refused.
"""

import argparse
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import BaseSettings

from curation.errors import CrawlError, PairwearError, UnknownNameError
from scrapers import refusal
from scrapers.consent.verdict import policy
from scrapers.replay import MISSING, check_replay

SHOWN = 20
"""How many of the addresses that an archive lacks are listed by name."""
_ERRORS = "schema_errors/"


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
        spider: Any = self.crawler_process.spider_loader.load(store)(**arguments)
        spider.prepare(Path(self.settings["WORKSPACE"]))
        identify(self.settings)
        policy(self.settings)
        return self._create_crawler(store)

    def _ending(self, store: str, crawler: Crawler) -> int:
        assert self.settings is not None
        assert crawler.stats
        # A shop without a spider of its own is a store under its own name.
        store = crawler.spider.name if crawler.spider else store
        stats = crawler.stats.get_stats()
        sys.stdout.write(f"{closing_line(store, stats, Path(self.settings['WORKSPACE'], 'raw', store))}\n")
        for line in remarks(stats):
            sys.stderr.write(f"{line}\n")
        if why := refusal.refusal(store, stats):
            sys.stderr.write(f"Error: {why}\n")
            return 3
        if not stats.get("item_scraped_count", 0) and not stats.get("pages/known", 0):
            sys.stderr.write(f"Error: no product was found at {store}; the log above says what was answered\n")
            return 1
        return 0


def closing_line(store: str, stats: Mapping[str, Any], where: Path) -> str:
    """What a crawl brought, in one line; products known from an earlier crawl and schema errors where there are any."""
    counts = {name: stats.get(f"images/{name}", 0) for name in ("done", "known", "failed", "refused")}
    known, errors = stats.get("pages/known", 0), sum(_schema_errors(stats).values())
    return (
        f"{store}: {stats.get('item_scraped_count', 0)} products{f' ({known} known)' if known else ''}, "
        f"{counts['done']} photos stored, {counts['known']} known, {counts['failed']} failed, "
        f"{counts['refused']} refused{f', {errors} schema errors' if errors else ''}; {where}"
    )


def remarks(stats: Mapping[str, Any]) -> list[str]:
    """What a person should know besides: refusals and failures, shapes that no rule reads, what an archive lacks."""
    found = [f"schema error {shape}: {count} times" for shape, count in sorted(_schema_errors(stats).items())]
    missing = stats.get(MISSING, [])
    if missing:
        found.append(f"{MISSING}: {len(missing)} addresses")
        found += [f"  {url}" for url in missing[:SHOWN]]
        found += [f"  and {len(missing) - SHOWN} more"] if len(missing) > SHOWN else []
    return [*found, *refusal.remarks(stats)]


def _schema_errors(stats: Mapping[str, Any]) -> dict[str, int]:
    return {name.removeprefix(_ERRORS): count for name, count in stats.items() if name.startswith(_ERRORS)}


def identify(settings: BaseSettings) -> None:
    """Add the contact to the user agent; a live crawl without one does not start.

    Raises:
        CrawlError: neither CONTACT nor REPLAY is set, or REPLAY is neither a loopback address nor an archive.
    """
    contact, mirror = str(settings.get("CONTACT") or "").strip(), settings.get("REPLAY")
    if mirror:
        check_replay(mirror)
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
