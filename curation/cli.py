"""`curate`: from raw crawls to curated pairs. Thin: each command calls one function that Python users can call too.

Results go to standard output (`--json` for machines), progress to standard error. Exit 0 on success, 1 with one line
for a user's mistake, 2 for wrong usage.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

# Threads that spin while they wait cost more than they give on small machines; set before anything heavy is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import click

from curation.errors import PairwearError
from curation.release import cli as releases
from curation.release.publish import cli as publishing
from curation.release.rebuild import cli as rebuilding

Command = TypeVar("Command", bound=Callable[..., Any])


class Group(click.Group):
    """Shows a `PairwearError` as one line (a definition's mistakes: a line each) and exits 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PairwearError as error:
            raise click.ClickException(str(error)) from error


def workspace_options(command: Command) -> Command:
    """`--workspace` and `--dataset`, on every command that works on a dataset."""
    command = click.option(
        "--dataset", default="fashion", show_default=True, metavar="NAME", help="Which definition to work with."
    )(command)
    return workspace_option(command)


def workspace_option(command: Command) -> Command:
    return click.option(
        "--workspace",
        type=click.Path(file_okay=False, path_type=Path),
        default="datasets",
        show_default=True,
        help="Where raw/, build/ and releases/ lie.",
    )(command)


def photo_options(command: Command) -> Command:
    """`--workers` and `--scheduler`, on every command that reads photos chunk by chunk."""
    command = click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="A Dask cluster that exists, such as tcp://10.0.0.7:8786, in place of processes of this machine.",
    )(command)
    return click.option("--workers", type=click.IntRange(1), help="Processes that read photos; default: one a core.")(
        command
    )


