"""Where everything lies on disk, and how a file gets there whole.

All paths inside tables are relative to the workspace, with forward slashes. Definitions and vocabularies are looked
up in the workspace first, then in the copy that is shipped with the package.
"""

import errno
import hashlib
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from curation.errors import UnknownNameError, WorkspaceError

_SHARE = re.compile(r"\.part[0-9]+of[0-9]+$")


@dataclass(frozen=True)
class Raw:
    """What one store's crawls (or an import) left."""

    root: Path

    @property
    def store(self) -> str:
        """The store's name; a share of a store, crawled by one of several machines, is that store."""
        return _SHARE.sub("", self.root.name)

    @property
    def ledger(self) -> Path:
        return self.root / "ledger.sqlite"

    @property
    def products(self) -> Path:
        return self.root / "products.csv"

    @property
    def images(self) -> Path:
        return self.root / "images.csv"


@dataclass(frozen=True)
class Build:
    """The curated tables of one dataset definition."""

    root: Path

    @property
    def dataset(self) -> str:
        return self.root.name

    @property
    def ingested(self) -> Path:
        """The products before their attributes are filled."""
        return self.root / "ingested.parquet"

    @property
    def products(self) -> Path:
        return self.root / "products.parquet"

    @property
    def pending(self) -> Path:
        return self.root / "pending.csv"

    @property
    def img_attr(self) -> Path:
        return self.root / "img_attr.csv"

    @property
    def images(self) -> Path:
        return self.root / "images.parquet"

    @property
    def shots(self) -> Path:
        """What the network said of each photo, by the photo's bytes."""
        return self.root / "shots.sqlite"

    @property
    def measures(self) -> Path:
        """What cleaning measured of each photo, by the photo's bytes."""
        return self.root / "measures.sqlite"

    @property
    def splits_made(self) -> Path:
        """By which settings `splits` were made."""
        return self.root / "splits.json"

    @property
    def report(self) -> Path:
        return self.root / "report.html"

    @property
    def stats(self) -> Path:
        return self.root / "stats.json"

    @property
    def splits(self) -> Path:
        return self.root / "splits.parquet"

    def pairs(self, category: str, suffix: str = "parquet") -> Path:
        return self.root / "pairs" / f"{category}.{suffix}"

    def rejected(self, category: str) -> Path:
        return self.root / "pairs" / f"{category}.rejected.csv"

    def clusters(self, category: str) -> Path:
        return self.root / "clusters" / category

    def removed(self, step: str) -> Path:
        return self.root / "removed" / f"{step}.csv"

    @property
    def left_out(self) -> Path:
        """Pairs that the last release left out, and why; not with `removed/`, which the report is made from."""
        return self.root / "left_out.csv"

    def stage(self, name: str) -> Path:
        """Where a finished stage writes what it was made from."""
        return self.root / "stages" / f"{name}.json"


