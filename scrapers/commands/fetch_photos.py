"""`scrapy fetch-photos LIST`: the photos that a list names, as politely as a crawl; what `curate rebuild` runs."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from scrapy.cmdline import execute
from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from curation.errors import PairwearError
from scrapers import refusal
from scrapers.consent.verdict import policy
from scrapers.crawl import identify, rarely_collect
from scrapers.frontier import EXPORT_ERROR
from scrapers.ledger import Ledger
from scrapers.links import LinksSpider
from scrapers.lock import only_crawl
from scrapers.numbers import check_numbers
from scrapers.storage import split, storage
from scrapers.throttle import BLOCKED


class Command(ScrapyCommand):
    """Checks, fetches, and ends with a crawl's exit codes: 0, 1, 2, 3 where a host refused, 130 when stopped."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"EXTENSIONS": {"scrapers.links.LinkProgress": 500}}

    def syntax(self) -> str:
        return "[options] LIST"

    def short_desc(self) -> str:
        return "Fetch the photos of a list, politely"

    def long_desc(self) -> str:
        return (
            "LIST is a CSV file with the columns id (names the photo) and url. Robots, opt-outs, delays and limits are "
            "those of scrapy crawl; photos and images.csv, which says what came of each, go to WORKSPACE/raw/links. "
            "What is there is not asked for again; what failed is. "
            "Example: scrapy fetch-photos links.csv -s WORKSPACE=photos -s CONTACT=you@example.org"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one list, as in: scrapy fetch-photos links.csv -s WORKSPACE=photos")
        process, settings = self.crawler_process, self.settings
        assert process
        assert settings is not None
        split(settings)
        # At the priority of the project's own settings: a store's progress counts pages, of which there are none.
        settings.set("EXTENSIONS", self.default_settings["EXTENSIONS"], "project")
        try:
            raw = LinksSpider(list=args[0]).folder(Path(settings["WORKSPACE"]))
            identify(settings)
            policy(settings)
            check_numbers(settings)
            storage(settings)
            with only_crawl(raw):
                Ledger(raw.ledger).close()
                crawler = process.create_crawler(LinksSpider)
                rarely_collect()
                process.crawl(crawler, list=args[0])
                process.start()
        except PairwearError as error:
            sys.stderr.write(f"Error: {error}\n")
            self.exitcode = 1
            return
        self.exitcode = 1 if process.bootstrap_failed else _ending(crawler, raw.root)


def _ending(crawler: Crawler, where: Path) -> int:
    """Say what came, and give the exit code."""
    assert crawler.stats
    stats = crawler.stats.get_stats()
    counts = {name: stats.get(f"images/{name}", 0) for name in ("done", "known", "failed", "refused")}
    sys.stdout.write(
        f"{counts['done']} photos stored, {counts['known']} known, {counts['failed']} failed, "
        f"{counts['refused']} refused; {where}\n"
    )
    for line in refusal.remarks(stats):
        sys.stderr.write(f"{line}\n")
    code, message = verdict(stats)
    if message:
        sys.stderr.write(f"{message}\n")
    return code


def verdict(stats: Mapping[str, Any]) -> tuple[int, str]:
    """The exit code of a run that ended, and what a person has to know; empty where all is well."""
    if EXPORT_ERROR in stats:
        return 1, f"Error: the tables could not be written ({stats[EXPORT_ERROR]}); the same command writes them again"
    if BLOCKED in stats:
        return 3, f"Error: {refusal.refusal('a host', stats)}"
    if stats.get("finish_reason") != "finished":
        return 130, "stopped before the end; the same command goes on from here"
    return 0, ""


def main() -> None:
    """Run the command without the `scrapy` script, which may be another environment's."""
    execute(["scrapy", "fetch_photos", *sys.argv[1:]], _settings())


def _settings() -> Settings:
    settings = Settings()
    settings.setmodule("scrapers.settings", priority="project")
    settings.set("COMMANDS_MODULE", "scrapers.commands", "project")
    return settings


if __name__ == "__main__":
    main()
