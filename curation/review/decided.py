"""What was decided so far: `reviews.csv` in memory, read again when somebody else wrote to it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import ReviewError
from curation.review.keys import joined
from curation.review.photos import Photos
from curation.reviews import NO_PHOTO, Decisions, append, enforce, read
from curation.schema import Product, Review
from curation.workspace import Build


def now() -> str:
    """This second, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Decided:
    """The decisions of one dataset. A decision that was given back to the caller is on the disk.

    Args:
        path: of `reviews.csv`, which need not be there.
        dataset: name of the definition.
        clock: gives the date of a decision.

    Raises:
        TableError: a line cannot be read.
        ReviewError: a line means nothing.
    """

    def __init__(self, path: Path, dataset: str, clock: Callable[[], str] = now) -> None:
        self._path = path
        self._dataset = dataset
        self._clock = clock
        self._lock = threading.RLock()
        self._state: tuple[int, int] | None = None
        self._rows: list[Review] = []
        self._force = Decisions()
        self._revision = 0
        self._read()

    @property
    def revision(self) -> int:
        """Grows with every line that takes effect."""
        with self._lock:
            self.in_force()
            return self._revision

    def pairs(self) -> tuple[list[tuple[str, str]], list[str]]:
        """The products that are decided, and what for each; a copy, whatever other threads decide meanwhile."""
        with self._lock:
            found = self.in_force().pairs
            return list(found), list(found.values())

    def shots(self) -> list[str]:
        """The photos whose shot is decided."""
        with self._lock:
            return list(self.in_force().shots)

    def clusters(self) -> tuple[list[str], list[str]]:
        """The categories whose full-body cluster is decided, and the photo that stands for each."""
        with self._lock:
            found = self.in_force().clusters
            return list(found), list(found.values())

    def in_force(self) -> Decisions:
        """What holds now; others may change it while it is looked at."""
        with self._lock:
            if self._state != _state(self._path):
                self._read()
            return self._force

    def decide(self, category: str, key: tuple[str, str], value: str, previous: str) -> None:
        """Keep what a person chose for a product: a photo's path, or `NO_PHOTO`.

        Args:
            previous: what stood there before: the photo of the pair, `NO_PHOTO` where the product was rejected.

        Raises:
            ReviewError: the file could not be written.
        """
        self._append("pair", category, key, value, previous)

    def choose_cluster(self, category: str, photo: str, previous: str) -> None:
        """Keep in which cluster whole persons are: the one that this photo lies in; empty withdraws it."""
        self._append("cluster", category, ("", ""), photo, previous)

    def undo(self, category: str) -> tuple[str, str] | None:
        """Withdraw the latest decision about a product of the category; gives the product, or None if there is none."""
        with self._lock:
            force = self.in_force()
            for row in reversed(self._rows):
                key = (row.store, row.id)
                if row.kind == "pair" and row.category == category and force.pairs.get(key) == row.value != "":
                    self._append("pair", category, key, "", row.value)
                    return key
        return None

    def _append(self, kind: str, category: str, key: tuple[str, str], value: str, previous: str) -> None:
        with self._lock:
            self.in_force()  # what another wrote since comes first
            row = Review(self._clock(), self._dataset, category, kind, *key, value, previous)
            try:
                append(self._path, [row])
            except OSError as error:
                raise ReviewError(f"{self._path} could not be written ({error.strerror}); nothing was kept") from error
            self._rows.append(row)
            enforce(self._force, row, str(self._path))
            self._revision += 1
            self._state = _state(self._path)

    def _read(self) -> None:
        self._state = _state(self._path)
        self._rows = read(self._path)
        self._revision += 1
        self._force = Decisions()
        for line, row in enumerate(self._rows, start=2):
            enforce(self._force, row, f"{self._path}:{line}")


@dataclass(frozen=True)
class Vanished:
    """A decision about something that the build no longer has; it is kept, for the thing may come back."""

    about: str
    """The product as store and id, or what else was decided."""
    what: str
    """What is gone, in words: the product, or the photo with its path."""

    def __str__(self) -> str:
        return f"{self.about}: {self.what}"


def vanished(decided: Decided, build: Build, photos: Photos) -> list[Vanished]:
    """The decisions in force that name what is not in the build: of products in their order, of shots, of clusters.

    Raises:
        TableError: the build's products are missing or broken.
    """
    return [*_of_products(decided, build, photos), *_of_photos(decided, photos)]


def _of_products(decided: Decided, build: Build, photos: Photos) -> list[Vanished]:
    keys, values = decided.pairs()
    if not keys:
        return []
    products = joined(tables.read_columns(build.products, Product, ("store", "id")))
    table = pa.table({"store": [store for store, _ in keys], "id": [name for _, name in keys]})
    known = pc.is_in(joined(table), value_set=products).to_pylist()
    numbers = photos.numbers(pa.array(values, pa.string()))
    found = []
    for key, value, there, number in zip(keys, values, known, numbers):
        if not there:
            found.append(Vanished(" ".join(key), "the product is not in the build"))
        elif number < 0 and value != NO_PHOTO:
            found.append(Vanished(" ".join(key), f"its photo {value} is not in the build"))
    return found


def _of_photos(decided: Decided, photos: Photos) -> list[Vanished]:
    shots = decided.shots()
    categories, examples = decided.clusters()
    about = [*("a shot" for _ in shots), *(f"full-body cluster of {name}" for name in categories)]
    paths = [*shots, *examples]
    numbers = photos.numbers(pa.array(paths, pa.string()))
    return [
        Vanished(name, f"the photo {path} is not in the build")
        for name, path, number in zip(about, paths, numbers)
        if number < 0
    ]


def _state(path: Path) -> tuple[int, int] | None:
    if not path.is_file():
        return None
    state = path.stat()
    return state.st_mtime_ns, state.st_size