@dataclass(frozen=True)
class Workspace:
    """A folder that holds `raw/`, `build/`, `releases/`, `runs/` and, where a user keeps them, definitions."""

    root: Path

    def file(self, relative: str) -> Path:
        """The absolute path of what a table names.

        Raises:
            WorkspaceError: the path leaves the workspace.
        """
        path = (self.root / relative).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise WorkspaceError(f"'{relative}' lies outside the workspace {self.root}; mend the table that names it")
        return path

    def relative(self, path: Path) -> str:
        """The path as tables write it."""
        return path.relative_to(self.root).as_posix()

    def raw(self, store: str, share: int = 1, of: int = 1) -> Raw:
        """The folder of a store, or of one of several equal shares of it (`raw/zalando.part3of16`)."""
        return Raw(self.root / "raw" / (store if of == 1 else f"{store}.part{share}of{of}"))

    def stores(self) -> list[Raw]:
        """Every store with a product table, sorted by name.

        Raises:
            WorkspaceError: the workspace is not there, or holds no store.
        """
        if not self.root.is_dir():
            raise WorkspaceError(
                f"workspace {self.root} does not exist; crawl a store into it "
                f"(scrapy crawl zalando -s WORKSPACE={self.root}), import a folder "
                f"(curate import DIR --workspace {self.root}) or name another with --workspace"
            )
        found = sorted((self.root / "raw").glob("*/products.csv"))
        if not found:
            raise WorkspaceError(
                f"workspace {self.root} holds no products (no raw/*/products.csv); crawl a store "
                f"(scrapy crawl zalando -s WORKSPACE={self.root}) or import a folder "
                f"(curate import DIR --workspace {self.root})"
            )
        return [Raw(path.parent) for path in found]

    def build(self, dataset: str) -> Build:
        return Build(self.root / "build" / dataset)

    def reviews(self, dataset: str) -> Path:
        """A person's decisions; kept beside the definition, under version control."""
        return self.root / dataset / "reviews.csv"

    def removals(self, dataset: str) -> Path:
        """What no later release may hold; beside the reviews."""
        return self.root / dataset / "removals.csv"

    def card(self, dataset: str) -> Path:
        """A person's words for the card of every release: beside the definition that counts."""
        return self.definition(dataset).with_name("CARD.md")

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    def learned(self, dataset: str) -> Path:
        """What `curate learn` made of the reviews; beside them."""
        return self.root / dataset / "learned.json"

    def datasets(self) -> list[str]:
        """Names of all definitions, those of the workspace and those shipped."""
        folders = (self.root, shipped())
        return sorted({path.parent.name for folder in folders for path in folder.glob("*/dataset.toml")})

    def definition(self, dataset: str) -> Path:
        """The `dataset.toml` of a dataset: the workspace's own, else the shipped one.

        Raises:
            UnknownNameError: neither has it.
        """
        for folder in (self.root, shipped()):
            path = folder / dataset / "dataset.toml"
            if path.is_file():
                return path
        raise UnknownNameError("dataset", dataset, self.datasets())

    def vocabulary(self, attribute: str) -> Path:
        """The vocabulary file of an attribute: the workspace's own, else the shipped one.

        Raises:
            UnknownNameError: neither has it.
        """
        for folder in (self.root, shipped()):
            path = folder / "vocabularies" / f"{attribute}.csv"
            if path.is_file():
                return path
        known = {path.stem for folder in (self.root, shipped()) for path in (folder / "vocabularies").glob("*.csv")}
        raise UnknownNameError("vocabulary", attribute, sorted(known), plural="vocabularies")


def shipped() -> Path:
    """The definitions that come with the package: inside the wheel, or `datasets/` beside it in a checkout."""
    package = Path(str(files("curation")))
    inside = package / "_shipped"
    return inside if inside.is_dir() else package.parent / "datasets"


_UNSAFE = re.compile(r"[^A-Za-z0-9._@+-]")
_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe_name(text: str, longest: int = 80, *, taken: bool = False) -> str:
    """A store's id or slug as one file or folder name that no system refuses and that cannot leave its folder.

    A name that had to be changed, or is `taken` by an id that differs in its case only, ends in eight hex digits of the
    original's SHA-1, so that two ids never share one.

    >>> safe_name("AR322O0BC-C11")
    'AR322O0BC-C11'
    >>> safe_name("../../x")
    'x-9bdbf20b'
    """
    cleaned = _UNSAFE.sub("_", text).strip("._ ")[:longest]
    if cleaned == text and not _WINDOWS.fullmatch(text) and text and not taken:
        return text
    return f"{cleaned.strip('_') or 'unnamed'}-{hashlib.sha1(text.encode(errors='surrogatepass')).hexdigest()[:8]}"


@contextmanager
def atomic_write(path: Path, mode: str = "wb", **options: Any) -> Iterator[IO[Any]]:
    """Write beside `path`, then fsync and rename: a file that is there is whole, a failed write leaves the old one.

    `options` go to `open`. Text is UTF-8 with newlines as written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if "b" not in mode:
        options = {"encoding": "utf-8", "newline": "", **options}
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part")
    try:
        with os.fdopen(descriptor, mode, **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner can read; a table is for everybody the folder is for.
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The process's mask for new files; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def link_file(source: Path, target: Path) -> None:
    """Hard-link a file, or copy it where the file system cannot link; what was at the target is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside it first, then renamed: whoever is stopped leaves whole files only.
    temporary = target.with_name(f".{target.name}.part")
    temporary.unlink(missing_ok=True)
    try:
        try:
            os.link(source, temporary)
        except OSError:
            shutil.copyfile(source, temporary)
        os.replace(temporary, target)
    finally:
        # Also after success: renaming one of two links to a file onto the other does nothing and leaves both.
        temporary.unlink(missing_ok=True)


@contextmanager
def full_disk(place: Path, then: str) -> Iterator[None]:
    """Say in one line that the disk is full, and what to do.

    Raises:
        WorkspaceError: no space, or no quota, was left.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise WorkspaceError(f"no space left on the disk of {place}; {then}") from error
    except sqlite3.OperationalError as error:
        if "full" not in str(error):
            raise
        raise WorkspaceError(f"no space left on the disk of {place}; {then}") from error
