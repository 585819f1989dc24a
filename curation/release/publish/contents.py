"""What a finished release holds: the files that its SHA256SUMS lists, no more and no less."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from curation.errors import PublishError, ReleaseError
from curation.release.version import Version

SUMS = "SHA256SUMS"
UNLISTED = (SUMS, "SHA256SUMS.sha256")
"""What SHA256SUMS does not list; sent last: where it lies, everything else does."""
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


@dataclass(frozen=True)
class File:
    """One file of a release."""

    path: str
    """Relative to the release, with forward slashes."""
    bytes: int
    sha256: str
    """Of its bytes; empty where SHA256SUMS does not list it."""


@dataclass(frozen=True)
class Contents:
    """A release as it is sent."""

    root: Path
    files: tuple[File, ...]
    """Sorted by path, those of `UNLISTED` at the end."""

    dataset: str
    version: str

    @property
    def name(self) -> str:
        """The release's name, such as "fashion-1.0.0"; also where the folder was renamed."""
        return f"{self.dataset}-{self.version}"

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    def source(self, file: File) -> Path:
        return self.root / file.path


def read(root: Path) -> Contents:
    """The files of a release.

    Raises:
        PublishError: the folder is no release, lacks a file that is listed or holds one that is not.
    """
    sums = root / SUMS
    if not sums.is_file():
        raise PublishError(f"{root} is no release: it has no {SUMS}; build one with curate release VERSION")
    listed = _listed(sums)
    present = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() or path.is_symlink()}
    if missing := sorted(listed.keys() - present):
        raise PublishError(f"{root} lacks {_some(missing)}, which {SUMS} lists; build the release again")
    if strange := sorted(present - listed.keys() - set(UNLISTED)):
        raise PublishError(f"{root} holds {_some(strange)}, which {SUMS} does not list; take it out of the release")
    last = [(path, "") for path in UNLISTED if path in present]
    files = [File(path, (root / path).stat().st_size, sha256) for path, sha256 in (*sorted(listed.items()), *last)]
    return Contents(root, tuple(files), *_named(root))


def _listed(sums: Path) -> dict[str, str]:
    listed: dict[str, str] = {}
    for number, line in enumerate(sums.read_text(encoding="utf-8").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if not found or not _inside(found[2]):
            raise PublishError(f"{sums}:{number}: '{line[:80]}' is no line of sha256sum; build the release again")
        listed[found[2]] = found[1]
    return listed


def _inside(path: str) -> bool:
    """Whether a listed path stays in the release."""
    parts = path.split("/")
    return "\\" not in path and all(part not in ("", ".", "..") for part in parts)


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"


def _named(root: Path) -> tuple[str, str]:
    """The dataset and the version that release.json gives."""
    path = root / "release.json"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return str(facts["name"]), str(Version.read(facts["version"]))
    except (OSError, ValueError, KeyError, TypeError, ReleaseError) as error:
        raise PublishError(f"{path} does not name the dataset and its version; build the release again") from error
