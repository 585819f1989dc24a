"""`scrapy demo-stores`: serve the demo stores on 127.0.0.1 until Ctrl-C."""

import argparse
import errno
import signal
import sys
from pathlib import Path
from types import FrameType

from scrapy.commands import ScrapyCommand

PORT = 8018
# What the spiders that read many shops must be told beside their name.
WHICH_SHOP = {"shopify": "shop", "schemaorg": "site"}


class Command(ScrapyCommand):
    """Serves, prints where and how to crawl it, and ends with exit code 0 when it is told to stop."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Serve drawn stores with known truth on 127.0.0.1"

    def long_desc(self) -> str:
        return (
            "Serves stores of invented goods with drawn photos, in the shape of real ones, on 127.0.0.1 until Ctrl-C. "
            "Same arguments, same bytes. Example: scrapy demo-stores --products 300 --stores zalando --truth demo/truth"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        group = parser.add_argument_group("Demo stores")
        group.add_argument("--products", type=int, default=300, metavar="N", help="how many in all (default: 300)")
        group.add_argument("--stores", metavar="NAME,NAME", help="which stores share the products (default: all)")
        group.add_argument("--seed", type=int, default=2018, metavar="S", help="which world (default: 2018)")
        group.add_argument("--style", default="a", help="how it is drawn: a, b or c (default: a)")
        group.add_argument("--background", default="studio", help="studio or street (default: studio)")
        group.add_argument("--port", type=int, default=PORT, metavar="P", help=f"0 = any free (default: {PORT})")
        group.add_argument("--delay", type=float, default=0.0, metavar="S", help="seconds before each answer")
        group.add_argument("--fault", action="append", default=[], metavar="NAME", help="a fault seen in the field")
        group.add_argument("--truth", type=Path, metavar="DIR", help="write what is known of each photo into DIR")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        # SIGTERM ends a server that a Makefile started just as Ctrl-C does; SIGINT is ignored by default there.
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, _stop)
        try:
            if args:
                raise ValueError(f"unexpected arguments: {' '.join(args)}")
            _serve(opts)
        except KeyboardInterrupt:
            print("stopped")
        except ValueError as error:
            self._refuse(error, code=2)
        except OSError as error:
            self._refuse(_in_words(error, opts.port), code=1)

    def _refuse(self, error: Exception | str, code: int) -> None:
        print(f"demo-stores: {error}", file=sys.stderr)
        self.exitcode = code


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _in_words(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; choose another with --port, or --port 0 for any free one"
    return str(error)


def _serve(opts: argparse.Namespace) -> None:
    # Every scrapy command imports this file to list its name; the drawing code would cost each of them half a second.
    from scrapers.demo.catalogue import catalogue  # noqa: PLC0415
    from scrapers.demo.faults import FaultyStore  # noqa: PLC0415
    from scrapers.demo.server import serve  # noqa: PLC0415
    from scrapers.demo.stores import STORES, open_stores  # noqa: PLC0415
    from scrapers.demo.truth import write_truth  # noqa: PLC0415

    if opts.products < 1:
        raise ValueError(f"--products must be 1 or more, not {opts.products}")
    if not 0 <= opts.port <= 65535:
        raise ValueError(f"--port must be from 0 to 65535, not {opts.port}")
    if opts.delay < 0:
        raise ValueError(f"--delay must be 0 or more seconds, not {opts.delay}")
    names = list(dict.fromkeys(opts.stores.split(","))) if opts.stores is not None else list(STORES)
    for name in names:
        if name not in STORES:
            raise ValueError(f"unknown store '{name}'; known: {', '.join(STORES)}")
    products = catalogue(opts.products, opts.seed, opts.style, opts.background, names)
    stores = [FaultyStore(store, opts.fault) for store in open_stores(products)]
    with serve(stores, opts.port, opts.delay) as server:
        if opts.truth:
            path = write_truth(opts.truth, products)
            print(f"truth of every photo: {path}")
        print(f"{len(products)} products of {', '.join(store.name for store in stores)}: {server.url}/")
        for store in stores:
            which = f" -a {WHICH_SHOP[store.name]}=https://{store.hosts[0]}" if store.name in WHICH_SHOP else ""
            print(f"crawl it: scrapy crawl {store.name}{which} -s REPLAY={server.url} -s WORKSPACE=demo")
        print("stop it: Ctrl-C", flush=True)
        while True:
            signal.pause()
