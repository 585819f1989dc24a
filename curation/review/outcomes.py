"""What pairing made of each product of a category: its pair, or why it was rejected."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from curation import tables
from curation.review.keys import SEPARATOR, joined, places
from curation.schema import Pair, Rejection
from curation.workspace import Build


@dataclass(frozen=True)
class Outcomes:
    """One entry a product."""

    product_photos: pa.Array
    """Path of the pair's product photo; empty where there is no pair."""
    proposed: pa.Array
    """Path of the pair's photo or of the best candidate; empty where there is neither."""
    margins: np.ndarray
    """Of the pair, to the next cluster; NaN where there is no pair."""
    reasons: pa.Array
    """Why the product was rejected; empty for a pair."""


def outcomes(build: Build, category: str, keys: pa.Array) -> Outcomes:
    """What became of the products with these keys.

    Raises:
        TableError: the category was not paired, or a table is broken.
    """
    shown, proposed, reasons = (np.full(len(keys), "", object) for _ in range(3))
    margins = np.full(len(keys), np.nan)
    pairs = tables.read_columns(build.pairs(category), Pair, ("store", "id", "product_image", "model_image", "margin"))
    rows = places(joined(pairs), keys)
    there = rows >= 0
    shown[rows[there]] = np.asarray(pairs["product_image"], object)[there]
    proposed[rows[there]] = np.asarray(pairs["model_image"], object)[there]
    margins[rows[there]] = np.asarray(pairs["margin"])[there]
    rejected = tables.read(build.rejected(category), Rejection)
    rows = places(pa.array([f"{row.store}{SEPARATOR}{row.id}" for row in rejected], pa.string()), keys)
    there = rows >= 0
    proposed[rows[there]] = np.array([row.best_candidate for row in rejected], object)[there]
    reasons[rows[there]] = np.array([row.reason for row in rejected], object)[there]
    return Outcomes(
        pa.array(shown, pa.string()), pa.array(proposed, pa.string()), margins, pa.array(reasons, pa.string())
    )
