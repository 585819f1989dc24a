"""Ask for a removal: record it by hash, and say what it concerns in the build there is."""

import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from curation.errors import PairwearError
from curation.release.orders import Orders, hash_of, photo_kind, read, record
from curation.release.permission import check_reviews
from curation.release.pool import Pool
from curation.workspace import Workspace


@dataclass
class RemoveResult:
    """What was recorded."""

    recorded: int
    """Orders that were not there yet."""
    known: int
    """Orders that stood there already."""
    pairs: int = 0
    """Pairs of the build that the next release leaves out because of these orders."""
    notes: list[str] = field(default_factory=list)
    """What a person should know, a sentence each."""


def remove(workspace: Workspace, dataset: str, wanted: Iterable[tuple[str, str]], reason: str) -> RemoveResult:
    """Record removals; every later release applies them.

    Args:
        workspace: where the definition or the build lies.
        dataset: whose releases it is about.
        wanted: kind (product, url, brand, hash) and text of each; a product is "STORE ID".
        reason: why, in a person's words; stays in the workspace.

    Raises:
        ReleaseError: no reason, or a text that is no name of its kind.
        UnknownNameError: there is no such definition.
    """
    named = [(photo_kind(text) if kind == "hash" else kind, text) for kind, text in wanted]
    new = record(workspace, dataset, named, reason)
    result = RemoveResult(len(new), len(named) - len(new))
    asked = {(kind, hash_of(kind, text)) for kind, text in named}
    orders = Orders.of(row for row in read(workspace, dataset).rows if (row.kind, row.hash) in asked)
    _look(workspace, dataset, orders, result)
    return result


def _look(workspace: Workspace, dataset: str, orders: Orders, result: RemoveResult) -> None:
    """Count what the orders concern, and point at reviews that speak of it."""
    build = workspace.build(dataset)
    if not build.products.is_file():
        return
    with tempfile.TemporaryDirectory() as folder, closing(Pool(Path(folder) / "pool.sqlite")) as pool:
        try:
            pool.fill(build)
            result.pairs = pool.concerned(orders)
            check_reviews(workspace, dataset, pool, orders)
        except PairwearError as error:
            # Recorded it is; that the build is unfinished, or a review in the way, the next release says again.
            result.notes.append(str(error))
    if not result.pairs:
        result.notes.append("no pair of the build is concerned; if you expected one, look for a slip in the name")
