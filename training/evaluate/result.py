"""What an evaluation found: for each split a row for the method and one for each anchor, and all conditions."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from training.evaluate.distance import Kernel
from training.evaluate.interval import Interval
from training.evaluate.paired import HIGHER_IS_BETTER

METHOD = "method"
COPY_INPUT = "copy input"
REAL = "real against real"


@dataclass(frozen=True)
class Distances:
    """How far a candidate's pictures are from the targets as a set, one picture of each product."""

    frechet: float | None
    """Of all products; None for real against real, where all is nothing but itself."""
    frechet_halves: float
    """The candidate's pictures of one half of the products against the targets of the other half: at one N, and with no
    product on both sides, candidates and real against real can be compared."""
    kernel: Kernel
    """Of subsets that have no product in common, for real against real, too: it can be compared at any N."""


@dataclass(frozen=True)
class Row:
    """One candidate, compared with the targets of a split."""

    name: str
    paired: dict[str, Interval]
    """Measure to its mean over pairs."""
    distances: Distances | None
    """None where no features were named."""


@dataclass(frozen=True)
class SplitResult:
    """One split: the method beside its anchors."""

    split: str
    pairs: int
    products: int
    caution: str
    """What to bear in mind about the distances; empty where nothing."""
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row:
        """The row of that name, or KeyError."""
        return {row.name: row for row in self.rows}[name]

    def beats(self, anchor: str, measure: str) -> bool:
        """Whether the method is better than an anchor by a paired measure, and their intervals do not overlap."""
        ours, theirs = (self.row(name).paired[measure] for name in (METHOD, anchor))
        return ours.low > theirs.high if measure in HIGHER_IS_BETTER else ours.high < theirs.low


@dataclass(frozen=True)
class Named:
    """The features of the distances."""

    name: str
    sha256: str
    """Of the weights' file."""
    resize: str
    dimension: int


@dataclass(frozen=True)
class Conditions:
    """What the caller alone knows, and a reader must."""

    split_rule: str = "not stated"
    """How products came into their splits."""
    resize: str = "not stated"
    """How photos got to this resolution."""
    checkpoint: str = "not stated"
    """Which weights these are and by which rule they were chosen."""
    runs: int = 1
    """Training runs, each with a seed of its own, behind the outputs."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured, and under which conditions."""

    splits: tuple[SplitResult, ...]
    """What was seen in training first, where it was measured."""
    width: int
    """Of all pictures, in pixels."""
    height: int
    """Of all pictures, in pixels."""
    seed: int
    """Of intervals, subsets, halves and real against real."""
    nearest: str
    """By what the nearest product was looked for."""
    interval: str
    """How the intervals were made."""
    features: Named | None
    conditions: Conditions

    def of(self, split: str) -> SplitResult:
        """The split of that name, or KeyError."""
        return {side.split: side for side in self.splits}[split]

    def gap(self, measure: str) -> float | None:
        """The method's mean on the last split minus that on the training split; None where only one was measured."""
        if len(self.splits) < 2:
            return None
        first, last = (split.row(METHOD).paired[measure].mean for split in (self.splits[0], self.splits[-1]))
        return last - first

    def to_json(self) -> str:
        """The same as JSON, numbers with six significant digits: equal results are equal bytes."""
        known = asdict(self)
        known["gap"] = {name: self.gap(name) for name in self.splits[0].rows[0].paired}
        return json.dumps(_short(known), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _short(value: Any) -> Any:
    match value:
        case float():
            return float(f"{value:.6g}")
        case dict():
            return {key: _short(one) for key, one in value.items()}
        case list() | tuple():
            return [_short(one) for one in value]
    return value
