"""Whether what is tested was seen in training: the same products, the same files, pictures nearly alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from curation.pixels import pad_square

SIDE = 16
"""Of the thumbnails that are compared."""
ALIKE = 4.0
"""Gray levels of root mean square difference up to which two thumbnails are one picture, saved anew or rescaled."""
CHUNK = 1024


@dataclass(frozen=True)
class Marks:
    """What photos are recognised by, one a row."""

    names: Sequence[str]
    products: Sequence[str]
    files: Sequence[str]
    """SHA-256 of each file, or empty where it is not known."""
    thumbnails: np.ndarray
    """(n, SIDE * SIDE * 3) uint8."""


@dataclass(frozen=True)
class Leakage:
    """What training and test have in common."""

    products: tuple[str, ...]
    """Products in both."""
    files: tuple[tuple[str, str], ...]
    """(training photo, test photo) of the same bytes."""
    near_duplicates: tuple[tuple[str, str], ...]
    """(training photo, test photo) that look alike but are other files."""
    compared: tuple[int, int]
    """Training photos and test photos that were compared."""

    @property
    def clean(self) -> bool:
        return not (self.products or self.files or self.near_duplicates)

    def __str__(self) -> str:
        seen = f"{self.compared[0]} training photos against {self.compared[1]} of the test"
        if self.clean:
            return f"leakage: none ({seen})"
        example = (*self.near_duplicates, *self.files, *((product, product) for product in self.products))[0]
        return (
            f"leakage: {len(self.products)} products, {len(self.files)} files and {len(self.near_duplicates)} "
            f"near-duplicates in both ({seen}), such as {example[0]} and {example[1]}"
        )


def thumbnail(image: np.ndarray) -> np.ndarray:
    """(SIDE * SIDE * 3,) uint8 of an (H, W, 3) uint8 photo, padded with white to a square."""
    return pad_square(image, SIDE).reshape(-1)


def marks(
    names: Sequence[str], products: Sequence[str], images: Iterable[np.ndarray], files: Sequence[str] = ()
) -> Marks:
    """The marks of decoded photos."""
    return Marks(names, products, files or [""] * len(names), np.stack([thumbnail(image) for image in images]))


def leakage(train: Marks, test: Marks) -> Leakage:
    """What the training photos share with those of the test."""
    same = _same_files(train, test)
    alike = [pair for pair in _alike(train, test) if pair not in set(same)]
    products = tuple(sorted(set(train.products) & set(test.products)))
    return Leakage(products, tuple(same), tuple(alike), (len(train.names), len(test.names)))


def _same_files(train: Marks, test: Marks) -> list[tuple[str, str]]:
    known: dict[str, str] = {}
    for name, digest in zip(train.names, train.files, strict=True):
        known.setdefault(digest, name)
    return [
        (known[digest], name) for name, digest in zip(test.names, test.files, strict=True) if digest and digest in known
    ]


def _alike(train: Marks, test: Marks) -> list[tuple[str, str]]:
    """For each test photo the nearest training photo, where that is near enough."""
    theirs = train.thumbnails.astype(np.float32)
    lengths = np.square(theirs).sum(axis=1)
    found = []
    for start in range(0, len(test.names), CHUNK):
        ours = test.thumbnails[start : start + CHUNK].astype(np.float32)
        squares = np.square(ours).sum(axis=1)[:, None] + lengths - 2 * ours @ theirs.T
        nearest = squares.argmin(axis=1)
        # The products above lose a few digits; the nearest one is measured again, exactly.
        rms = np.sqrt(np.square(ours - theirs[nearest]).mean(axis=1))
        for row in np.flatnonzero(rms <= ALIKE):
            found.append((train.names[int(nearest[row])], test.names[start + int(row)]))
    return found
