"""Whether the photos are those the tables name, of the size that is said, with nothing beside the picture."""

import tarfile
from collections.abc import Iterator
from itertools import groupby, zip_longest
from typing import Any

from curation import tables
from curation.errors import PhotoError
from curation.pixels import header
from curation.release.bare import is_bare
from curation.release.checks.subject import Faults, Subject, differs
from curation.release.checksums import files
from curation.schema import ReleaseRow

_NAMES = ("key", "split", "shard", "product_file", "model_file")


def check_photos(subject: Subject) -> Faults:
    """Whether each photo is there, and no other."""
    photos = subject.facts.get("photos")
    size = photos.get("size") if isinstance(photos, dict) else None
    if subject.form == "tars":
        yield from _tars(subject, size)
    else:
        yield from _loose(subject, size)


def _loose(subject: Subject, size: Any) -> Faults:
    root = subject.layout.root
    there = {name for name in files(root) if name.endswith((".jpg", ".png"))}
    named: set[str] = set()
    for key, split, _, *names in tables.cells(subject.layout.data, ReleaseRow, _NAMES):
        for what, name in zip(("product", "model"), names):
            if not name:
                continue
            named.add(name)
            if not name.startswith(f"{split}/{what}/{key}."):
                yield f"data.parquet: {key}: {what}_file '{name}' must be {split}/{what}/{key}.jpg or .png"
            elif name not in there:
                yield f"{name}: is missing, but data.parquet names it"
            else:
                yield from _picture(name, (root / name).read_bytes(), size)
    for name in sorted(there - named):
        yield f"{name}: is named by no row of data.parquet; take it out"


def _tars(subject: Subject, size: Any) -> Faults:
    root = subject.layout.root
    rows = sorted(tables.cells(subject.layout.data, ReleaseRow, ("shard", "key", "product_file", "model_file")))
    there = {name for name in files(root) if name.endswith(".tar")}
    for shard, part in groupby(rows, key=lambda row: row[0]):
        wanted = [name for _, key, product, model in part for name in (f"{key}.json", model, product)]
        if shard not in there:
            yield f"{shard}: is missing, but data.parquet names it"
            continue
        there.discard(shard)
        with tarfile.open(root / shard) as tar:
            for member, name in zip_longest(tar, wanted):
                if member is None or name is None or member.name != name or not member.isfile():
                    yield differs(shard, "the next entry", member.name if member else None, name)
                    break
                if not name.endswith(".json"):
                    file = tar.extractfile(member)
                    assert file
                    yield from _picture(f"{shard}: {name}", file.read(), size)
    for name in sorted(there):
        yield f"{name}: is named by no row of data.parquet; take it out"


def _picture(name: str, data: bytes, size: Any) -> Iterator[str]:
    try:
        found = header(data)
    except PhotoError as error:
        yield f"{name}: is no picture ({error.detail})"
        return
    if isinstance(size, int) and found != (size, size):
        yield f"{name}: is {found[0]}x{found[1]}, but release.json says {size}x{size}"
    if not is_bare(data):
        yield f"{name}: says something beside the picture (camera, place, comment); release it without"
