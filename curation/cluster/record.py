"""What is kept of a clustering: its centres, how it came about, and pictures by which a person can judge it."""

import json
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from curation.cluster.kmeans import Clustering, inertia_curve
from curation.cluster.naming import Naming
from curation.cluster.plot import inertia_plot
from curation.cluster.recipe import Recipe
from curation.cluster.sheets import cluster_sheet, encode
from curation.pixels import decode
from curation.workspace import atomic_write

SAMPLES = 12
"""Photos a cluster shows in its sheet, nearest and random each."""
BEND = (1000, 2)
"""Photos and starts for the inertia over k: a bend shows as well in a part, and costs a second instead of minutes."""
CELL = 128
"""Side of a photo in a sheet, in pixels."""


def record(
    folder: Path,
    root: Path,
    photos: Sequence[str],
    part: np.ndarray,
    clustering: Clustering,
    naming: Naming,
    recipe: Recipe,
) -> None:
    """Write `centers.npz`, `run.json`, `cluster-<n>.jpg` and `inertia.svg`.

    Args:
        folder: of the category.
        root: of the workspace, to which `photos` are relative.
        photos: paths, in the order of the clustering.
        part: (m, d) uint8, those of `of_all` of what was clustered.
        clustering: what came of it.
        naming: what the clusters show.
        recipe: how it was made.
    """
    with atomic_write(folder / "centers.npz") as file:
        np.savez_compressed(file, centers=clustering.centers)
    bend = inertia_curve(part, replace(recipe, n_init=min(BEND[1], recipe.n_init)))
    with atomic_write(folder / "run.json", "w") as file:
        file.write(json.dumps(_run(photos, clustering, naming, recipe, bend), indent=2, ensure_ascii=False) + "\n")
    if bend:
        with atomic_write(folder / "inertia.svg", "w") as file:
            file.write(inertia_plot(bend, recipe.k))
    _write_sheets(folder, root, photos, clustering, recipe)


def _run(
    photos: Sequence[str], clustering: Clustering, naming: Naming, recipe: Recipe, bend: dict[int, float]
) -> dict[str, object]:
    dice = random.Random(recipe.seed)
    clusters = []
    for number, name in enumerate(naming.names):
        members = np.flatnonzero(clustering.labels == number)
        nearest = members[np.argsort(clustering.distances[members, number], kind="stable")][:SAMPLES]
        others = dice.sample(members.tolist(), min(SAMPLES, len(members)))
        clusters.append(
            {
                "cluster": number,
                "name": name,
                "photos": len(members),
                "nearest": [photos[row] for row in nearest],
                "random": [photos[row] for row in others],
            }
        )
    return {
        **asdict(recipe),
        "photos": len(photos),
        "inertia": round(clustering.inertia, 1),
        "inertia_by_k": {str(k): round(inertia, 1) for k, inertia in bend.items()},
        "chosen": naming.chosen,
        "why": naming.why,
        "clusters": clusters,
    }


def of_all(count: int) -> range:
    """Photos evenly taken from all, by which the inertia over k is reckoned."""
    return range(0, count, max(1, math.ceil(count / BEND[0])))


def _write_sheets(folder: Path, root: Path, photos: Sequence[str], clustering: Clustering, recipe: Recipe) -> None:
    """A sheet each; those of an earlier run with more clusters are taken away."""

    def photo(row: int) -> np.ndarray:
        return decode(root / photos[row], at_least=CELL)

    for number in range(recipe.k):
        with atomic_write(folder / f"cluster-{number}.jpg") as file:
            file.write(encode(cluster_sheet(clustering, number, recipe, photo, count=SAMPLES, cell=CELL)))
    for old in folder.glob("cluster-*.jpg"):
        if int(old.stem.removeprefix("cluster-")) >= recipe.k:
            old.unlink()
