"""A folder that is there whole or not at all, and that replaces nothing but an earlier export.

It grows beside its place under a hidden name and is renamed when it is complete; `export.json` in it says what it is.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curation.errors import WorkspaceError
from curation.workspace import atomic_write, full_disk

MARK = "export.json"


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `target` when the block ends well.

    Raises:
        WorkspaceError: something that is no export of ours lies there, or the disk is full; then nothing is left.
    """
    if target.is_symlink() or target.name in ("", ".."):
        # "." has no name to put a dot before, and renaming a link would leave what it leads to.
        target = target.resolve()
    _check(target)
    hidden = target.with_name(f".{target.name}.part")
    with full_disk(target, f"nothing of the export was kept and {target} is as it was; free some space and try again"):
        # What a killed run left.
        shutil.rmtree(hidden, ignore_errors=True)
        try:
            hidden.mkdir(parents=True)
            yield hidden
            _swap(hidden, target)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)


def sign(folder: Path, says: dict[str, Any]) -> None:
    """Write `export.json`; the number of files lets a later export see whether anybody added some."""
    mark = {**says, "files": _count(folder) + 1}
    with atomic_write(folder / MARK, "w") as file:
        file.write(json.dumps(mark, indent=2, ensure_ascii=False) + "\n")


def _check(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise WorkspaceError(f"{target} is a file; name a folder")
    if not any(target.iterdir()):
        return
    mark = target / MARK
    if not mark.is_file():
        raise WorkspaceError(f"{target} is not empty and no export of ours ({MARK} is missing); name another folder")
    try:
        files = json.loads(mark.read_text(encoding="utf-8"))["files"]
    except (ValueError, KeyError, TypeError):
        raise WorkspaceError(f"{mark} is not as we write it; name another folder") from None
    if files != _count(target):
        raise WorkspaceError(
            f"{target} holds {_count(target)} files, its {MARK} speaks of {files}: somebody put some in or took some "
            "out; move the folder away or name another"
        )


def _count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _swap(hidden: Path, target: Path) -> None:
    """Put the new folder into its place; an old one is moved aside first and gone last."""
    if not target.exists():
        os.replace(hidden, target)
        return
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    os.replace(target, old)
    try:
        os.replace(hidden, target)
    except OSError:
        os.replace(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)
