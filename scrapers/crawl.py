"""`scrapy crawl` as this project runs it: what must be set is checked first, how it ended is said last.

Exit codes: 0 done, 1 a user's mistake, no product at all or less than the floors of scrapers/health.py, 2 wrong usage,
3 the store refused, 130 stopped before the end (Ctrl-C or SIGTERM); the same command goes on.
"""

import argparse
import gc
import logging
import re
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
from scrapers.frontier import EXPORT_ERROR, FINDINGS, HEALTH
from scrapers.health import floors, lost_listings
from scrapers.ledger import Ledger
from scrapers.lock import only_crawl
from scrapers.numbers import check_numbers
from scrapers.replay import MISSING, check_replay
from scrapers.spiders.arguments import Part
from scrapers.storage import split, storage
from scrapers.throttle import BLOCKED

SHOWN = 20
"""How many of the addresses that an archive lacks are listed by name."""
_ERRORS = "schema_errors/"
_CONTACT = re.compile(r"[^@\s()]+@[^@\s()]+\.[^@\s()]+|https?://[^\s()]+")


class Command(crawl.Command):
    """Adds checks, a closing line and exit codes to Scrapy's own command."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one store, as in: scrapy crawl zalando")
        process, settings = self.crawler_process, self.settings
        assert process
        assert settings is not None
        split(settings)
        try:
            spider = self._checked(args[0], opts.spargs)
            raw = spider.folder(Path(settings["WORKSPACE"]))
            with only_crawl(raw):
                # Only now: an older ledger is migrated, and not under the crawl that uses it.
                Ledger(raw.ledger).close()
                crawler = self._create_crawler(args[0])
                rarely_collect()
                process.crawl(crawler, **opts.spargs)
                process.start()
        except PairwearError as error:
            sys.stderr.write(f"Error: {error}\n")
            self.exitcode = 1
            return
        self.exitcode = 1 if process.bootstrap_failed else self._ending(spider, crawler)

    def _checked(self, store: str, arguments: dict[str, str]) -> Any:
        """A spider, once everything a user can get wrong has been looked at; the crawl makes its own.

        Raises:
            PairwearError: in one line.
        """
        assert self.crawler_process
        assert self.settings is not None
        if store not in self.crawler_process.spider_loader.list():
            raise UnknownNameError("store", store, sorted(self.crawler_process.spider_loader.list()))
        # Scrapy makes the spider itself later and would answer a wrong argument with a traceback.
        spider: Any = self.crawler_process.spider_loader.load(store)(**arguments)
        workspace = Path(self.settings["WORKSPACE"])
        spider.prepare(workspace)
        identify(self.settings)
        policy(self.settings)
        check_numbers(self.settings)
        floors(self.settings)
        share_delays(self.settings, spider.part)
        storage(self.settings)
        return spider

    def _ending(self, spider: Any, crawler: Crawler) -> int:
        """Say what came of the crawl, and give the exit code."""
        assert self.settings is not None
        assert crawler.stats
        stats = crawler.stats.get_stats()
        folder = spider.folder(Path(self.settings["WORKSPACE"])).root
        where: object = folder
        if bucket := self.settings.get("PHOTOS"):
            where = f"{bucket.rstrip('/')}/raw/{folder.name}, ledger in {folder}"
        sys.stdout.write(f"{closing_line(spider.name, stats, where)}\n")
        for line in remarks(stats):
            sys.stderr.write(f"{line}\n")
        code, message = verdict(spider.name, stats)
        if message:
            sys.stderr.write(f"{message}\n")
        return code


def rarely_collect() -> None:
    """Look for cyclic garbage less often: a page becomes a tree of thousands of objects that is dropped as a whole.

    With Python's own thresholds the search takes an eighth of the time that a crawl of large pages takes.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def verdict(store: str, stats: Mapping[str, Any]) -> tuple[int, str]:
    """The exit code of a crawl that ended, and what a person has to know; empty where all is well."""
    reason, health = stats.get("finish_reason"), stats.get(HEALTH, {})
    if EXPORT_ERROR in stats:
        return 1, f"Error: the tables could not be written ({stats[EXPORT_ERROR]}); the same command writes them again"
    stopped = reason != "finished" or not health
    # One that was stopped while a host said "later" was not refused yet.
    if (BLOCKED in stats or not stopped) and (why := refusal.refusal(store, stats)):
        return 3, f"Error: {why}"
    if stopped:
        waiting = health.get("waiting")
        left = f"; {waiting} pages are still to be asked for" if waiting else ""
        why = f" ({reason})" if reason not in (None, "shutdown") else ""
        return 130, f"stopped before the end{why}{left}; the same command goes on from here"
    below = stats.get(FINDINGS, [])
    if below:
        listed = "".join(f"\n  {line}" for line in below)
        return 1, (
            f"Error: {store} is below its floors; look at it before you use it:{listed}\n"
            "What came is kept. The floors are the HEALTH_ settings of scrapers/settings.py."
        )
    if nothing_found(health):
        return 1, f"Error: no product was found at {store}; the log above says what was answered"
    return 0, ""


