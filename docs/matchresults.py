"""The tables of docs/match.md, from what `make learn` wrote to docs/results."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.retrieval.evaluate.poshaknet import CAVEATS, rows

METHODS = ("infonce", "triplet", "pairnet", "cmn", "vae")
RESULTS = Path(__file__).parent / "results"
COLUMNS = ("trained", "untrained", "histogram", "histogram-intersection")


def results_table() -> str:
    """A line for each run: recall@1 in the photo gallery, beside the untrained network and plain colours."""
    lines = [
        "| method | seed | steps | seconds | trained | untrained | colours | colours, intersection | beats all three |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    found = [_line(method, run) for method, run in _runs()]
    return "\n".join([*lines, *found, ""]) if found else "No run is recorded yet.\n"


def table4() -> str:
    """PoshakNet's Table 4 with the first recorded run of each matcher."""
    lines = list(
        rows(
            (f"{method}, seed {run['seed']}", part["gallery"], part["size"], _precisions(part))
            for method, run in _runs()
            if run["seed"] == 1
            for part in run["evaluation"]["reports"]["trained"]["galleries"][:2]
        )
    )
    return "\n".join([*lines, "", *(f"- {caveat}" for caveat in CAVEATS), ""])


def _runs() -> Iterator[tuple[str, dict[str, Any]]]:
    for method in METHODS:
        file = RESULTS / f"{method}.json"
        if file.is_file():
            for run in json.loads(file.read_text(encoding="utf-8"))["runs"]:
                yield method, run


def _line(method: str, run: dict[str, Any]) -> str:
    figures = [_recall(run, name) for name in COLUMNS]
    cells = [f"{f['value']:.3f} [{f['low']:.3f}, {f['high']:.3f}]" for f in figures]
    wins = all(figures[0]["low"] > other["high"] for other in figures[1:])
    facts = [method, run["seed"], run["steps"], round(run["seconds"]), *cells, "yes" if wins else "no"]
    return "| " + " | ".join(map(str, facts)) + " |"


def _recall(run: dict[str, Any], name: str) -> dict[str, float]:
    figures = run["evaluation"]["reports"][name]["galleries"][0]["figures"]
    found: dict[str, float] = next(figure for figure in figures if figure["measure"] == "recall@1")
    return found


def _precisions(part: dict[str, Any]) -> dict[int, float]:
    named = ((figure["measure"].partition("@"), figure["value"]) for figure in part["figures"])
    return {int(k): value for (name, _, k), value in named if name == "precision"}
