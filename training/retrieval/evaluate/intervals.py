"""How sure a mean over queries is. Queries of one product are not independent: products are drawn, not queries."""

from collections.abc import Sequence

import numpy as np

Z = 1.959964
"""Of the normal distribution at 95 %."""
CHUNK = 250
"""Resamples that are drawn at once."""


def wilson(hits: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of `n` independent queries; holds for small n and near 0 and 1, too.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
    """
    share, square = hits / n, Z * Z / n
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * np.sqrt(share * (1 - share) / n + square / (4 * n))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def bootstrap(values: np.ndarray, products: Sequence[str], resamples: int, seed: int) -> np.ndarray:
    """The 95 % intervals of the means of columns, by drawing products with all their queries.

    Args:
        values: (queries, measures).
        products: of each query.
        resamples: how often as many products as there are, are drawn.
        seed: of the draws; columns share them, so that their differences can be compared.

    Returns:
        (measures, 2): the 2.5th and 97.5th percentile of the means.

    Source: Efron, Bootstrap methods, Annals of Statistics 7, 1979; percentile interval, clusters resampled.
    """
    means = resampled_means(values, products, resamples, seed)
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    return np.stack([low, high], axis=1)


def resampled_means(values: np.ndarray, products: Sequence[str], resamples: int, seed: int) -> np.ndarray:
    """(resamples, measures): the means of the columns in each resample."""
    _, group = np.unique(np.asarray(products), return_inverse=True)
    groups = int(group.max()) + 1
    sums = np.zeros((groups, values.shape[1]))
    np.add.at(sums, group, values)
    sizes = np.bincount(group, minlength=groups).astype(float)
    dice = np.random.default_rng(seed)
    even = np.full(groups, 1 / groups)
    means = []
    for start in range(0, resamples, CHUNK):
        times = dice.multinomial(groups, even, size=min(CHUNK, resamples - start)).astype(float)
        means.append(times @ sums / (times @ sizes)[:, None])
    return np.concatenate(means)


def paired_difference(
    ours: np.ndarray, theirs: np.ndarray, products: Sequence[str], resamples: int = 10_000, seed: int = 0
) -> tuple[float, float, float]:
    """How much better the same queries do with one embedder than with another: difference of means, low, high.

    Args:
        ours: (queries,) a measure of each query.
        theirs: (queries,) the same measure with the other embedder, in the same order.
        products: of each query.
        resamples: how often products are drawn.
        seed: of the draws.
    """
    gain = (np.asarray(ours, float) - np.asarray(theirs, float))[:, None]
    ((low, high),) = bootstrap(gain, products, resamples, seed)
    return float(gain.mean()), float(low), float(high)
