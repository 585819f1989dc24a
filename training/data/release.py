"""Read a release with photos, as files or in tars, or what `curate rebuild` made; nothing but the folder is needed."""

import tarfile
from pathlib import Path

from curation import tables
from curation.errors import DataError
from curation.schema import ATTRIBUTES, MORE_ATTRIBUTES, ReleaseRow
from training.data.table import Article, Photo, Table

Span = tuple[int, int]


def is_release(folder: Path) -> bool:
    """Whether a folder is a release, or one of links whose photos were fetched."""
    return any((folder / name).is_file() for name in ("release.json", "rebuild.json"))


def read_release(folder: Path) -> Table:
    """The table of a release.

    A photo's bytes are those of the release, which may be smaller than the store's: their hashes stand in SHA256SUMS.

    Raises:
        DataError: it holds links only, or a tar is gone, damaged or lacks a photo.
        TableError: its table cannot be read.
    """
    articles: list[Article] = []
    photos: list[Photo] = []
    pairs: list[tuple[int, int]] = []
    hashes = _hashes(folder / "SHA256SUMS")
    shards: dict[str, dict[str, Span]] = {}
    for row in tables.read(folder / "data.parquet", ReleaseRow):
        if not row.product_file or not row.model_file:
            raise DataError(
                f"{folder} holds links, no photos; fetch them with curate rebuild {folder}, then train on what it made"
            )
        values = {name: getattr(row, name) for name in (*ATTRIBUTES, *MORE_ATTRIBUTES) if getattr(row, name)}
        articles.append(Article(f"{row.store}/{row.id}", row.split, row.category, values))
        for role, file, shot in (("product", row.product_file, "packshot"), ("model", row.model_file, row.shot)):
            path, span = _place(folder, row.shard, file, shards)
            known = hashes.get(row.shard or file, "")
            alone, packed = ("", f"{known}:{file}") if row.shard and known else (known, "")
            photos.append(Photo(path, alone, role, shot, len(articles) - 1, span, packed))
        pairs.append((len(photos) - 2, len(photos) - 1))
    return Table(folder, "the release's own", tuple(articles), tuple(photos), tuple(pairs))


def _hashes(path: Path) -> dict[str, str]:
    """Hash by file, as sha256sum writes them."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: known for known, _, name in (line.partition("  ") for line in lines)}


def _place(folder: Path, shard: str, file: str, shards: dict[str, dict[str, Span]]) -> tuple[Path, Span | None]:
    if not shard:
        return folder / file, None
    if shard not in shards:
        shards[shard] = _members(folder, shard)
    if file not in shards[shard]:
        raise DataError(f"{folder / shard} lacks {file}; check the release with curate verify {folder}")
    return folder / shard, shards[shard][file]


def _members(folder: Path, shard: str) -> dict[str, Span]:
    """Where each file of a tar lies in it."""
    try:
        with tarfile.open(folder / shard, "r:") as tar:
            return {member.name: (member.offset_data, member.size) for member in tar if member.isfile()}
    except (OSError, tarfile.TarError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no tar, or a damaged one"
        raise DataError(
            f"{folder / shard} cannot be read: {reason}; check the release with curate verify {folder}"
        ) from error
