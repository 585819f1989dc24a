"""The labelled photos: which file shows which shot, and which photos belong together in cross-validation."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from curation.errors import TableError
from curation.schema import SHOTS

COLUMNS = ("file", "label", "confidence", "figure")
FOLDS = 5


@dataclass(frozen=True)
class Labels:
    """n labelled photos, in the order of the file."""

    files: tuple[str, ...]
    """Relative to the folder."""
    shots: np.ndarray
    """(n,) int64, the place in `SHOTS`."""
    sure: np.ndarray
    """(n,) bool: False where the labeller was in doubt."""
    folds: np.ndarray
    """(n,) int64 in [0, 5): photos of one figure (a page of photos drawn together) share a fold."""


def read(folder: Path) -> Labels:
    """`labels.csv` of a folder, with the columns file, label, confidence (ok or low) and figure.

    Raises:
        TableError: the file or a column is missing, or a label is no shot.
    """
    path = folder / "labels.csv"
    if not path.is_file():
        raise TableError(f"{path} does not exist; --data names a folder with labels.csv ({', '.join(COLUMNS)})")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise TableError(f"{path}: columns missing: {', '.join(missing)}; add them")
        rows = list(reader)
    for line, row in enumerate(rows, start=2):
        if row["label"] not in SHOTS:
            raise TableError(f"{path}:{line}: unknown shot '{row['label']}'; known shots: {', '.join(SHOTS)}")
    shots = np.array([SHOTS.index(row["label"]) for row in rows])
    return Labels(
        files=tuple(row["file"] for row in rows),
        shots=shots,
        sure=np.array([row["confidence"] != "low" for row in rows]),
        folds=_folds(shots, [row["figure"] for row in rows]),
    )


def _folds(shots: np.ndarray, figures: list[str]) -> np.ndarray:
    folds = np.zeros(len(shots), np.int64)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for fold, (_, held_out) in enumerate(splitter.split(figures, shots, figures)):
        folds[held_out] = fold
    return folds
