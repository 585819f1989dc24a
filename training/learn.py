"""Show that a method learns: its preset `learn`, a fixed number of steps, judged on products it has never seen.

python -m training.learn METHOD --data learn/a/build/fashion --label style-a --seed 1

Each call adds one run to `docs/results/<method>.json`, with all that is needed to do it again, and a grid beside it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

from curation.errors import PairwearError
from curation.workspace import atomic_write
from training.evaluate.run import evaluate_run
from training.fit import fit
from training.preset import preset
from training.run import Run, as_json, home

STEPS_BETWEEN_LINES = 100


def learn(method: str, data: Path, label: str, seed: int, results: Path, settings: list[str]) -> dict[str, Any]:
    """Train and judge once, and write what came out into `results/<method>.json`.

    Args:
        method: one with a preset `learn`.
        data: a build; its test split is never looked at before the end.
        label: of the data in the results, such as style-a.
        settings: other values; they are part of the command that is written down.

    Returns:
        The run's entry in the file.

    Raises:
        UnknownNameError: the method has no preset `learn`.
        DataError, RunError: as `fit` and `evaluate_run` do.
    """
    name = f"{method}/learn"
    config = preset(name).with_settings([*settings, f"train.seed={seed}"])
    run = Run(home(data) / "runs" / f"learn-{method}-{label}-{seed}")
    # Always from the beginning: a figure is that of one whole run.
    shutil.rmtree(run.root, ignore_errors=True)
    report = fit(config, data, run, progress=_say)
    found = evaluate_run(run.root, "test", seed=seed)
    entry = {
        "label": label,
        "seed": seed,
        "settings": settings,
        "commit": _commit(),
        "steps": report["steps"],
        "seconds": report["seconds"],
        "images_per_s": report["images_per_s"],
        "data_wait": report["data_wait"],
        "device": report["device"],
        "precision": report["precision"],
        "threads": torch.get_num_threads(),
        "torch": report["torch"],
        "parameters": report["parameters"],
        "data": report["data"],
        "curve": [line for line in run.lines() if line["step"] % STEPS_BETWEEN_LINES == 0],
        "evaluation": found.facts,
    }
    _keep(results / f"{method}.json", method, entry)
    for picture in found.files:
        if picture.suffix == ".png":
            shutil.copyfile(picture, results / f"{method}-{label}.png")
    sys.stdout.write(found.text)
    return entry


def _keep(path: Path, method: str, entry: dict[str, Any]) -> None:
    """Put a run among the others, in place of an earlier one on the same data with the same seed."""
    before = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.is_file() else []
    others = [run for run in before if (run["label"], run["seed"]) != (entry["label"], entry["seed"])]
    runs = sorted([*others, entry], key=lambda run: (run["label"], run["seed"]))
    facts = {"method": method, "command": f"make learn METHOD={method} STYLE=a SEED=1", "runs": runs}
    with atomic_write(path, "w") as file:
        file.write(as_json(facts))


def _commit() -> str:
    """The commit this code is of, with + where files differ from it; empty outside a checkout."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = git("rev-parse", "--short=12", "HEAD")
    return f"{commit}+" if git("status", "--porcelain", "--", "training", "curation") else commit


def _say(step: int, steps: int, text: str) -> None:
    if step % STEPS_BETWEEN_LINES == 0:
        sys.stderr.write(f"step {step} of {steps}  {text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.learn", description=__doc__)
    parser.add_argument("method")
    parser.add_argument("--data", type=Path, required=True, help="a build, such as learn/a/build/fashion")
    parser.add_argument("--label", required=True, help="of the data in the results, such as style-a")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, help="of torch; the same number gives the same bits")
    parser.add_argument("--results", type=Path, default=Path("docs/results"))
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="SECTION.KEY=VALUE")
    given = parser.parse_args()
    if given.threads:
        torch.set_num_threads(given.threads)
    try:
        learn(given.method, given.data, given.label, given.seed, given.results, given.settings)
    except PairwearError as error:
        parser.exit(1, f"Error: {error}\n")


if __name__ == "__main__":
    main()
