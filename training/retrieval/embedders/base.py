"""What an embedder is."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from curation.errors import DataError
from curation.pixels import pad_square
from training.retrieval.evaluate.evaluate import inner_product
from training.retrieval.evaluate.photos import Similarity

BATCH = 32
"""Photos that go through a network at once."""


@dataclass(frozen=True)
class Normalisation:
    """`(pixel - mean) / std` of values in [0, 255], a channel each."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __str__(self) -> str:
        if len({*self.mean}) == len({*self.std}) == 1:
            return f"(x - {self.mean[0]:g}) / {self.std[0]:g}"
        numbers = ["/".join(f"{value:g}" for value in values) for values in (self.mean, self.std)]
        return f"(x - {numbers[0]}) / {numbers[1]}"

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """(n, H, W, 3) uint8 to (n, 3, H, W) float32."""
        scaled = (images - np.array(self.mean, np.float32)) / np.array(self.std, np.float32)
        return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


PLAIN = Normalisation((127.5,) * 3, (127.5,) * 3)
"""To [-1, 1], as our own networks are trained."""
FACENET = Normalisation((127.5,) * 3, (128.0,) * 3)
LITE = Normalisation((127.0,) * 3, (128.0,) * 3)
IMAGENET = Normalisation((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))
NONE = Normalisation((0.0,) * 3, (1.0,) * 3)


class Embedder(ABC):
    """Photos to unit vectors.

    Args:
        name: for reports.
        size: side in pixels of the white-padded square it looks at.
        normalisation: what is done to the square's values first.
    """

    similarity: Similarity = staticmethod(inner_product)
    """How its vectors are compared."""

    def __init__(self, name: str, size: int, normalisation: Normalisation) -> None:
        self.name, self.size, self.normalisation = name, size, normalisation

    def embed(self, images: Iterable[np.ndarray]) -> np.ndarray:
        """(n, d) float32, each row of length 1.

        Args:
            images: (H, W, 3) uint8 RGB of any sizes, at least one.

        Raises:
            DataError: there are no photos, or a photo's vector is zero or not finite, so that it has no direction.
        """
        parts = [self._vectors(batch) for batch in self._batches(images)]
        if not parts:
            raise DataError(f"{self.name}: there are no photos to embed")
        vectors = np.concatenate(parts).astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        bad = np.flatnonzero(~(np.isfinite(lengths[:, 0]) & (lengths[:, 0] > 0)))
        if bad.size:
            raise DataError(
                f"{self.name}: the vectors of {bad.size} of {len(vectors)} photos are zero or not finite, the first of "
                f"photo {bad[0]}; the network is dead or has diverged: train it anew, with a smaller learning rate"
            )
        unit: np.ndarray = vectors / lengths
        return unit

    @property
    def fingerprint(self) -> str:
        """16 hex digits of everything that a vector depends on: equal ones give equal vectors."""
        digest = hashlib.sha256(f"{self.name}\n{self.size}\n{self.normalisation}\n".encode())
        for part in self._parts():
            digest.update(part)
        return digest.hexdigest()[:16]

    def squares(self, images: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Each photo, padded with white to the size the embedder looks at."""
        return (pad_square(image, self.size) for image in images)

    def _batches(self, images: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        squares = self.squares(images)
        while batch := list(islice(squares, BATCH)):
            yield np.stack(batch)

    @abstractmethod
    def _vectors(self, batch: np.ndarray) -> np.ndarray:
        """(n, size, size, 3) uint8 to (n, d)."""

    @abstractmethod
    def _parts(self) -> Iterator[bytes]:
        """What else a vector depends on, such as weights."""
