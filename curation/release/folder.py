"""A release's folder: it grows under a hidden name and is renamed when whole; one that is there is never touched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curation.errors import ReleaseError
from curation.workspace import full_disk


@contextmanager
def growing(releases: Path, name: str) -> Iterator[Path]:
    """A hidden folder in `releases`, gone when the block ends unless `publish` renamed it.

    Raises:
        WorkspaceError: the disk is full; nothing is left then.
    """
    hidden = releases / f".{name}.part"
    with full_disk(releases, "nothing of the release was kept; free some space and try again"):
        # What a killed run left.
        shutil.rmtree(hidden, ignore_errors=True)
        try:
            hidden.mkdir(parents=True)
            yield hidden
        finally:
            shutil.rmtree(hidden, ignore_errors=True)


def publish(hidden: Path, target: Path) -> None:
    """Make a whole folder visible.

    Raises:
        ReleaseError: that version exists.
    """
    refuse_existing(target)
    for folder, _, _ in os.walk(hidden):
        _sync(Path(folder))
    os.rename(hidden, target)
    _sync(target.parent)


def refuse_existing(target: Path) -> None:
    """A version is built once.

    Raises:
        ReleaseError: something lies there.
    """
    if target.exists() or target.is_symlink():
        raise ReleaseError(
            f"{target} exists, and a version that was released is never changed; release another version "
            "(curate release next takes the smallest that fits)"
        )


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