LEAKS = 20
"""Leaks that `status` shows in words."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pairwear", prog_name="curate")
@click.option("-v", "--verbose", is_flag=True, help="Say more on standard error.")
def main(verbose: bool) -> None:
    """Curate fashion photos: from raw crawls to products paired with photos of people wearing them."""
    import logging

    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, format="%(name)s: %(message)s")


for command in (*releases.COMMANDS, *publishing.COMMANDS, *rebuilding.COMMANDS):
    main.add_command(command)


@main.command()
@click.argument("name")
@workspace_option
def init(name: str, workspace: Path) -> None:
    """Start a dataset definition of your own.

    Writes WORKSPACE/NAME/dataset.toml with every key, its meaning and its default, and CARD.md with the questions that
    a release answers.

    \b
    curate init summer-dresses
    """
    from curation import definition
    from curation.workspace import Workspace

    click.echo(definition.init(Workspace(workspace), name))


IMPORTS = ("folder", "thesis2018", "lookbook", "imagefolder", "deepfashion-inshop")
EXPORTS = ("thesis2018", "imagefolder", "webdataset", "pix2pix")


@main.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--layout", type=click.Choice(IMPORTS), required=True, help="How the folder is laid out.")
@click.option("--store", default="", metavar="NAME", help="Name for these products; default: the folder's name.")
@click.option("--category", default="", metavar="NAME", help="Of products whose layout names none.")
@click.option("--without-photos", is_flag=True, help="Import the rows though none of their photos is there.")
@click.option("--workers", type=click.IntRange(1), help="Processes that read photos; default: one a core.")
@workspace_option
@json_option
def import_(
    folder: Path,
    layout: str,
    store: str,
    category: str,
    without_photos: bool,
    workers: int | None,
    workspace: Path,
    as_json: bool,
) -> None:
    """Bring your own photos into raw/<store>/.

    Photos are hard-linked or copied, never moved; what cannot be used stands in removed.csv with its reason. The same
    folder can be imported again at any time. docs/layouts.md shows each layout.

    \b
    folder              images.csv: id, category, role, path and, where known, view, attributes, name, brand
    thesis2018          data.csv separated by semicolons, <category>/<id>.jpg and <id>@<n>.jpg
    lookbook            PID000001_CLEAN1_IID000002.jpg: CLEAN1 the product, CLEAN0 a person wearing it
    imagefolder         Hugging Face: metadata.csv, .jsonl or .parquet with *_file_name, or a folder for each class
    deepfashion-inshop  img/WOMEN/Dresses/id_00000002/02_1_front.jpg

    \b
    curate import my-photos --layout folder
    """
    from curation.importers.store import import_photos
    from curation.workspace import Workspace

    with _progress() as watch:
        result = import_photos(
            folder,
            Workspace(workspace),
            layout,
            store,
            category=category,
            without_photos=without_photos,
            workers=workers,
            progress=watch("import"),
        )
    for note in result.notes:
        click.echo(f"Note: {note}", err=True)
    counts = {
        "store": result.store,
        "products": result.products,
        "photos": result.photos,
        "removed": len(result.removals),
        "reasons": result.reasons,
        "notes": result.notes,
    }
    why = "".join(f", {count} {reason}" for reason, count in result.reasons.items())
    line = f"{result.products} products, {result.photos} photos, {len(result.removals)} rows removed"
    _print(counts, as_json, f"{line}{f' ({why[2:]})' if why else ''}")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--layout", type=click.Choice(EXPORTS), required=True, help="How the folder is to be laid out.")
@click.option("--split", "splits", multiple=True, metavar="NAME", help="Only train, validation or test; repeatable.")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only this category; repeatable.")
@click.option("--size", type=click.IntRange(16, 4096), help="Side of white-padded squares in pixels.")
@click.option("--shard-mb", type=click.IntRange(1), default=1000, show_default=True, help="Of webdataset's tars.")
@click.option("--workers", type=click.IntRange(1), help="Processes that draw photos; default: one a core.")
@workspace_options
@json_option
def export(
    folder: Path,
    layout: str,
    splits: tuple[str, ...],
    categories: tuple[str, ...],
    size: int | None,
    shard_mb: int,
    workers: int | None,
    workspace: Path,
    dataset: str,
    as_json: bool,
) -> None:
    """Write the pairs of a build to FOLDER in another tool's layout.

    FOLDER is there whole or not at all; an earlier export is replaced, anything else is left alone. Without --size
    thesis2018 and pix2pix get squares of 256, the others the photos as they are. docs/layouts.md shows each layout.

    \b
    thesis2018   data.csv, img_attr.csv, <category>/<id>.jpg, <id>@<n>.jpg: all products with a product photo
    imagefolder  Hugging Face: a row has two pictures, product and model, and the attributes
    webdataset   tar shards: <key>.product.jpg, <key>.model.jpg, <key>.json
    pix2pix      pytorch-CycleGAN-and-pix2pix: train/ with A|B side by side, trainA/ and trainB/ apart

    \b
    curate export pairs-hf --layout imagefolder
    curate export pairs-gan --layout pix2pix --category dresses --size 286
    """
    from curation.exporters.export import export as write
    from curation.workspace import Workspace

    place = Workspace(workspace)
    with _progress() as watch:
        result = write(
            place,
            place.build(dataset),
            folder,
            layout,
            splits=splits,
            categories=categories,
            size=size,
            shard_bytes=shard_mb * 1_000_000,
            workers=workers,
            progress=watch("export"),
        )
    for note in result.notes:
        click.echo(f"Note: {note}", err=True)
    counts = {
        "layout": layout,
        "folder": str(folder),
        "splits": result.splits,
        "photos": result.photos,
        "skipped": len(result.skipped),
        "notes": result.notes,
    }
    what = "products" if layout == "thesis2018" else "pairs"
    parts = ", ".join(f"{count} {name}" for name, count in result.splits.items())
    total = sum(result.splits.values())
    _print(counts, as_json, f"{total} {what} ({parts or 'none'}), {len(result.skipped)} skipped; {folder}")


@main.command()
@workspace_options
@json_option
def ingest(workspace: Path, dataset: str, as_json: bool) -> None:
    """Bring all stores' products and photos into one table each.

    Writes build/DATASET/ingested.parquet and images.parquet; rows that cannot be read go to removed/ingest.csv.

    \b
    curate ingest --workspace demo
    """
    pipeline = _pipeline(workspace, dataset)
    outcome = pipeline.ensure(pipeline.ingest(), again=True)
    counts = outcome.counts
    _print(
        counts,
        as_json,
        f"{counts['products']} products and {counts['images']} photos from {', '.join(counts['stores'])}; "
        f"{counts['removed']} rows removed",
    )


@main.command()
@photo_options
@workspace_options
@json_option
def translate(workers: int | None, scheduler: str, workspace: Path, dataset: str, as_json: bool) -> None:
    """Fill the attributes of all products from the stores' words.

    Writes build/DATASET/products.parquet, img_attr.csv and pending.csv. Works without a network; machine translation
    is off unless [translate] of the definition names a provider.

    \b
    curate translate --workspace demo
    """
    with _working(workspace, dataset, workers, scheduler) as pipeline, _progress() as watch:
        pipeline.ensure(pipeline.ingest())
        counts = pipeline.ensure(pipeline.translate(watch("translate")), again=True).counts
    if counts["skipped"]:
        click.echo(f"Skipped: {counts['skipped']}", err=True)
    _print(
        counts,
        as_json,
        f"{counts['products']} products, {counts['values']} values; {counts['unmapped_categories']} categories, "
        f"{counts['unmapped_colors']} colors and {counts['unmapped_phrases']} phrases not in the vocabulary; "
        f"{counts['colors_differ']} colors differ from the photo",
    )


@main.group()
def vocabulary() -> None:
    """Measure and explain what the vocabularies make of the stores' words.

    \b
    curate vocabulary explain "Ärmellänge: Viertelarm"
    """


@vocabulary.command("check")
@click.argument("gold", type=click.Path(path_type=Path))
@workspace_option
@json_option
def vocabulary_check(gold: Path, workspace: Path, as_json: bool) -> None:
    """Compare the engine with GOLD, a list of phrases whose values are known.

    GOLD is a CSV with attribute, german_phrase, english_value_2018, verdict (ok, wrong, partial or doubtful) and
    corrected_value.

    \b
    curate vocabulary check gold.csv
    """
    from dataclasses import asdict

    from curation.translate.check import check
    from curation.translate.engine import Engine
    from curation.workspace import Workspace

    found = check(gold, Engine(Workspace(workspace)))
    lines = [f"{found.accuracy:.1%} of {found.counted} phrases right"]
    lines += [f"{name:14} {part['right']} of {part['phrases']}" for name, part in found.by_attribute.items()]
    lines += [
        f"wrong: {row.attribute} '{row.phrase}' should be '{row.expected}', is '{row.given}' ({row.why})"
        for row in found.wrong
    ]
    _print(asdict(found), as_json, "\n".join(lines))


@vocabulary.command("unmapped")
@click.option("--top", type=click.IntRange(1), default=50, show_default=True, help="How many phrases to show.")
@workspace_options
@json_option
def vocabulary_unmapped(top: int, workspace: Path, dataset: str, as_json: bool) -> None:
    """Show the phrases nothing claimed, most frequent first.

    \b
    curate vocabulary unmapped --workspace demo
    """
    from curation import tables
    from curation.schema import Product
    from curation.translate.check import unmapped

    pipeline = _pipeline(workspace, dataset)
    pipeline.prepare()
    found = unmapped(tables.read(pipeline.build.products, Product))
    rows = [{"phrase": phrase, "products": count} for phrase, count in found[:top]]
    text = "\n".join(f"{row['products']:6} {row['phrase']}" for row in rows) or "every phrase was claimed"
    _print(rows, as_json, text)


@vocabulary.command("explain")
@click.argument("phrase")
@workspace_option
@json_option
def vocabulary_explain(phrase: str, workspace: Path, as_json: bool) -> None:
    """Say what PHRASE means, by which words of which vocabulary.

    \b
    curate vocabulary explain "Lange Ärmel mit kurzem Reißverschluss"
    """
    from dataclasses import asdict

    from curation.translate.check import explain
    from curation.translate.engine import Engine
    from curation.workspace import Workspace

    language, reading = explain(phrase, Engine(Workspace(workspace)))
    lines = [f"{claim.attribute}={claim.value} ({claim.rule} '{claim.alias}')" for claim in reading.claims]
    lines += [f"{share.part}: {share.material} {share.percent or ''}".rstrip() for share in reading.shares]
    lines += [f"{item.name} {item.cm:g} cm {item.size}".rstrip() for item in reading.measures]
    lines += [f"not {refusal.attribute}={refusal.value}: {refusal.why}" for refusal in reading.refusals]
    lines += ["no matter of the garment"] if reading.ignored else []
    _print({"language": language, **asdict(reading)}, as_json, "\n".join(lines) or "unmapped: no vocabulary knows it")


@main.command()
@click.option("--dry-run", is_flag=True, help="Say what would be dropped, and write no table.")
@photo_options
@workspace_options
@json_option
def clean(dry_run: bool, workers: int | None, scheduler: str, workspace: Path, dataset: str, as_json: bool) -> None:
    """Drop the photos that are not fit for use, each with its reason.

    Unreadable, too small, banners, near-uniform, blurred; product photos that are not on white; placeholders; copies
    within a product, of which the best is kept. Copies across products and stores are kept and grouped, so that no
    split tears them apart. Fills images.parquet and writes removed/clean.csv; thresholds stand in [clean].

    \b
    curate clean --dry-run
    """
    from dataclasses import asdict

    with _working(workspace, dataset, workers, scheduler) as pipeline, _progress() as watch:
        pipeline.prepare_shots(watch=watch)
        stage = pipeline.clean(watch("clean"), dry_run=dry_run)
        counts = asdict(stage.make()) if dry_run else pipeline.ensure(stage, again=True).counts
    _print(counts, as_json, _clean_lines(counts, dry_run))


@main.command()
@workspace_options
@json_option
def split(workspace: Path, dataset: str, as_json: bool) -> None:
    """Deal the products out to training, validation and test.

    What shares an article, a photo or a copy of one stays together. New products never move old ones: a group's place
    comes from its name and the seed of [split]. Writes splits.parquet; who would tie two splits is left out and stands
    in removed/split.csv.

    \b
    curate split --workspace demo
    """
    pipeline = _pipeline(workspace, dataset)
    with _progress() as watch:
        pipeline.prepare_photos(watch=watch)
    counts = pipeline.ensure(pipeline.split(), again=True).counts
    _print(counts, as_json, _split_table(counts))


@main.command()
@click.option("--category", metavar="NAME", help="Which category to pair; default: every one.")
@click.option("--cluster", "chosen", type=int, metavar="N", help="The full-body cluster; default: found by its shape.")
@click.option("--method", type=click.Choice(["threshold", "grayscale", "edges"]), help="What describes a photo.")
@click.option("--k", type=click.IntRange(2), help="Number of clusters.")
@click.option("--size", type=click.IntRange(8), help="Side of the mask that K-Means sees, in pixels.")
@click.option("--crop", type=(int, int), metavar="FIRST LAST", help="Columns of the 256x256 photo that are kept.")
@click.option("--threshold", type=click.IntRange(0, 254), help="Gray level up to which a pixel is foreground.")
@click.option("--blur", type=click.IntRange(1), help="Side of the kernel that takes out grain, odd.")
@click.option("--seed", type=click.IntRange(0), help="Of the K-Means starts.")
@click.option("--shots", "use", type=click.Choice(["both", "model", "store", "none"]), help="What tells a front.")
@click.option("--min-score", type=click.FloatRange(0, 1), help="How sure a full front must be; default: 0.5.")
@photo_options
@workspace_options
@json_option
def pair(
    category: str | None,
    chosen: int | None,
    use: str | None,
    min_score: float | None,
    workers: int | None,
    scheduler: str,
    workspace: Path,
    dataset: str,
    as_json: bool,
    **changes: Any,
) -> None:
    """Find for each product the photo of a person wearing it.

    Writes build/DATASET/pairs/CATEGORY.parquet and .csv, CATEGORY.rejected.csv and clusters/CATEGORY/. Options not
    given come from the definition. Reads the stores first if that was not done yet.

    A pair is a photo that shows a full front with at least --min-score; a product without one is rejected with its
    reason. --shots says what is asked: the store's word and then the network (both), the network alone (model), the
    store's word and then the silhouette (store), or nothing (none: the plain 2018 method).

    \b
    curate pair --category dresses
    curate pair --category dresses --min-score 0.9
    curate pair --category dresses --method threshold --shots none
    """
    from curation.errors import ReviewError, TooFewPhotosError

    changed = {name: value for name, value in changes.items() if value is not None}
    results = []
    with _working(workspace, dataset, workers, scheduler) as pipeline:
        choice = pipeline.shot_choice(use, min_score)
        with _progress() as watch:
            pipeline.prepare_photos(choice, watch)
        for name in [category] if category else pipeline.categories():
            try:
                with _progress() as watch:
                    stage = pipeline.pair(name, chosen, watch(name), choice, **changed)
                    results.append({"category": name, **pipeline.ensure(stage, again=True).counts})
            except (ReviewError, TooFewPhotosError) as error:
                if category:
                    raise
                click.echo(f"Skipped: {error}", err=True)
    _print(results, as_json, "\n".join(_pair_line(counts) for counts in results))


@main.command("evaluate-pairs")
@click.argument("labels", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--category", metavar="NAME", help="Which category's pairs; default: every one.")
@click.option("--baseline/--no-baseline", default=True, help="Run the plain 2018 method beside it.", show_default=True)
@click.option("--workers", type=click.IntRange(1), help="Processes that read photos; default: one a core.")
@workspace_options
@json_option
def evaluate_pairs(
    labels: Path,
    category: str | None,
    baseline: bool,
    workers: int | None,
    workspace: Path,
    dataset: str,
    as_json: bool,
) -> None:
    """Measure the pairs against photos whose shot is known.

    LABELS is a CSV with the columns path and shot, or store, id, position and shot. Precision: pairs that show a full
    front. Coverage: products that got one, of those that have one. Both with Wilson's 95 % interval.

    \b
    curate evaluate-pairs labels.csv --category dresses
    """
    from dataclasses import asdict

    from curation.evaluate import evaluate_pairs as evaluate

    pipeline = _pipeline(workspace, dataset, workers)
    wanted = [category] if category else pipeline.categories()
    with _progress() as watch:
        results = evaluate(
            pipeline.workspace,
            pipeline.build,
            labels,
            wanted,
            baseline=baseline,
            workers=workers,
            progress=watch("plain 2018 method"),
        )
    _print([asdict(result) for result in results], as_json, "\n".join(map(_evaluation_line, results)))


@main.command()
@click.option("--category", metavar="NAME", help="Which category to open; default: the first.")
@click.option(
    "--order",
    type=click.Choice(["uncertain", "telling"]),
    default="uncertain",
    show_default=True,
    help="The least certain pairs first, or those from which `curate learn` learns most.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8019, show_default=True, help="0 takes any free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in your browser.")
@click.option(
    "--merge",
    "other",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OTHER",
    help="Take over another person's reviews.csv and list what you disagree about; serves nothing.",
)
@click.option(
    "--prefer", type=click.Choice(["mine", "theirs"]), default="mine", show_default=True, help="Who wins in --merge."
)
@workspace_options
def review(
    category: str | None,
    order: str,
    port: int,
    open_browser: bool,
    other: Path | None,
    prefer: str,
    workspace: Path,
    dataset: str,
) -> None:
    """Serve a local page on which you choose the full-body cluster and mend the pairs.

    Decisions are kept in WORKSPACE/DATASET/reviews.csv, one line each, and hold over everything the next
    `curate pair` finds. The address, with a token that only you have, is printed; Ctrl-C ends the page.

    \b
    curate review --category dresses
    curate review --merge theirs.csv
    """
    from curation.errors import ReviewError, TooFewPhotosError
    from curation.review.serve import serve

    pipeline = _pipeline(workspace, dataset)
    if other is not None:
        _merge(pipeline, other, prefer)
        return
    pipeline.prepare()
    missing = [
        name for name in ([category] if category else pipeline.categories()) if not pipeline.build.pairs(name).is_file()
    ]
    if missing:
        with _progress() as watch:
            pipeline.prepare_photos(watch=watch)
    for name in missing:
        try:
            with _progress() as watch:
                pipeline.ensure(pipeline.pair(name, progress=watch(name)))
        except (ReviewError, TooFewPhotosError) as error:
            if category:
                raise
            click.echo(f"Skipped: {error}", err=True)
    page, gone = serve(pipeline.workspace, pipeline.build, pipeline.spec.shots, category or "", order, port)
    for line in gone:
        click.echo(f"kept, but no longer there: {line}", err=True)
    click.echo(f"{page.entrance}\nCtrl-C ends it; decisions are in {pipeline.workspace.reviews(dataset)}")
    if open_browser:
        click.launch(page.entrance)
    # Where the shell has set Ctrl-C aside, as for work in the background, the server ends without raising it.
    with suppress(KeyboardInterrupt):
        page.run()
    click.echo("ended", err=True)


def _merge(pipeline: Any, other: Path, prefer: str) -> None:
    from curation.review.merge import merge

    result = merge(pipeline.workspace.reviews(pipeline.build.dataset), other, pipeline.build.dataset, prefer)
    click.echo(f"{result.added} lines added, {result.known} known, {result.left_out} left out")
    for conflict in result.conflicts:
        click.echo(f"conflict, {prefer} holds: {conflict}")


@main.command()
@click.option("--forget", "forgetting", is_flag=True, help="Take away what was learned.")
@click.option("--workers", type=click.IntRange(1), help="Processes that read photos; default: one a core.")
@workspace_options
@json_option
def learn(forgetting: bool, workers: int | None, workspace: Path, dataset: str, as_json: bool) -> None:
    """Teach the network by your reviews.

    Fits its last layer again, scores every reviewed product by a fit that did not see it, and keeps the new layer in
    WORKSPACE/DATASET/learned.json only if it is better. The next `curate pair` uses it.

    \b
    curate learn --workspace demo
    curate learn --forget
    """
    from dataclasses import asdict

    from curation.learn.layer import forget
    from curation.learn.learn import learn as teach

    pipeline = _pipeline(workspace, dataset, workers)
    path = pipeline.workspace.learned(dataset)
    if forgetting:
        there = forget(pipeline.workspace, dataset)
        _print({"forgotten": there}, as_json, f"{path} is gone" if there else f"nothing was learned: no {path}")
        return
    pipeline.prepare()
    with _progress() as watch:
        result = teach(
            pipeline.workspace, pipeline.build, pipeline.spec.shots, workers=workers, progress=watch("learn")
        )
    for line in result.unused:
        click.echo(f"not used: {line}", err=True)
    verdict = f"kept in {path}; curate pair uses it" if result.kept else "not kept: it is not better"
    _print(
        asdict(result),
        as_json,
        f"{result.products} products judged: {result.photos} photos, {result.fronts} of them full fronts\n"
        f"before: {_score_line(result.before)}\nafter:  {_score_line(result.after)}\n{verdict}",
    )


def _score_line(score: Any) -> str:
    return f"{score.right} of {score.products} products right, loss {score.loss:.3f}"


@main.command()
@workspace_options
def report(workspace: Path, dataset: str) -> None:
    """Write one HTML file that shows what there is: the way of all products and photos, clusters, pairs, splits.

    Pairs are shown as they are, also where the last `curate pair` was given other options than the definition.

    \b
    curate report --workspace demo
    """
    pipeline = _pipeline(workspace, dataset)
    with _progress() as watch:
        pipeline.prepare_photos(watch=watch)
    pipeline.ensure(pipeline.split())
    pipeline.ensure(pipeline.report(), again=True)
    click.echo(pipeline.build.report)


@main.command()
@click.option("--again", is_flag=True, help="Run stages that are up to date, too.")
@photo_options
@workspace_options
@json_option
def run(again: bool, workers: int | None, scheduler: str, workspace: Path, dataset: str, as_json: bool) -> None:
    """Run all stages of the definition, only what is missing or stale.

    Each photo is opened once for all of them; stopped at any time, it goes on where it was. With --scheduler photos are
    read by the workers of a Dask cluster that see the workspace under the same path; the files are the same.

    \b
    curate run --workspace demo
    curate run --workspace /shared/fashion --scheduler tcp://10.0.0.7:8786
    """
    outcomes = []
    with _working(workspace, dataset, workers, scheduler) as pipeline, _progress() as watch:
        for outcome in pipeline.run(again=again, watch=watch):
            outcomes.append(outcome)
            if not as_json:
                click.echo(_outcome_line(outcome.name, outcome.ran, outcome.counts, outcome.problem))
    if as_json:
        click.echo(json.dumps([vars(outcome) for outcome in outcomes], indent=2, ensure_ascii=False))


@main.command()
@workspace_options
@json_option
def status(workspace: Path, dataset: str, as_json: bool) -> None:
    """Show what is there, what is stale, and what to type next.

    Below the stages stands where every photo and product has gone; the sums must add up. What stands in two splits is
    shown as a leak.

    \b
    curate status --workspace demo
    """
    pipeline = _pipeline(workspace, dataset)
    states, sums, leaks = pipeline.status(), pipeline.totals(), pipeline.leaks()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "stages": [vars(state) for state in states],
                    "totals": [{**vars(total), "adds_up": total.adds_up} for total in sums],
                    "leaks": [vars(leak) for leak in leaks],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    for state in states:
        click.echo(f"{state.state:8} {state.name:18} {_counts_line(state.counts)}".rstrip())
    for total in sums:
        click.echo(_total_line(total))
    for leak in leaks[:LEAKS]:
        where = ", ".join(
            f"{split} {store}/{id}" for split, products in leak.products.items() for store, id in products
        )
        click.echo(f"leak: {leak.kind} {leak.name} stands in {where}")
    if len(leaks) > LEAKS:
        click.echo(f"{len(leaks)} leaks in all; --json shows every one")
    todo = next((state for state in states if state.state != "done"), None)
    where = f" --workspace {workspace}" if workspace != Path("datasets") else ""
    named = f" --dataset {dataset}" if dataset != "fashion" else ""
    complete = f"everything is up to date; look at {pipeline.build.report}"
    click.echo(f"next: {todo.command}{where}{named}" if todo else complete)


def _pipeline(workspace: Path, dataset: str, workers: int | None = None) -> Any:
    from curation.stages import Pipeline
    from curation.workspace import Workspace

    return Pipeline(Workspace(workspace), dataset, workers=workers)


@contextmanager
def _working(workspace: Path, dataset: str, workers: int | None, scheduler: str) -> Iterator[Any]:
    """The stages with whatever reads photos for them; let go at the end."""
    from curation.engine import engine
    from curation.stages import Pipeline
    from curation.workspace import Workspace

    if scheduler and workers:
        raise click.UsageError("--workers is for this machine; a scheduler has workers of its own")
    # The workers of a cluster do not stand where this process does.
    place = Workspace(workspace.resolve() if scheduler else workspace)
    with engine(scheduler, workers, place.root) as made:
        pipeline = Pipeline(place, dataset, engine=made)
        try:
            yield pipeline
        finally:
            pipeline.close()


@contextmanager
def _progress() -> Iterator[Callable[[str], Callable[[int], None]]]:
    """A counter on standard error for each name; on a terminal a moving line, in a pipe nothing."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed} photos"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:

        def watch(name: str) -> Callable[[int], None]:
            task = bars.add_task(name, total=None)
            return lambda count: bars.advance(task, count)

        yield watch


