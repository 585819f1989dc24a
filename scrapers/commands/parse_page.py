"""`scrapy parse-page URL FILE`: what a saved page gives, as JSON, offline."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from curation.errors import PairwearError
from scrapers.pages import page_for

_ARGUMENTS = 2


class Command(ScrapyCommand):
    """Prints a product; the page module is chosen by the address, schema.org where its host is unknown."""

    requires_project = False
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "<url> <file>"

    def short_desc(self) -> str:
        return "Print the product that a saved page shows, as JSON"

    def long_desc(self) -> str:
        return (
            "Print the product that a saved page shows, as JSON, without any network. "
            "URL is where the page came from and chooses how it is read; FILE is the saved page, - for standard input."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != _ARGUMENTS:
            raise UsageError("give the page's address and its file: scrapy parse-page URL FILE")
        url, name = args
        try:
            item = page_for(url).product(_bytes(name), url)
        except (PairwearError, OSError) as error:
            print(f"Error: {error if isinstance(error, PairwearError) else _unreadable(name, error)}", file=sys.stderr)
            self.exitcode = 1
            return
        text = json.dumps(item.to_json(), indent=2, ensure_ascii=False)
        sys.stdout.buffer.write(f"{text}\n".encode())
        sys.stdout.flush()


def _bytes(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _unreadable(name: str, error: OSError) -> str:
    return f"{name}: cannot be read ({error.strerror}); name a saved page, or - for standard input"
