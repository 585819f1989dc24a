"""Where everything lies in a release.

    README.md  index.html  CHANGELOG.md  CITATION.cff
    data.parquet  data.csv  img_attr.csv  removals.csv
    train|validation|test/metadata.parquet
    train|validation|test/product/<key>.<ext>  .../model/<key>.<ext>     photos that may be passed on, or
    train|validation|test/<split>-000000.tar                             above FILES_AT_MOST photos
    vocabularies/<attribute>.csv
    release.json  croissant.json  datapackage.json
    SHA256SUMS  SHA256SUMS.sha256

A split without pairs has no folder. `SHA256SUMS` names every file but itself and `SHA256SUMS.sha256`, which holds its
own hash: so a damaged list is told from a damaged file.
"""

from dataclasses import dataclass
from pathlib import Path

from curation.errors import ReleaseError
from curation.release.version import Version
from curation.workspace import Workspace

SPLITS = ("train", "validation", "test")
FILES_AT_MOST = 10_000
"""Photos from which on they are put into tars: the Hub takes 10,000 files in a folder."""


@dataclass(frozen=True)
class Layout:
    """The paths of one release."""

    root: Path

    @property
    def card(self) -> Path:
        return self.root / "README.md"

    @property
    def preview(self) -> Path:
        """A page that opens from disk."""
        return self.root / "index.html"

    @property
    def changelog(self) -> Path:
        return self.root / "CHANGELOG.md"

    @property
    def citation(self) -> Path:
        return self.root / "CITATION.cff"

    @property
    def data(self) -> Path:
        """All pairs, `ReleaseRow`; `data_csv` holds the same."""
        return self.root / "data.parquet"

    @property
    def data_csv(self) -> Path:
        return self.root / "data.csv"

    @property
    def img_attr(self) -> Path:
        """One 0/1 column a value, by `key`."""
        return self.root / "img_attr.csv"

    @property
    def removals(self) -> Path:
        """`ReleasedRemoval`."""
        return self.root / "removals.csv"

    @property
    def facts(self) -> Path:
        """What the release is, for machines: name, version, counts, photos, the definition."""
        return self.root / "release.json"

    @property
    def croissant(self) -> Path:
        return self.root / "croissant.json"

    @property
    def datapackage(self) -> Path:
        return self.root / "datapackage.json"

    @property
    def checksums(self) -> Path:
        """As `sha256sum -c` reads it; every file but this and the next."""
        return self.root / "SHA256SUMS"

    @property
    def checksums_checksum(self) -> Path:
        return self.root / "SHA256SUMS.sha256"

    def metadata(self, split: str) -> Path:
        """`PhotoPair` where photos are files of their own, else `LinkedPair`."""
        return self.root / split / "metadata.parquet"

    def shard(self, split: str, number: int) -> Path:
        """A tar of photos: <key>.json, <key>.model.jpg, <key>.product.jpg."""
        return self.root / split / f"{split}-{number:06}.tar"

    def vocabulary(self, attribute: str) -> Path:
        return self.root / "vocabularies" / f"{attribute}.csv"

    def relative(self, path: Path) -> str:
        """A path as the release's own files write it."""
        return path.relative_to(self.root).as_posix()


def place(workspace: Workspace, dataset: str, version: Version) -> Layout:
    """Where a version of a dataset lies, whether it is there or not."""
    return Layout(workspace.releases / f"{dataset}-{version}")


def released(workspace: Workspace, dataset: str) -> list[Version]:
    """The versions there are, oldest first."""
    found = []
    for path in workspace.releases.glob(f"{dataset}-*"):
        try:
            version = Version.read(path.name.removeprefix(f"{dataset}-"))
        except ReleaseError:
            continue  # another dataset, such as "summer-dresses" beside "summer"
        if path.is_dir():
            found.append(version)
    return sorted(found)
