"""The network that looks at a photo, run by OpenCV; `model.md` beside it says where it comes from."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from curation.errors import ModelError
from curation.schema import SHOTS

SIZE = 176
"""Side in pixels of the white-padded square it looks at."""


def shipped() -> Path:
    """The network that comes with the package."""
    return Path(str(files("curation.shots").joinpath("model.onnx")))


class Network:
    """A file that gives the nine shots' probabilities for a photo.

    Any ONNX file of the same shape may stand in, such as one that was trained on other photos: input (1, 3, 176, 176)
    float32 RGB in [0, 255], output `logits` (1, 9) in the order of `SHOTS`.

    Raises:
        ModelError: there is no such file, OpenCV cannot read it, or it has another shape.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or shipped()
        if not self.path.is_file():
            raise ModelError(f"{self.path} does not exist; name an ONNX file, or pair without it (--shots store)")
        self.fingerprint = hashlib.sha256(self.path.read_bytes()).hexdigest()[:16]
        try:
            self._net = cv2.dnn.readNetFromONNX(str(self.path))
            logits = self.logits(np.full((SIZE, SIZE, 3), 255, np.uint8))
        except cv2.error as error:
            raise ModelError(f"{self.path} is no network that OpenCV can run: {error.err}") from error
        if logits.shape != (len(SHOTS),):
            raise ModelError(f"{self.path} gives {logits.size} numbers a photo, not {len(SHOTS)}, one for each shot")

    def logits(self, square: np.ndarray) -> np.ndarray:
        """(9,) float32 for a (176, 176, 3) uint8 RGB photo."""
        photo = np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32)
        self._net.setInput(photo)
        return np.asarray(self._net.forward("logits"), np.float32).reshape(-1)

    def probabilities(self, square: np.ndarray) -> np.ndarray:
        """(9,) float32, sum 1, in the order of `SHOTS`.

        Args:
            square: (176, 176, 3) uint8 RGB, as `curation.pixels.pad_square` gives it.
        """
        logits = self.logits(square).astype(np.float64)
        powers = np.exp(logits - logits.max())
        shares: np.ndarray = powers / powers.sum()
        return shares.astype(np.float32)


@cache
def loaded(path: Path | None) -> Network:
    """The network, read once a process."""
    return Network(path)
