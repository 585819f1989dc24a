"""`train`: from curated pairs to models. Thin: every command calls one function that Python users can call, too."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from curation.errors import PairwearError

# Before torch is imported: threads that spin while they wait cost 20x on small machines.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# What cuBLAS needs to give the same bits again (train.deterministic); read when CUDA starts.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
COUNT = click.IntRange(min=1)
SEED = click.IntRange(min=0)


class _Group(click.Group):
    """Shows a user's mistake as one line and exits 1; anything else is a fault of ours and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PairwearError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pairwear", prog_name="train")
@click.option("-v", "--verbose", is_flag=True, help="Say more on standard error.")
def main(verbose: bool) -> None:
    """Train models on curated pairs."""
    import logging

    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, format="%(name)s: %(message)s")


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="for machines")
def list_(as_json: bool) -> None:
    """List the methods that can be trained, with their presets.

    \b
    train list
    """
    from training.methods import METHODS
    from training.preset import presets

    found = {name: {"purpose": purpose, "presets": presets(name)} for name, (_, purpose) in METHODS.items()}
    if as_json:
        _print_json(found)
        return
    for name, facts in found.items():
        click.echo(f"{name:15} {facts['purpose']}")
        click.echo(f"{'':15} {' '.join(facts['presets'])}")


@main.command()
@click.argument("name", metavar="METHOD|PRESET")
@click.option("--set", "settings", multiple=True, metavar="SECTION.KEY=VALUE", help="describe it with another value")
@click.option("--json", "as_json", is_flag=True, help="for machines")
def describe(name: str, settings: tuple[str, ...], as_json: bool) -> None:
    """Show a method's networks and configuration: the paper's without a preset.

    \b
    train describe pix2pix
    train describe pldt/fast --json
    """
    from training.describe import describe

    described = describe(name, settings)
    if as_json:
        _print_json(described.facts)
    else:
        click.echo(described.text)


@main.command()
@click.argument("preset")
@click.option("--data", type=FOLDER, required=True, help="a build (WORKSPACE/build/NAME) or a release")
@click.option("--workspace", type=FOLDER, help="where runs/ lies  [default: that of the build, else datasets]")
@click.option("--name", help="of the run  [default: the preset's, with - for /]")
@click.option(
    "--set", "settings", multiple=True, metavar="SECTION.KEY=VALUE", help="another value, such as train.batch=8"
)
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or cuda:1")
@click.option(
    "--devices", type=COUNT, default=1, show_default=True, help="how many; more than one through Lightning Fabric"
)
@click.option("--json", "as_json", is_flag=True, help="the report, for machines")
def fit(
    preset: str,
    data: Path,
    workspace: Path | None,
    name: str | None,
    settings: tuple[str, ...],
    device: str,
    devices: int,
    as_json: bool,
) -> None:
    """Train a method from the beginning.

    Ctrl-C stops after the step at hand and writes a checkpoint; `train resume` goes on from there, to the bit.

    \b
    train fit pix2pix/fast --data datasets/build/fashion
    train fit pldt/tiny --data releases/fashion-1.0.0 --set train.steps=500
    """
    from training.fit import fit
    from training.preset import preset as find
    from training.run import Run, home

    config = find(preset).with_settings(settings)
    run = Run((workspace or home(data)) / "runs" / (name or preset.replace("/", "-")))
    with _progress(f"{preset}") as progress:
        report = fit(config, data, run, device=device, devices=devices, progress=progress)
    _say_outcome(report, run.root, as_json)


@main.command()
@click.argument("run", type=FOLDER)
@click.option("--data", type=FOLDER, help="where its data lies now, if it moved")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or cuda:1")
@click.option("--devices", type=COUNT, default=1, show_default=True, help="as many as it began with")
@click.option("--json", "as_json", is_flag=True, help="the report, for machines")
def resume(run: Path, data: Path | None, device: str, devices: int, as_json: bool) -> None:
    """Go on with a run where it stopped.

    \b
    train resume datasets/runs/pix2pix-fast
    """
    from training.fit import resume
    from training.run import Run

    with _progress(run.name) as progress:
        report = resume(Run(run), data=data, device=device, devices=devices, progress=progress)
    _say_outcome(report, run, as_json)


