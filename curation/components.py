"""What hangs together: connected components of things that share something."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def components(count: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(count,) int64: things connected by pairs, directly or over others, have the same number, 0 the first thing's.

    Args:
        count: how many things there are.
        one, other: (m,) each; `one[i]` and `other[i]` belong together.
    """
    if not count:
        return np.zeros(0, np.int64)
    edges = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    _, labels = connected_components(edges, directed=False)
    return np.asarray(labels, np.int64)
