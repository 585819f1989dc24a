"""`SHA256SUMS`: the hash of every file, as `sha256sum -c` reads it, and the hash of that list beside it."""

import hashlib
import os
import re
from pathlib import Path

from curation.release.layout import Layout
from curation.workspace import atomic_write

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\\]+)")


def files(root: Path) -> list[str]:
    """Every file below a folder, relative to it with forward slashes, sorted; links and their targets too."""
    found = []
    for folder, _, names in os.walk(root):
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in names]
    return sorted(found)


def sign(layout: Layout) -> None:
    """Write both lists over what lies in the release, each file on the disk."""
    own = {layout.checksums.name, layout.checksums_checksum.name}
    with atomic_write(layout.checksums, "w") as file:
        for name in files(layout.root):
            if name not in own and not name.startswith("."):
                file.write(f"{sha256(layout.root / name, sync=True)}  {name}\n")
    with atomic_write(layout.checksums_checksum, "w") as file:
        file.write(f"{sha256(layout.checksums)}  {layout.checksums.name}\n")


def sha256(path: Path, *, sync: bool = False) -> str:
    """The hash of a file; `sync` puts it on the disk first."""
    with path.open("rb") as file:
        if sync:
            os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def parse(text: str) -> dict[str, str]:
    """File -> hash of a list.

    Raises:
        ValueError: a line is not as we write it, or a name stands twice; the message says which.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if not match:
            raise ValueError(f"line {number} is not HASH, two spaces, FILE")
        if match[2] in found:
            raise ValueError(f"line {number} names {match[2]} a second time")
        found[match[2]] = match[1]
    return found