@main.command()
@click.argument("run", type=FOLDER)
@click.option("--split", default="test", show_default=True, help="train, validation or test")
@click.option("--data", type=FOLDER, help="other data than the run's own")
@click.option("--features", default="", help="name of the features for distances between sets, efficientnet-lite0")
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda")
@click.option("--json", "as_json", is_flag=True, help="for machines")
def evaluate(run: Path, split: str, data: Path | None, features: str, device: str, as_json: bool) -> None:
    """Measure what a run draws, beside baselines, with intervals.

    \b
    train evaluate datasets/runs/pix2pix-fast --features efficientnet-lite0
    """
    from training.evaluate.run import evaluate_run

    found = evaluate_run(run, split, data=data, features=features, device=device)
    if as_json:
        _print_json(found.facts)
        return
    click.echo(found.text, nl=False)
    click.echo("written: " + ", ".join(str(path) for path in found.files))


@main.command()
@click.argument("run", type=FOLDER)
@click.option("--out", type=FILE, required=True, help="the PNG file to write")
@click.option("--photo", "photos", type=click.Path(path_type=Path), multiple=True, help="draw from this photo")
@click.option("--split", default="test", show_default=True, help="else from samples of this split")
@click.option("--count", type=COUNT, default=8, show_default=True, help="how many samples")
@click.option("--seed", type=SEED, default=2018, show_default=True, help="which samples, and the networks' chance")
def sample(run: Path, out: Path, photos: tuple[Path, ...], split: str, count: int, seed: int) -> None:
    """Draw with a trained run: a grid with a row for each sample.

    \b
    train sample datasets/runs/pix2pix-fast --out grid.png
    train sample datasets/runs/pix2pix-fast --photo me.jpg --out me.png
    """
    from training.evaluate.grid import write
    from training.pictures import sheet
    from training.sample import draw_from, sample

    drawn = draw_from(run, photos, seed=seed) if photos else sample(run, split=split, count=count, seed=seed)
    write(out, sheet(drawn))
    click.echo(f"{out}: {' | '.join(drawn)}")


@main.command()
@click.argument("run", type=FOLDER)
@click.option("--out", type=FILE, required=True, help="the ONNX file to write")
@click.option("--net", default="", help="which network  [default: the method's first]")
def export(run: Path, out: Path, net: str) -> None:
    """Write a trained network as ONNX, compared with the original.

    \b
    train export datasets/runs/pix2pix-fast --out pix2pix.onnx
    """
    from training.export import export

    done = export(run, out, net=net)
    click.echo(f"{done.path}: {done.net}, {done.bytes / 2**20:.1f} MiB, differs by at most {done.difference:.1e}")
    if done.note:
        click.echo(f"note: {done.note}")


def _print_json(facts: Any) -> None:
    import json

    click.echo(json.dumps(facts, indent=2, ensure_ascii=False))


def _say_outcome(report: dict[str, Any], run: Path, as_json: bool) -> None:
    if as_json:
        _print_json(report)
        return
    state = "finished" if report["finished"] else f"stopped; train resume {run} goes on"
    click.echo(f"{run}: step {report['step']:,} of {report['steps']:,}, {state}")
    click.echo(
        f"{report['images_per_s']:.1f} images/s on {report['device']}, {report['data_wait']:.1%} waiting for data"
    )
    if report["finished"]:
        click.echo(f"train evaluate {run}")


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar with time left on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[text]}"), console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None, text="")
        yield lambda step, steps, text: bar.update(task, completed=step, total=steps or None, text=text)
