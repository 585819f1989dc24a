"""Run an embedder over a benchmark: decode, crop, embed, look for leakage, evaluate."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from curation.errors import PhotoError
from curation.pixels import decode
from training.retrieval.embedders.base import Embedder
from training.retrieval.evaluate.evaluate import evaluate
from training.retrieval.evaluate.leakage import Leakage, Marks, leakage, thumbnail
from training.retrieval.evaluate.photos import Photos
from training.retrieval.evaluate.report import Report
from training.retrieval.readers.records import Benchmark, Record


def run(benchmark: Benchmark, embedder: Embedder, *, look_for_leakage: bool = True) -> Report:
    """How well an embedder does on a benchmark.

    Args:
        benchmark: as a reader gives it.
        embedder: what turns photos into vectors.
        look_for_leakage: compare queries and gallery with the training photos, which costs decoding those.

    Raises:
        PhotoError: a photo cannot be decoded.
        DataError: as `evaluate` says.
    """
    queries, gallery = (embedded(side, embedder) for side in (benchmark.queries, benchmark.gallery))
    known = all((*queries.categories, *gallery.categories))
    if not known:
        queries, gallery = (replace(side, categories=()) for side in (queries, gallery))
    found = leaks(benchmark) if look_for_leakage and benchmark.train else None
    return evaluate(
        queries,
        gallery,
        benchmark.protocol,
        embedder=f"{embedder.name} ({embedder.fingerprint})",
        similarity=embedder.similarity,
        leakage=found,
    )


def embedded(records: Sequence[Record], embedder: Embedder) -> Photos:
    """The records' photos as vectors, decoded one after another."""
    vectors = embedder.embed(images(records, embedder.size))
    products, names, categories = zip(*((record.product, record.name, record.category) for record in records))
    return Photos(vectors, products, names, categories)


def images(records: Iterable[Record], size: int) -> Iterator[np.ndarray]:
    """Each photo as (H, W, 3) uint8, cropped to its box; large ones decoded at a fraction of their size.

    Raises:
        PhotoError: a photo cannot be decoded; the message names it.
    """
    for record in records:
        try:
            photo = decode(record.path, None if record.box else size)
        except PhotoError as error:
            raise PhotoError(error.reason, f"{record.path}: {error.detail}") from error
        if record.box:
            left, top, right, bottom = record.box
            photo = photo[max(0, top) : bottom, max(0, left) : right]
            if not photo.size:
                raise PhotoError("unreadable", f"{record.path}: the box {record.box} lies outside the photo")
        yield photo


def leaks(benchmark: Benchmark) -> Leakage:
    """What the training photos share with queries and gallery."""
    return leakage(_marks(benchmark.train), _marks([*benchmark.queries, *benchmark.gallery]))


def _marks(records: Sequence[Record]) -> Marks:
    names, products = [record.name for record in records], [record.product for record in records]
    files = [hashlib.sha256(record.path.read_bytes()).hexdigest() for record in records]
    return Marks(names, products, files, np.stack([thumbnail(photo) for photo in images(records, 64)]))
