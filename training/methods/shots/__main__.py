"""Train the shot network from a folder of labelled photos.

python -m training.methods.shots --data DIR --out shots.onnx --scores scores.csv
"""

import argparse
import csv
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from curation.errors import PairwearError
from curation.schema import SHOTS
from training.methods.shots import labels as labelled
from training.methods.shots.early import features
from training.methods.shots.export import export
from training.methods.shots.fit import Plan, fit, probabilities

VIEWS = 22
FRONT = SHOTS.index("full_front")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.methods.shots", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with labels.csv and the photos it names")
    parser.add_argument("--out", type=Path, help="where to write the ONNX file, trained on all photos")
    parser.add_argument("--scores", type=Path, help="where to write cross-validated scores: file, score, fold, shots")
    parser.add_argument("--folds", type=int, nargs="+", default=range(labelled.FOLDS), help="only these folds")
    parser.add_argument(
        "--cache", type=Path, help="where to keep the frozen blocks' features (0.9 GB); else thrown away"
    )
    parser.add_argument("--views", type=int, default=VIEWS, help="pictures of each photo to learn from")
    parser.add_argument("--epochs", type=int, default=Plan.epochs)
    parser.add_argument("--threads", type=int, default=1, help="the same number gives the same network")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        with TemporaryDirectory() as temporary:
            _run(given, given.cache or Path(temporary))
    except PairwearError as error:
        parser.exit(1, f"Error: {error}\n")


def _run(given: argparse.Namespace, cache: Path) -> None:
    labels = labelled.read(given.data)
    plan = Plan(epochs=given.epochs)
    views = features([given.data / file for file in labels.files], given.views, cache, _say)
    if given.scores:
        _cross_validate(given, labels, views, plan)
    if given.out:
        net = fit(labels, np.arange(len(labels.files)), views, plan, seed=labelled.FOLDS, say=_say)
        difference = export(net, given.out)
        _say(f"{given.out}: {given.out.stat().st_size / 2**20:.1f} MiB, OpenCV differs by at most {difference:.1e}")


def _cross_validate(given: argparse.Namespace, labels: labelled.Labels, views: list[np.ndarray], plan: Plan) -> None:
    """Scores of photos by a network that saw none of their figure; written after each fold."""
    with given.scores.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "score", "fold", *SHOTS])
        for fold in given.folds:
            net = fit(labels, np.flatnonzero(labels.folds != fold), views, plan, seed=fold, say=_say)
            held_out = np.flatnonzero(labels.folds == fold)
            seen = probabilities(net, views[0][held_out])
            right = float((seen.argmax(axis=1) == labels.shots[held_out]).mean())
            _say(f"fold {fold}: {right:.3f} of {len(held_out)} photos named rightly")
            for photo, p in zip(held_out, seen):
                writer.writerow([labels.files[photo], f"{p[FRONT]:.6f}", fold, *(f"{share:.6f}" for share in p)])
            file.flush()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
