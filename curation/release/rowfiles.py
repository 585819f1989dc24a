"""The tables of a release: the pairs as Parquet and CSV, by split, in 0 and 1; vocabularies; removals."""

import shutil
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from curation import tables
from curation.release.layout import SPLITS, Layout
from curation.release.onehot import write_img_attr
from curation.release.pool import Pool
from curation.schema import (
    ATTRIBUTES,
    LISTED_ATTRIBUTES,
    MORE_ATTRIBUTES,
    LinkedPair,
    PhotoPair,
    ReleasedRemoval,
    ReleaseRow,
)
from curation.translate.vocabulary import values_of
from curation.workspace import Workspace

BATCH = 5_000
"""Rows of a row group, which is what stands in memory at a time."""
VOCABULARIES = (*ATTRIBUTES, *MORE_ATTRIBUTES, *LISTED_ATTRIBUTES)


def write_tables(
    layout: Layout, workspace: Workspace, pool: Pool, removals: Iterable[ReleasedRemoval], *, loose: bool
) -> list[str]:
    """Write all tables; gives the columns of `img_attr.csv` after `key`.

    Args:
        loose: whether the photos are files of their own, which Hugging Face then finds by their names.

    Raises:
        ReleaseError: a pair holds a value that is in no vocabulary.
    """
    tables.write(layout.data, pool.rows(), ReleaseRow, batch=BATCH)
    tables.write(layout.data_csv, pool.rows(), ReleaseRow)
    kind, make = (PhotoPair, _photo_pair) if loose else (LinkedPair, _linked_pair)
    for split in SPLITS:
        if pool.count(split):
            tables.write(layout.metadata(split), map(make, pool.rows(split)), kind, batch=BATCH)
    tables.write(layout.removals, removals, ReleasedRemoval)
    return write_img_attr(layout.img_attr, pool.rows(), _vocabularies(layout, workspace))


def _vocabularies(layout: Layout, workspace: Workspace) -> dict[str, list[str]]:
    """Copy the vocabularies; gives the values of each."""
    values = {}
    for attribute in VOCABULARIES:
        source, target = workspace.vocabulary(attribute), layout.vocabulary(attribute)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
        values[attribute] = values_of(source)
    return values


_FACTS = tuple(part.name for part in fields(LinkedPair) if part.name in {other.name for other in fields(PhotoPair)})


def _photo_pair(row: ReleaseRow) -> PhotoPair:
    split = f"{row.split}/"
    files = (row.product_file.removeprefix(split), row.model_file.removeprefix(split))
    return PhotoPair(*files, **{name: getattr(row, name) for name in _FACTS})


def _linked_pair(row: ReleaseRow) -> LinkedPair:
    facts: dict[str, Any] = {name: getattr(row, name) for name in _FACTS}
    return LinkedPair(row.product_url, row.model_url, row.product_sha256, row.model_sha256, **facts)
