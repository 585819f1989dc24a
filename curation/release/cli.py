"""`curate release`, `remove` and `verify`: thin, as all commands; `curation.cli` adds them to its own."""

import json
from pathlib import Path
from typing import Any

import click

SIZES = ("256", "512", "original")
FACES = ("crop", "keep", "blur")

_workspace = click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default="datasets",
    show_default=True,
    help="Where raw/, build/ and releases/ lie.",
)
_dataset = click.option(
    "--dataset", default="fashion", show_default=True, metavar="NAME", help="Which definition to work with."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.command()
@click.argument("version")
@click.option("--photos", is_flag=True, help="Release the photos, too; the definition must declare the right to.")
@click.option("--size", type=click.Choice(SIZES), help="White-padded squares, or as served; default: original.")
@click.option("--faces", type=click.Choice(FACES), help="What becomes of faces; default: crop at the shoulders.")
@click.option("--face-model", type=click.Path(path_type=Path), metavar="FILE", help="For blur: OpenCV's YuNet as ONNX.")
@click.option("--workers", type=click.IntRange(1), help="Processes that draw photos; default: one a core.")
@_workspace
@_dataset
@_json
def release(
    version: str,
    photos: bool,
    size: str | None,
    faces: str | None,
    face_model: Path | None,
    workers: int | None,
    workspace: Path,
    dataset: str,
    as_json: bool,
) -> None:
    """Release the pairs as a folder that explains itself and can be checked offline.

    Writes releases/DATASET-VERSION/ with card, tables, Croissant, checksums and a preview. Links and hashes only,
    unless --photos. VERSION is MAJOR.MINOR.PATCH, or `next` for the smallest that fits what has changed: a removal or
    an edit is a major version, more pairs are a minor one. A version that is there is never changed. docs/release.md
    says what the definition must tell first.

    \b
    curate release 1.0.0
    curate release next --photos --size 512
    """
    from curation.cli import _progress
    from curation.release.build import check
    from curation.release.build import release as build
    from curation.release.faces import FaceModel
    from curation.release.photos import PhotoForm
    from curation.stages import Pipeline
    from curation.workspace import Workspace

    if not photos and (size or faces or face_model):
        raise click.UsageError("--size, --faces and --face-model say how photos are released; add --photos")
    model = FaceModel(face_model) if face_model else None
    form = PhotoForm(None if size in (None, "original") else int(size), faces or "crop", model) if photos else None
    place = Workspace(workspace)
    check(place, dataset, version, form)
    with _progress() as watch:
        outcomes = list(Pipeline(place, dataset, workers=workers).run(watch=watch))
        result = build(place, dataset, version, photos=form, workers=workers, progress=watch("release"))
    for outcome in outcomes:
        if outcome.problem:
            click.echo(f"Note: {outcome.name}: {outcome.problem}", err=True)
    counts = {**vars(result), "folder": str(result.folder)}
    parts = ", ".join(f"{count:,} {split}" for split, count in result.splits.items())
    out = ", ".join(f"{count:,} {reason}" for reason, count in sorted(result.left_out.items()))
    lines = [f"{result.folder}: {result.pairs:,} pairs ({parts}), {result.photos:,} photos"]
    lines += [f"left out: {out}"] * bool(out) + [f"since the release before: {result.changes}"] * bool(result.changes)
    _print(counts, as_json, "\n".join(lines))


@click.command()
@click.option("--product", "products", multiple=True, metavar="STORE ID", help="A product; repeatable, like all.")
@click.option("--url", "urls", multiple=True, metavar="URL", help="A photo's or a page's address.")
@click.option("--brand", "brands", multiple=True, metavar="NAME", help="All products of a maker.")
@click.option("--hash", "hashes", multiple=True, metavar="HEX", help="A photo by SHA-256 or perceptual hash.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in your words; stays in the workspace.")
@_workspace
@_dataset
@_json
def remove(
    products: tuple[str, ...],
    urls: tuple[str, ...],
    brands: tuple[str, ...],
    hashes: tuple[str, ...],
    reason: str,
    workspace: Path,
    dataset: str,
    as_json: bool,
) -> None:
    """Record that something may be in no later release.

    Adds a line to WORKSPACE/DATASET/removals.csv that names it by hash alone. Every later release leaves it out, with
    the copies of its photo, and lists the hash in its own removals.csv. What was released before stays as it is: take
    it down where it was published.

    \b
    curate remove --product "zalando AR322O0BC-C11" --reason "asked for by the model, 2026-11-21"
    curate remove --brand Norrtal --reason "letter of the maker"
    """
    from curation.release.remove import remove as record
    from curation.workspace import Workspace

    kinds = {"product": products, "url": urls, "brand": brands, "hash": hashes}
    wanted = [(kind, text) for kind, texts in kinds.items() for text in texts]
    if not wanted:
        raise click.UsageError("name what is to be removed: --product, --url, --brand or --hash")
    result = record(Workspace(workspace), dataset, wanted, reason)
    for note in result.notes:
        click.echo(f"Note: {note}", err=True)
    line = f"{result.recorded} recorded, {result.known} known already; {result.pairs} pairs of the build are concerned"
    _print(vars(result), as_json, line)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_json
def verify(folder: Path, as_json: bool) -> None:
    """Check a release offline: checksums, tables, splits, photos, card and metadata.

    Prints a line for each fault and exits 1, or says that there is none. Needs nothing but the folder.

    \b
    curate verify datasets/releases/fashion-1.0.0
    """
    from curation.release.verify import verify as check

    faults = check(folder)
    _print({"folder": str(folder), "faults": faults}, as_json, "\n".join(faults) or f"{folder}: no fault found")
    if faults:
        raise SystemExit(1)


def _print(result: dict[str, Any], as_json: bool, line: str) -> None:
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else line)


COMMANDS = (release, remove, verify)
