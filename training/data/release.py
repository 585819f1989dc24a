"""Read a release with photos, as files or in tars; nothing but its folder is needed."""

import tarfile
from pathlib import Path

from curation import tables
from curation.errors import DataError
from curation.schema import ATTRIBUTES, MORE_ATTRIBUTES, ReleaseRow
from training.data.table import Article, Photo, Table

Span = tuple[int, int]


def is_release(folder: Path) -> bool:
    """Whether a folder is a release."""
    return (folder / "release.json").is_file()


def read_release(folder: Path) -> Table:
    """The table of a release.

    A photo's bytes are those of the release, which may be smaller than the store's: its hash is that of SHA256SUMS, not
    of data.parquet. So a release is the same data wherever it lies.

    Raises:
        DataError: it holds links only, or a tar is gone, damaged or lacks a photo.
        TableError: its table cannot be read.
    """
    articles, photos, pairs = [], [], []
    hashes = _hashes(folder)
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
            own, of_tar = ("", hashes.get(row.shard, "")) if row.shard else (hashes.get(file, ""), "")
            photos.append(Photo(path, own, role, shot, len(articles) - 1, span, of_tar))
        pairs.append((len(photos) - 2, len(photos) - 1))
    return Table(folder, "the release's own", tuple(articles), tuple(photos), tuple(pairs))


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


def _hashes(folder: Path) -> dict[str, str]:
    """File of the release -> SHA-256, as its list says; nothing where there is no list."""
    path = folder / "SHA256SUMS"
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: found for found, _, name in (line.partition("  ") for line in lines)}
