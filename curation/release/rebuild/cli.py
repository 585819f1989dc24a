"""`curate rebuild`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

HOSTS = 20
"""Hosts that are shown by name."""


@click.command()
@click.argument("release", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where; default: RELEASE-rebuilt."
)
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="A setting of the crawl; repeatable.")
@click.option("--workers", type=click.IntRange(1), help="Processes that look at photos; default: one a core.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def rebuild(release: Path, folder: Path | None, settings: tuple[str, ...], workers: int | None, as_json: bool) -> None:
    """Fetch the photos of a release of links, politely.

    Photos are told apart by their bytes, then by what they look like: exact, encoded anew, replaced by another
    picture, gone. Pairs whose photos both came back stand in <split>/ with metadata.parquet, which datasets reads; the
    others are listed in incomplete.csv. What failed is asked for again by the next run, what was refused is not. Exit
    3 when a host refused, 130 when the crawl was stopped.

    \b
    curate rebuild fashion-1.0.0 -s CONTACT=you@example.org
    """
    from curation.release.rebuild import report
    from curation.release.rebuild.rebuild import rebuild as run

    result = run(release, folder, settings=settings, workers=workers)
    shown = json.dumps(report.as_json(result), indent=2, ensure_ascii=False) if as_json else "\n".join(_lines(result))
    click.echo(shown)
    if result.stopped:
        click.echo("stopped before the end; the same command goes on from here", err=True)
        sys.exit(130)
    if result.blocked:
        sys.exit(3)


def _lines(result: Any) -> Iterator[str]:
    yield f"{result.pairs} of {result.listed} pairs are whole; {result.folder}"
    yield _host("all", result.all)
    for host, hits in list(result.hosts.items())[:HOSTS]:
        yield _host(host or "(no address)", hits)
    if len(result.hosts) > HOSTS:
        yield f"and {len(result.hosts) - HOSTS} more hosts in rebuild.json"
    for split, (whole, listed) in result.splits.items():
        yield f"{split}: {whole} of {listed} pairs"


def _host(name: str, hits: Any) -> str:
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in hits.outcomes.items())
    why = ", ".join(f"{count} {reason}" for reason, count in hits.reasons.items())
    return f"{name}: {hits.rate:.1%} of {hits.photos} photos ({outcomes}{f'; {why}' if why else ''})"


COMMANDS = (rebuild,)
