"""Tables of docs/training.md from the recorded runs in docs/results/."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
ROWS = ("method", "copy input", "mean product", "nearest product", "real against real")


def learned(method: str) -> str:
    """A table of a method's recorded runs on test products, with intervals, beside what learned nothing."""
    path = RESULTS / f"{method}.json"
    if not path.is_file():
        return f"No run of {method} is recorded yet.\n"
    runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
    lines = ["| | " + " | ".join(_title(run) for run in runs) + " |", "|---|" + "---|" * len(runs)]
    for name in ROWS:
        cells = [_cell(run, name) for run in runs]
        lines.append(f"| {method if name == 'method' else name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _title(run: dict[str, Any]) -> str:
    split = run["evaluation"]["splits"][-1]
    return f"{run['label']}, seed {run['seed']}, {split['products']} products: RMSE; C-SSIM"


def _cell(run: dict[str, Any], name: str) -> str:
    row = next(row for row in run["evaluation"]["splits"][-1]["rows"] if row["name"] == name)
    return "; ".join(_interval(row["paired"][measure]) for measure in ("rmse", "c_ssim"))


def _interval(found: dict[str, float]) -> str:
    return f"{found['mean']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"
