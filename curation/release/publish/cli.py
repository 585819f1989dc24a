"""`curate publish` and `curate unpublish`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

SHOWN = 20
"""Files that a plan lists by name."""
_release = click.argument("release", type=click.Path(path_type=Path, file_okay=False))
_to = click.option("--to", "to", required=True, metavar="PLACE", help="Where; see above.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.command()
@_release
@_to
@click.option("--dry-run", is_flag=True, help="Only say what would go where, and how much.")
@click.option("--confirm", is_flag=True, help="zenodo: make the draft public; its DOI cannot be taken back.")
@click.option("--private", is_flag=True, help="hf: make a new repository visible to its owner only.")
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default="datasets",
    show_default=True,
    help="Where removals and reservations that came after the release are recorded.",
)
@_json
def publish(
    release: Path, to: str, dry_run: bool, confirm: bool, private: bool, workspace: Path, as_json: bool
) -> None:
    """Send a release where people look.

    RELEASE is the folder of a finished release. What curate verify refuses is not sent, nor photos without declared
    rights, nor what a site or a person has objected to since. What was stopped goes on with the same command.

    \b
    hf://owner/name     a dataset of the Hugging Face Hub, with a tag for the version (hf auth login, or HF_TOKEN)
    zenodo              a draft, which --confirm makes public (ZENODO_TOKEN); zenodo-sandbox for practice
    s3://bucket/folder  a bucket, also gs:// (keys as their own tools keep them)
    DIR                 a folder

    \b
    curate publish datasets/releases/fashion-1.0.0 --to hf://owner/fashion --dry-run
    """
    from curation.release.publish import send as library

    if dry_run:
        found = library.plan(release, to, workspace=workspace)
        click.echo(json.dumps(_as_json(found), indent=2) if as_json else "\n".join(_plan_lines(found)))
        return
    with _bar(own=not to.startswith("hf://")) as progress:
        sent = library.publish(release, to, workspace=workspace, confirm=confirm, private=private, progress=progress)
    if as_json:
        click.echo(json.dumps(_as_json(sent), indent=2))
        return
    click.echo(f"{sent.state}: {sent.files} files, {_size(sent.bytes)} sent; {sent.address}")
    for note in sent.notes:
        click.echo(note)


@click.command()
@_release
@_to
@click.option("--yes", is_flag=True, help="Do it; without this only what would be done is said.")
@_json
def unpublish(release: Path, to: str, yes: bool, as_json: bool) -> None:
    """Take a published release back, as far as that goes.

    Says what is deleted and what only a person can do; with --yes it is done. A release that was once public may have
    been copied: the next version's removals.csv tells holders of copies what to delete.

    \b
    curate unpublish datasets/releases/fashion-1.0.0 --to hf://owner/fashion
    """
    from curation.release.publish import send as library

    found = library.unpublish(release, to, really=yes)
    if as_json:
        click.echo(json.dumps({"done": yes, **_as_json(found)}, indent=2))
        return
    click.echo(found.place)
    for line in found.does:
        click.echo(f"  {'done' if yes else 'would be done'}: {line}")
    for line in found.person:
        click.echo(f"  by a person: {line}")
    if found.does and not yes:
        click.echo("nothing was done; --yes does it")


def _as_json(result: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(result), **({"bytes": result.bytes} if hasattr(result, "bytes") else {})}


def _plan_lines(plan: Any) -> Iterator[str]:
    going = [item for item in plan.items if not item.there]
    there = len(plan.items) - len(going)
    besides = f", {there} are there already" if there else ""
    yield f"{plan.place}: {len(going)} files, {_size(plan.bytes)} would go{besides}"
    for item in sorted(going, key=lambda item: (-item.bytes, item.name))[:SHOWN]:
        yield f"{_size(item.bytes):>10}  {item.name}"
    if len(going) > SHOWN:
        yield f"{'':>10}  and {len(going) - SHOWN} smaller ones"
    for note in plan.notes:
        yield f"Note: {note}"


def _size(count: int) -> str:
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count} B"


@contextmanager
def _bar(*, own: bool) -> Iterator[Callable[[int], None]]:
    """A counter of bytes on a terminal's standard error; the Hub's client draws its own."""
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, SpinnerColumn, TimeElapsedColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), DownloadColumn(), TransferSpeedColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not (own and console.is_terminal)) as bars:
        task = bars.add_task("publish", total=None)
        yield lambda count: bars.advance(task, count)


COMMANDS = (publish, unpublish)
