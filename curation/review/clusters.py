"""What the cluster screen shows: each cluster's centre, the photos nearest to it, and photos by lot."""

import json
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pyarrow as pa

from curation.cluster.recipe import Recipe
from curation.cluster.sheets import center_picture, encode
from curation.errors import UnknownNameError, WorkspaceError
from curation.review.photos import Photos
from curation.workspace import Build


@dataclass(frozen=True)
class Cluster:
    """One cluster, as the page shows it."""

    number: int
    name: str
    """full_body, upper_body, detail or faint, by its shape."""
    photos: int
    """How many lie in it."""
    nearest: list[int]
    """Numbers of photos, nearest to the centre first."""
    random: list[int]
    """Numbers of photos by lot."""
    example: str
    """The path of the nearest photo, by which a choice of this cluster is remembered."""


@dataclass(frozen=True)
class Clusters:
    """All clusters of a category."""

    clusters: list[Cluster]
    chosen: int
    """The cluster that pairs were measured against."""
    why: str

    def example(self, number: int) -> str:
        """The photo that stands for a cluster.

        Raises:
            UnknownNameError: there is no such cluster.
        """
        for cluster in self.clusters:
            if cluster.number == number:
                return cluster.example
        raise UnknownNameError("cluster", str(number), [str(cluster.number) for cluster in self.clusters])


def load(build: Build, category: str, photos: Photos) -> Clusters:
    """The clusters of a category.

    Raises:
        WorkspaceError: the category was not clustered yet.
    """
    run = _run(build, category)
    return Clusters(
        [
            Cluster(
                number=part["cluster"],
                name=part["name"],
                photos=part["photos"],
                nearest=_there(photos, part["nearest"]),
                random=_there(photos, part["random"]),
                example=part["nearest"][0] if part["nearest"] else "",
            )
            for part in run["clusters"]
        ],
        chosen=run["chosen"],
        why=run["why"],
    )


def center(build: Build, category: str, number: int) -> bytes:
    """The centre of a cluster as a PNG, the figure dark on light.

    Raises:
        WorkspaceError: the category was not clustered yet.
        UnknownNameError: there is no such cluster.
    """
    run = _run(build, category)
    with np.load(build.clusters(category) / "centers.npz") as file:
        centers = file["centers"]
    if not 0 <= number < len(centers):
        raise UnknownNameError("cluster", str(number), map(str, range(len(centers))))
    recipe = Recipe(
        run["method"], run["canvas"], run["threshold"], run["blur"], tuple(run["crop"]), run["size"], run["k"]
    )
    picture = center_picture(centers[number], recipe)
    return encode(picture if recipe.method == "grayscale" else cv2.bitwise_not(picture), ".png")


def _run(build: Build, category: str) -> dict[str, Any]:
    path = build.clusters(category) / "run.json"
    if not path.is_file():
        raise WorkspaceError(f"category '{category}' has no clusters yet; run curate pair --category {category}")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _there(photos: Photos, paths: list[str]) -> list[int]:
    return [int(number) for number in photos.numbers(pa.array(paths, pa.string())) if number >= 0]
