"""A release in a folder of a disk: copied file by file, each whole, under the release's own name."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curation.errors import PublishError
from curation.release.publish.contents import SUMS, Contents
from curation.release.publish.plan import Plan, Progress, Sent, Withdrawal
from curation.release.publish.transfer import CHUNK, NOTHING, compared, digest, transfer
from curation.workspace import atomic_write


class FolderShelf:
    """A folder that a release is copied into."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root)

    def listed(self) -> list[str]:
        # What an interrupted copy left is no file yet.
        return [
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file() and path.suffix != ".part"
        ]

    def same(self, path: str, source: Path) -> bool:
        there = self.root / path
        if there.stat().st_size != source.stat().st_size:
            return False
        return digest(there, "sha256") == digest(source, "sha256")

    def put(self, path: str, source: Path, progress: Progress) -> None:
        with _told(self.root), source.open("rb") as file, atomic_write(self.root / path) as out:
            while chunk := file.read(CHUNK):
                out.write(chunk)
                progress(len(chunk))

    def remove(self, path: str) -> None:
        with _told(self.root):
            (self.root / path).unlink(missing_ok=True)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """A disk's trouble in one line."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise PublishError(
                f"no space left on the disk of {place}; make room, then run the same command again: what is there "
                "stays there"
            ) from error
        raise PublishError(
            f"{place} cannot be written ({error.strerror}); choose a folder that you may write to"
        ) from error


class FolderDestination:
    """A folder; the release lies in it as `<folder>/<dataset>-<version>/`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ready(self) -> None:
        """A folder needs no key."""

    def plan(self, contents: Contents) -> Plan:
        shelf = self._shelf(contents)
        return Plan(self.address, shelf.place, compared(contents, shelf))

    def send(self, contents: Contents, progress: Progress) -> Sent:
        shelf = self._shelf(contents)
        sent = transfer(contents, shelf, progress)
        return Sent(shelf.place, "published", len(contents.files), sent)

    def withdrawal(self, contents: Contents) -> Withdrawal:
        shelf = self._shelf(contents)
        place = shelf.place
        if not shelf.listed():
            return Withdrawal(place, (), (NOTHING,))
        return Withdrawal(
            place,
            (f"deletes {place}",),
            ("backups and copies of the folder are deleted by whoever made them",),
        )

    def withdraw(self, contents: Contents) -> None:
        shelf = self._shelf(contents)
        there = set(shelf.listed())
        # SHA256SUMS first: what is only half gone must not pass for a release.
        for file in sorted(contents.files, key=lambda file: file.path != SUMS):
            if file.path in there:
                shelf.remove(file.path)
        for folder in sorted((path for path in shelf.root.rglob("*") if path.is_dir()), reverse=True):
            _remove_empty(folder)
        _remove_empty(shelf.root)

    def _shelf(self, contents: Contents) -> FolderShelf:
        root = Path(self.address).expanduser() / contents.name
        if root.resolve() == contents.root.resolve():
            raise PublishError(f"{root} is the release itself; name the folder that it is to be copied into")
        return FolderShelf(root)


def _remove_empty(folder: Path) -> None:
    """Remove a folder unless something lies in it that is not of the release."""
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
