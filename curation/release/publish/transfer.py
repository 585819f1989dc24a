"""Files one by one to a place that knows what it has: only what is missing goes, SHA256SUMS at the end."""

import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Protocol

from curation.errors import PublishError
from curation.release.publish.contents import SUMS, Contents, File
from curation.release.publish.patience import patiently
from curation.release.publish.plan import Item, Progress

CHUNK = 1024 * 1024
NOTHING = "nothing of the release lies there"


class Shelf(Protocol):
    """A folder of a disk or of a bucket."""

    place: str
    """As a person reads it."""

    def listed(self) -> Iterable[str]:
        """The paths of all that lies there, relative to it."""

    def same(self, path: str, source: Path) -> bool:
        """Whether a file that lies there has the bytes of `source`."""

    def put(self, path: str, source: Path, progress: Progress) -> None:
        """Make a file appear there whole, or not at all."""

    def remove(self, path: str) -> None: ...


def compared(contents: Contents, shelf: Shelf) -> tuple[Item, ...]:
    """Each file of the release, and whether it lies there already.

    Raises:
        PublishError: something else lies there: a release that was sent is never changed.
    """
    there = set(patiently(lambda: sorted(shelf.listed())))
    if strange := sorted(there - {file.path for file in contents.files}):
        raise PublishError(
            f"{shelf.place} holds {strange[0]}, which is not of this release; send the release to another place"
        )

    def same(file: File) -> bool:
        return file.path in there and patiently(lambda: shelf.same(file.path, contents.source(file)))

    items = tuple(Item(file.path, file.bytes, same(file)) for file in contents.files)
    if SUMS in there and not all(item.there for item in items):
        changed = next(item.name for item in items if not item.there)
        raise PublishError(
            f"{shelf.place} is there already and differs in {changed}; a release that was sent is never changed: build "
            "a new version, or take that one back with curate unpublish"
        )
    return items


def transfer(contents: Contents, shelf: Shelf, progress: Progress) -> int:
    """Put everything there that is missing; gives the number of bytes sent.

    Raises:
        PublishError: something else lies there, a file has changed since the release was built, or the place fails.
    """
    sent = 0
    # Sorted with SHA256SUMS at the end: where that lies, all others do.
    for file, item in zip(contents.files, compared(contents, shelf)):
        if item.there:
            progress(file.bytes)
            continue
        _check(contents, file)
        patiently(partial(shelf.put, file.path, contents.source(file), progress))
        sent += file.bytes
    return sent


def _check(contents: Contents, file: File) -> None:
    if file.sha256 and digest(contents.source(file), "sha256") != file.sha256:
        raise PublishError(f"{contents.source(file)} is not what {SUMS} says; build the release again")


def digest(path: Path, algorithm: str) -> str:
    """The hash of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
