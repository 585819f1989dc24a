"""The mask recipe against the distances that the 2018 notebooks printed."""

import csv
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from curation.cluster.features import feature
from curation.cluster.kmeans import assign, cluster
from curation.cluster.recipe import Recipe
from curation.pixels import decode, pad_square


@pytest.mark.real_data
def test_the_distances_printed_in_2018_are_reproduced(real_data):
    folder = real_data / "shots2018"
    files = [row["file"] for row in table(folder / "labels.csv")]
    # The photos here are small prints of 256-pixel squares; padding grows them back.
    features = np.array([feature(pad_square(decode(folder / file)), Recipe()) for file in files])
    fits = [cluster(features, replace(Recipe(), seed=seed, n_init=1)) for seed in range(20)]
    best = min(fits, key=lambda fit: fit.inertia)

    place = {file.rpartition("_")[2].removesuffix(".png"): number for number, file in enumerate(files)}
    rows = [row for row in table(folder / "printed_distances.csv") if row["image_id"] in place]
    printed = np.array([float(row["printed_l2_distance"]) for row in rows])
    clusters = np.array([int(row["cluster"]) for row in rows])
    _, distances = assign(features[[place[row["image_id"]] for row in rows]], best.centers)
    correlation = max(
        np.corrcoef(distances[np.arange(len(rows)), np.array(order)[clusters]], printed)[0, 1]
        for order in permutations(range(3))
    )
    assert len(rows) == 27
    assert correlation >= 0.97


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