def nothing_found(health: Mapping[str, Any]) -> bool:
    """Whether a crawl read no product and met none that is known."""
    met = health["unchanged"] or health["listed"] > health["pages"]
    return not health["products"] and not (health["in_all"] and met)


def share_delays(settings: BaseSettings, part: Part) -> None:
    """Wait as many times longer as there are shares: all machines together ask a store as often as one would."""
    slots = {
        # One that sets no delay of its own has DOWNLOAD_DELAY.
        host: {**slot, "delay": slot["delay"] * part.of} if "delay" in slot else slot
        for host, slot in settings.getdict("DOWNLOAD_SLOTS").items()
    }
    # At the priority they have: REPLAY and the command line still have the last word.
    settings.set("DOWNLOAD_SLOTS", slots, settings.getpriority("DOWNLOAD_SLOTS") or "project")
    delay = settings.getfloat("DOWNLOAD_DELAY") * part.of
    settings.set("DOWNLOAD_DELAY", delay, settings.getpriority("DOWNLOAD_DELAY") or "project")


def closing_line(store: str, stats: Mapping[str, Any], where: object) -> str:
    """What a crawl brought, in one line; products known from an earlier crawl and schema errors where there are any."""
    counts = {name: stats.get(f"images/{name}", 0) for name in ("done", "known", "failed", "refused")}
    errors = sum(_schema_errors(stats).values())
    pages = {name: stats.get(f"pages/{name}", 0) for name in ("known", "unchanged")}
    besides = ", ".join(f"{count} {name}" for name, count in pages.items() if count)
    return (
        f"{store}: {stats.get('item_scraped_count', 0)} products{f' ({besides})' if besides else ''}, "
        f"{counts['done']} photos stored, {counts['known']} known, {counts['failed']} failed, "
        f"{counts['refused']} refused{f', {errors} schema errors' if errors else ''}; {where}"
    )


def remarks(stats: Mapping[str, Any]) -> list[str]:
    """What a person should know besides: refusals and failures, shapes that no rule reads, what an archive lacks."""
    found = [f"schema error {shape}: {count} times" for shape, count in sorted(_schema_errors(stats).items())]
    if gone := stats.get("pages/gone", 0):
        found.append(f"{gone} known product pages are gone (404 or 410); their rows and photos stay")
    if vanished := stats.get(HEALTH, {}).get("vanished", 0):
        found.append(f"{vanished} known product pages are listed no more; their rows and photos stay")
    if HEALTH in stats and (lost := lost_listings(stats[HEALTH])) and lost not in stats.get(FINDINGS, []):
        found.append(lost)
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
        CrawlError: neither CONTACT nor REPLAY is set, CONTACT is no address, USER_AGENT hides who asks, or REPLAY is
            neither a loopback address nor an archive.
    """
    contact, mirror = str(settings.get("CONTACT") or "").strip(), settings.get("REPLAY")
    if mirror:
        check_replay(mirror)
    elif not contact:
        raise CrawlError(
            "a live crawl needs the setting CONTACT, an address under which the store can reach you: "
            "-s CONTACT=you@example.org"
        )
    if contact and not _CONTACT.fullmatch(contact):
        raise CrawlError(f"CONTACT must be an e-mail address or the address of a web page, not '{contact}'")
    agent = str(settings["USER_AGENT"])
    if not agent.startswith("pairwear/"):
        raise CrawlError(
            f"USER_AGENT must begin with 'pairwear/', since stores are told who asks and robots.txt is read for that "
            f"name; it is '{agent}'"
        )
    if contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", "cmdline")


class QuietItems(LogFormatter):
    """Items stay out of the log; everything else as Scrapy writes it."""

    def scraped(self, item: Any, response: Any, spider: Any) -> LogFormatterResult:
        return {"level": logging.DEBUG, "msg": "Scraped %(id)s", "args": {"id": item.product.id}}
