"""What may be in no release any more: recorded by hash beside the definition, applied by every later release.

Nothing in the record says in plain text what was removed, so that it can be kept in git and listed in public: whoever
holds an older copy hashes their rows the same way and takes out what matches.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from curation import tables
from curation.errors import ReleaseError
from curation.schema import RemovalOrder
from curation.workspace import Workspace

KINDS = ("product", "url", "brand", "sha256", "phash")
"""What an order names; the last two are hashes already."""
_HEX = {"sha256": 64, "phash": 16}


def hash_of(kind: str, text: str) -> str:
    """The hash by which something is listed.

    Args:
        kind: one of `KINDS`.
        text: of a product "STORE ID", of a url the address, of a brand its name; of a photo its own hash.

    >>> hash_of("brand", " Norrtal ") == hash_of("brand", "NORRTAL")
    True

    Raises:
        ReleaseError: a photo's hash is not 64 (SHA-256) or 16 (perceptual) hex digits, or the text is empty.
    """
    text = " ".join(text.split())
    if kind in _HEX:
        if not re.fullmatch(rf"[0-9a-f]{{{_HEX[kind]}}}", text.lower()):
            raise ReleaseError(f"{kind} must be {_HEX[kind]} hex digits, not '{text}'")
        return text.lower()
    if not text:
        raise ReleaseError(f"{kind} is empty; name what is to be removed")
    text = text.casefold() if kind == "brand" else text
    return hashlib.sha256(text.encode()).hexdigest()


def photo_kind(text: str) -> str:
    """sha256 or phash, by the length of a photo's hash.

    Raises:
        ReleaseError: it is neither.
    """
    for kind, length in _HEX.items():
        if re.fullmatch(rf"[0-9A-Fa-f]{{{length}}}", text.strip()):
            return kind
    raise ReleaseError(f"--hash takes a SHA-256 (64 hex digits) or a perceptual hash (16), not '{text}'")


@dataclass(frozen=True)
class Orders:
    """The removals in force; `rows` in the order they came."""

    rows: tuple[RemovalOrder, ...] = ()
    by_kind: dict[str, frozenset[str]] = field(default_factory=dict)
    """The hashes of each kind there is."""

    @classmethod
    def of(cls, rows: Iterable[RemovalOrder]) -> "Orders":
        listed = tuple(rows)
        return cls(listed, {kind: frozenset(row.hash for row in listed if row.kind == kind) for kind in KINDS})

    def __bool__(self) -> bool:
        return bool(self.rows)

    def names(self, kind: str, text: str) -> bool:
        """Whether something is to be left out."""
        hashes = self.by_kind.get(kind, frozenset())
        return bool(hashes and text) and hash_of(kind, text) in hashes

    def product(self, store: str, id: str, brand: str, page_url: str) -> bool:
        """Whether a product is to be left out: by its key, its maker or its page."""
        return self.names("product", f"{store} {id}") or self.names("brand", brand) or self.names("url", page_url)

    def photo(self, url: str, sha256: str, phash: str) -> bool:
        """Whether a photo is to be left out: by its address, its bytes or its looks."""
        return self.names("url", url) or self.names("sha256", sha256) or self.names("phash", phash)


def read(workspace: Workspace, dataset: str) -> Orders:
    """The orders of a dataset; none where there is no file.

    Raises:
        TableError: the file cannot be read.
        ReleaseError: a line's kind or hash means nothing; names the line.
    """
    path = workspace.removals(dataset)
    if not path.is_file():
        return Orders()
    rows = tables.read(path, RemovalOrder)
    for line, row in enumerate(rows, start=2):
        if row.kind not in KINDS or not re.fullmatch(rf"[0-9a-f]{{{_HEX.get(row.kind, 64)}}}", row.hash):
            raise ReleaseError(
                f"{path}:{line}: kind '{row.kind}' with hash '{row.hash}' means nothing; known kinds: "
                f"{', '.join(KINDS)}; mend the line or take it out"
            )
    return Orders.of(rows)


def record(workspace: Workspace, dataset: str, wanted: Iterable[tuple[str, str]], reason: str) -> list[RemovalOrder]:
    """Add orders to `<dataset>/removals.csv`; gives those that were not there yet.

    Args:
        wanted: kind and text of each, as `hash_of` takes them.
        reason: why, in a person's words; stays in the workspace.

    Raises:
        ReleaseError: no reason, or a text that is no name of its kind.
        UnknownNameError: there is no such definition.
    """
    if not reason.strip():
        raise ReleaseError("a removal needs a reason, in your words; it stays in the workspace")
    workspace.definition(dataset)  # a mistyped dataset would record it where no release looks
    known = read(workspace, dataset)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    new: list[RemovalOrder] = []
    for kind, text in wanted:
        row = RemovalOrder(now, kind, hash_of(kind, text), " ".join(reason.split()))
        if (row.kind, row.hash) not in {(other.kind, other.hash) for other in (*known.rows, *new)}:
            new.append(row)
    if new:
        tables.write(workspace.removals(dataset), (*known.rows, *new), RemovalOrder)
    return new
