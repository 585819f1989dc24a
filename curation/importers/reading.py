"""What a layout makes of a folder: products, the photos that show them, and what cannot be used.

A layout is one function from a folder to a `Reading`. It looks at names and tables only; whether a photo can be
decoded, where it is stored and how the tables are written is the same for all of them (`curation.importers.store`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from curation.errors import PhotoError
from curation.schema import RawProduct, Removal


@dataclass
class Photo:
    """A photo of a product, where it lies and what is known of it."""

    id: str
    """The product's id."""
    path: Path
    """The file, absolute."""
    key: str
    """Its name in the source, such as "dresses/X1@2.jpg"."""
    item: str
    """What a removal names when the file cannot be used: the row that speaks of it, or its name."""
    role: str = "unknown"
    view: str = ""
    focus: str = ""
    role_source: str = ""
    url: str = ""
    position: int | None = None
    """Place in the gallery; `None` = after the photos before it."""


@dataclass
class Reading:
    """All that a layout found; rows or files of the source = photos + removals, or products + removals."""

    store: str
    folder: Path
    """What `Photo.key` is relative to."""
    products: dict[str, RawProduct] = field(default_factory=dict)
    photos: list[Photo] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know of how it was read, a sentence each."""

    def remove(self, id: str, item: str, reason: str, detail: str = "") -> None:
        """Leave something out, with a snake_case reason."""
        self.removals.append(Removal(self.store, id, item, reason, detail))


Reader = Callable[[Path, str], Reading]
"""From a folder and the store's name to what is in it; `WorkspaceError` or `TableError` when it is no such folder."""


def inside(folder: Path, relative: str) -> Path:
    """The file a row names, which must lie in the folder; whether it is there is seen when it is read.

    Raises:
        PhotoError: `outside_folder`.
    """
    path = (folder / relative).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise PhotoError("outside_folder", f"'{relative}' lies outside the folder")
    return path


def when(path: Path) -> str:
    """When a file was last written, ISO 8601 in UTC: an import of the same folder writes the same rows again."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
