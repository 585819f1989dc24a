"""`scrapy crawl-shops`: crawl this machine's share of a list of shops, each in a process of its own."""

import argparse
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from curation.errors import CrawlError, PairwearError
from scrapers.spiders.arguments import Part, part

STOPPED = 130
"""Exit code of a crawl that was stopped before its end."""


class Command(ScrapyCommand):
    """One line of the list is what follows `scrapy crawl`; no line is crawled by two machines."""

    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SHOPS"

    def short_desc(self) -> str:
        return "Crawl a share of a list of shops"

    def long_desc(self) -> str:
        return (
            "SHOPS is a text file; each line is what follows `scrapy crawl` for one shop, such as "
            "`schemaorg -a site=https://www.laden.example`; lines that begin with # are left out. A shop belongs to "
            "the same share on every machine, whatever lines are added. Settings (-s) hold for every crawl. "
            "Example: scrapy crawl-shops shops.txt --part 3/16 --jobs 4 -s CONTACT=you@example.org"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--part", metavar="K/N", help="this machine's share (default: all shops)")
        parser.add_argument("--jobs", type=int, default=1, metavar="J", help="shops crawled at once (default: 1)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or opts.jobs < 1:
            raise UsageError("name one list of shops, as in: scrapy crawl-shops shops.txt --part 3/16 --jobs 4")
        try:
            mine = share(Path(args[0]), part(opts.part))
        except PairwearError as error:
            sys.stderr.write(f"Error: {error}\n")
            self.exitcode = 1
            return
        settings = [word for setting in opts.set for word in ("-s", setting)]
        ended = crawl(mine, settings, opts.jobs)
        for line, code in ended.items():
            sys.stdout.write(f"{code}  {line}\n")
        self.exitcode = worst(list(ended.values()))


def share(path: Path, wanted: Part) -> list[str]:
    """The lines of a list that belong to a share, in their order.

    Raises:
        CrawlError: the file cannot be read, names no shop, names one twice, or has a line that no shell reads.
    """
    try:
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise CrawlError(f"{path} cannot be read ({error}); it is a text file with one shop a line") from error
    shops = [line for line in lines if line and not line.startswith("#")]
    if not shops:
        raise CrawlError(f"{path} names no shop; a line is what follows `scrapy crawl`, such as zalando")
    for line in shops:
        try:
            shlex.split(line)
        except ValueError as error:
            raise CrawlError(f"{path}: '{line}' ({error}); write it as you would after `scrapy crawl`") from None
        if shops.count(line) > 1:
            raise CrawlError(f"{path} names '{line}' twice; one crawl of a shop at a time is all it gets")
    return [line for line in shops if wanted.holds(line)]


def crawl(lines: Sequence[str], settings: Sequence[str], jobs: int) -> dict[str, int]:
    """Crawl shops, `jobs` of them at once; gives each line's exit code.

    After Ctrl-C or SIGTERM no further crawl is begun, and those at work end as they do on a signal of their own.
    """
    crawls = _Crawls(settings)
    # Ctrl-C reaches every process of a terminal, SIGTERM this one only: a batch system knows no other.
    before = signal.signal(signal.SIGTERM, crawls.pass_on)
    try:
        with ThreadPoolExecutor(jobs) as pool:
            waiting = {line: pool.submit(crawls.run, line) for line in lines}
            while True:
                try:
                    return {line: future.result() for line, future in waiting.items()}
                except KeyboardInterrupt:
                    crawls.stopped = True
    finally:
        signal.signal(signal.SIGTERM, before)


class _Crawls:
    """Crawls in processes of their own."""

    def __init__(self, settings: Sequence[str]) -> None:
        self._settings = settings
        self._at_work: set[subprocess.Popen[bytes]] = set()
        self.stopped = False

    def run(self, line: str) -> int:
        """The exit code of one crawl; 130 without a crawl where all were told to stop."""
        if self.stopped:
            return STOPPED
        script = Path(sys.executable).with_name("scrapy")
        environment = {"SCRAPY_SETTINGS_MODULE": "scrapers.settings", **os.environ}
        process = subprocess.Popen([script, "crawl", *shlex.split(line), *self._settings], env=environment)
        self._at_work.add(process)
        code = process.wait()
        self._at_work.discard(process)
        self.stopped = self.stopped or code == STOPPED
        return code

    def pass_on(self, number: int, frame: FrameType | None) -> None:
        """Hand a signal on to the crawls at work."""
        self.stopped = True
        for process in list(self._at_work):
            process.send_signal(number)


def worst(codes: Sequence[int]) -> int:
    """One exit code for many: stopped before a fault, a fault before a refusal, a refusal before success.

    A crawl that was killed counts as a fault.
    """
    return next((code for code in (STOPPED, 2, 1, 3) if code in codes), int(any(codes)))
