"""Store and id of a product as one text, by which columns of two tables find each other."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SEPARATOR = "\x1f"
"""Between store and id; no store has it in a name."""


def joined(table: pa.Table) -> pa.Array:
    """Store and id of each row as one text."""
    found = pc.binary_join_element_wise(table["store"], table["id"], SEPARATOR)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def places(keys: pa.Array, among: pa.Array) -> np.ndarray:
    """Where each key stands among others, (n,) int64; -1 where it does not."""
    return np.asarray(pc.fill_null(pc.index_in(keys, value_set=among), -1)).astype(np.int64)
