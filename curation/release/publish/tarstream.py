"""A folder of a release as one tar that is never written to disk: same files, same bytes, and its length beforehand."""

import tarfile
from collections.abc import Iterator, Sequence
from hashlib import md5
from pathlib import Path

from curation.release.publish.transfer import CHUNK

MODE = 0o644


class TarStream:
    """A readable tar of files; times, owners and rights are the same for all, so that its checksum repeats.

    Args:
        members: the name of each file in the tar, and where it lies; kept in this order.
    """

    def __init__(self, members: Sequence[tuple[str, Path]]) -> None:
        self._members = tuple(members)
        self._heads = tuple(_head(name, source.stat().st_size) for name, source in self._members)
        sizes = (source.stat().st_size for _, source in self._members)
        self.bytes = _filled(
            sum(len(head) + _filled(size, tarfile.BLOCKSIZE) for head, size in zip(self._heads, sizes))
            + 2 * tarfile.BLOCKSIZE,
            tarfile.RECORDSIZE,
        )

    def __iter__(self) -> Iterator[bytes]:
        """The tar in pieces."""
        gone = 0
        for (_, source), head in zip(self._members, self._heads):
            yield head
            size = 0
            with source.open("rb") as file:
                while chunk := file.read(CHUNK):
                    size += len(chunk)
                    yield chunk
            padding = _filled(size, tarfile.BLOCKSIZE) - size
            yield bytes(padding)
            gone += len(head) + size + padding
        yield bytes(self.bytes - gone)

    def md5(self) -> str:
        """In hex, by reading everything once."""
        found = md5(usedforsecurity=False)
        for chunk in self:
            found.update(chunk)
        return found.hexdigest()


def _head(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, MODE
    return member.tobuf(tarfile.PAX_FORMAT)


def _filled(size: int, block: int) -> int:
    """The size when its last block is full."""
    return -(-size // block) * block


class Body:
    """Pieces as a file of known length: what requests sends with a Content-Length instead of in chunks.

    No `io` class: those have a position, by which requests would take the length for zero.
    """

    def __init__(self, pieces: Iterator[bytes], length: int) -> None:
        self._pieces = pieces
        self._length = length
        self._rest = b""

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._rest) < size) and (piece := next(self._pieces, None)) is not None:
            self._rest += piece
        end = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:end], self._rest[end:]
        return found