def _print(result: Any, as_json: bool, line: str) -> None:
    click.echo(json.dumps(result, indent=2, ensure_ascii=False) if as_json else line)


def _clean_lines(counts: dict[str, Any], dry_run: bool) -> str:
    dropped = "would be dropped" if dry_run else "dropped"
    lines = [f"{counts['photos']} photos: {counts['kept']} kept, {counts['dropped']} {dropped}"]
    lines += [f"{number:7} {reason}" for reason, number in counts["reasons"].items()]
    lines.append(f"{counts['groups']} groups of copies across products, kept and split together")
    lines.append(f"{counts['without_product_photo']} products without a usable photo of the article alone")
    return "\n".join(lines)


def _split_table(counts: dict[str, Any]) -> str:
    names = ("train", "validation", "test", "left_out")
    rows = [(name or "(none)", *(part[column] for column in names)) for name, part in counts["categories"].items()]
    rows.append(("all", *(counts[column] for column in names)))
    head = f"{'category':14}" + "".join(f"{name.replace('_', ' '):>12}" for name in (*names, "products"))
    lines = [f"{row[0]:14}" + "".join(f"{number:12}" for number in (*row[1:], sum(row[1:]))) for row in rows]
    return "\n".join([head, *lines, f"{counts['groups']} groups, {counts['leaks']} leaks"])


