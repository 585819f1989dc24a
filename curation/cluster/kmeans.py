"""K-Means over the photos' numbers, the same whatever the order of the photos."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from curation.cluster.recipe import Recipe
from curation.errors import TooFewPhotosError

ROWS_AT_ONCE = 1024
"""Photos whose distances are computed together; 1,024 x 4,096 doubles are 32 MB."""


@dataclass(frozen=True)
class Clustering:
    """n photos of d numbers each, in k clusters. Cluster 0 has the least in the picture, the last the most."""

    centers: np.ndarray
    """(k, d) float32 in [0, 255]: the mean of each cluster's photos."""
    labels: np.ndarray
    """(n,) int64: the nearest centre of each photo."""
    distances: np.ndarray
    """(n, k) float32: Euclidean distance of each photo to each centre."""
    inertia: float
    """Sum of the squared distances to the nearest centre."""
    sizes: tuple[int, ...]
    """Photos in each cluster."""


def cluster(features: np.ndarray, recipe: Recipe) -> Clustering:
    """Group photos by `recipe.k`, `seed` and `n_init`; K-Means sees all of them.

    Args:
        features: (n, d) uint8.
        recipe: method, k, seed, n_init.

    Raises:
        TooFewPhotosError: fewer photos, or fewer different ones, than clusters.
    """
    return grouped(fit(features, recipe), [features])


def drawn(keys: Sequence[str], recipe: Recipe) -> list[int]:
    """Which photos K-Means is to see: all, or `recipe.sample` of them by lot; in their order.

    A photo's lot comes from its key and the seed, so that neither the order nor the number of the others changes it.

    Args:
        keys: of the photos, such as the SHA-256 of their bytes.
        recipe: sample and seed.
    """
    if len(keys) <= recipe.sample:
        return list(range(len(keys)))
    lots = [hashlib.sha256(f"{recipe.seed}:{key}".encode()).digest()[:8] for key in keys]
    return sorted(sorted(range(len(keys)), key=lambda place: (lots[place], place))[: recipe.sample])


def fit(features: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(k, d) float32 centres in [0, 255], the emptiest picture first, as full body, upper body, detail mostly come.

    The photos are sorted before K-Means sees them, so that their order changes nothing.

    Args:
        features: (n, d) uint8.
        recipe: method, k, seed, n_init.

    Raises:
        TooFewPhotosError: fewer photos, or fewer different ones, than clusters.
    """
    # Here, not above: loading scikit-learn takes a second, and `curate status` needs none of it.
    from sklearn.cluster import KMeans

    rows = [row.tobytes() for row in features]
    _check_enough(len(rows), len(set(rows)), recipe.k)
    order = sorted(range(len(rows)), key=rows.__getitem__)
    ordered = features[order].astype(np.float32)
    model = KMeans(recipe.k, init="k-means++", n_init=recipe.n_init, random_state=recipe.seed, copy_x=False)
    # One thread is many times faster where other work keeps the cores busy, and as fast where nothing does.
    with threadpool_limits(limits=1):
        model.fit(ordered)
    centers = np.asarray(model.cluster_centers_, np.float32).clip(0, 255)
    return centers[np.argsort(_ink(centers, recipe), kind="stable")]


def grouped(centers: np.ndarray, parts: Iterable[np.ndarray]) -> Clustering:
    """Every photo with its nearest centre.

    Args:
        centers: (k, d) float32.
        parts: (n, d) uint8 each, one after the other all photos.
    """
    found = [assign(part, centers) for part in parts]
    labels = np.concatenate([part for part, _ in found])
    distances = np.concatenate([part for _, part in found])
    nearest = distances.min(axis=1).astype(np.float64)
    sizes = np.bincount(labels, minlength=len(centers))
    return Clustering(centers, labels, distances, float(nearest @ nearest), tuple(int(size) for size in sizes))


def assign(features: np.ndarray, centers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which centre each photo is nearest to, and how far it is from all.

    Each photo is reckoned on its own, so that chunks give the very same numbers as the whole.

    Args:
        features: (n, d) uint8.
        centers: (k, d) float32.

    Returns:
        labels (n,) int64 and Euclidean distances (n, k) float32.
    """
    distances = np.empty((len(features), len(centers)), np.float32)
    for start in range(0, len(features), ROWS_AT_ONCE):
        part = features[start : start + ROWS_AT_ONCE].astype(np.float64)
        gap = np.empty_like(part)
        for number, center in enumerate(centers):
            np.subtract(part, center, out=gap)
            distances[start : start + len(part), number] = np.sqrt(np.einsum("nd,nd->n", gap, gap))
    return distances.argmin(axis=1), distances


def inertia_curve(features: np.ndarray, recipe: Recipe, ks: Iterable[int] = range(2, 9)) -> dict[int, float]:
    """The inertia for each number of clusters; its bend shows how many groups the photos fall into.

    A k above the number of different photos has no answer and is left out.
    """
    different = len({row.tobytes() for row in features})
    return {k: cluster(features, replace(recipe, k=k)).inertia for k in ks if k <= different}


def _ink(centers: np.ndarray, recipe: Recipe) -> np.ndarray:
    """(k,) how much stands in each picture; paper is white in a gray photo and black in the other two."""
    mean: np.ndarray = centers.mean(axis=1, dtype=np.float64)
    return -mean if recipe.method == "grayscale" else mean


def _check_enough(photos: int, different: int, k: int) -> None:
    if different >= k:
        return
    count = f"{photos} photo{'s' * (photos != 1)}"
    if different < photos:
        count += f" ({different} different)"
    fewer = f" or ask for at most {different} (--k {different})" if different else ""
    raise TooFewPhotosError(
        f"{count} for {k} clusters: K-Means needs a different photo for each; add products with model photos{fewer}"
    )