def _total_line(total: Any) -> str:
    parts = " + ".join(f"{number} {name.replace('_', ' ')}" for name, number in total.parts.items())
    gap = "" if total.adds_up else f"  (these make {sum(total.parts.values())}: a stage is to be run again)"
    return f"{total.name:8} {total.listed} = {parts}{gap}"


def _pair_line(counts: dict[str, Any]) -> str:
    unread = f", {counts['unreadable']} photos unreadable" if counts["unreadable"] else ""
    return (
        f"{counts['category']}: {counts['pairs']} pairs of {counts['products']} products, "
        f"{counts['rejected']} rejected{unread} ({counts['photos']} photos)"
    )


def _evaluation_line(result: Any) -> str:
    def share(part: Any) -> str:
        if part.share is None:
            return "no case"
        return f"{part.share:.3f} ({part.low:.3f} to {part.high:.3f}, {part.right} of {part.cases})"

    shown = ", ".join(f"{count} {shot}" for shot, count in result.confusion.items())
    return (
        f"{result.method}: precision {share(result.precision)}, coverage {share(result.coverage)}\n"
        f"  {result.pairs} pairs, {result.unlabelled} without a label; shown: {shown or 'nothing'}"
    )


def _outcome_line(name: str, ran: bool, counts: dict[str, Any], problem: str) -> str:
    if problem:
        return f"{name}: skipped: {problem}"
    return f"{name}: {_counts_line(counts)}{'' if ran else ' (up to date)'}"


def _counts_line(counts: dict[str, Any]) -> str:
    words = (f"{value} {name.replace('_', ' ')}" for name, value in counts.items() if isinstance(value, int))
    return ", ".join(words)
