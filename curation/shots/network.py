"""The network that looks at a photo, run by OpenCV; `model.md` beside it says where it comes from."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock

import cv2
import numpy as np

from curation.errors import ModelError
from curation.schema import SHOTS

SIZE = 176
"""Side in pixels of the white-padded square it looks at."""
OUTPUTS = ("logits", "features")


def shipped() -> Path:
    """The network that comes with the package."""
    return Path(str(files("curation.shots").joinpath("model.onnx")))


@dataclass(frozen=True, slots=True)
class Sight:
    """What a network sees in one photo."""

    logits: np.ndarray
    """(9,) float32, in the order of `SHOTS`."""
    features: np.ndarray
    """(d,) float16, what the last layer looks at; empty where the network does not give it. Half precision is what is
    kept on disk, so that a photo seen and a photo remembered give the same."""


def shares(logits: np.ndarray) -> np.ndarray:
    """(9,) float32, sum 1: the probabilities of logits."""
    exact = logits.astype(np.float64)
    powers = np.exp(exact - exact.max())
    return np.asarray(powers / powers.sum(), np.float32)


class Network:
    """A file that gives the nine shots' probabilities for a photo.

    Any ONNX file of the same shape may stand in, such as one that was trained on other photos: input (1, 3, 176, 176)
    float32 RGB in [0, 255], output `logits` (1, 9) in the order of `SHOTS`. With an output `features` (1, d) that the
    last layer looks at, `curate learn` can teach it.

    Raises:
        ModelError: there is no such file, OpenCV cannot read it, or it has another shape.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or shipped()
        if not self.path.is_file():
            raise ModelError(f"{self.path} does not exist; name an ONNX file, or pair without it (--shots store)")
        # A worker of a cluster may have several threads; the network remembers its input between the two calls below.
        self._turn = Lock()
        self.fingerprint = hashlib.sha256(self.path.read_bytes()).hexdigest()[:16]
        try:
            self._net = cv2.dnn.readNetFromONNX(str(self.path))
            self._outputs = [name for name in OUTPUTS if name in self._net.getUnconnectedOutLayersNames()]
            blank = self.see(np.full((SIZE, SIZE, 3), 255, np.uint8))
        except cv2.error as error:
            raise ModelError(f"{self.path} is no network that OpenCV can run: {error.err}") from error
        if blank.logits.shape != (len(SHOTS),):
            raise ModelError(
                f"{self.path} gives {blank.logits.size} numbers a photo, not {len(SHOTS)}, one for each shot"
            )
        self.features = blank.features.size
        """How many numbers the last layer looks at; 0 where the network does not give them."""

    def see(self, square: np.ndarray) -> Sight:
        """What it sees in a (176, 176, 3) uint8 RGB photo, as `curation.pixels.pad_square` gives it."""
        photo = np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32)
        with self._turn:
            self._net.setInput(photo)
            logits, *features = self._net.forward(self._outputs or list(OUTPUTS[:1]))
        kept = features[0].reshape(-1) if features else np.empty(0)
        return Sight(np.asarray(logits, np.float32).reshape(-1), kept.astype(np.float16))

    def probabilities(self, square: np.ndarray) -> np.ndarray:
        """(9,) float32, sum 1, in the order of `SHOTS`, for such a photo."""
        return shares(self.see(square).logits)


@cache
def loaded(path: Path | None) -> Network:
    """The network, read once a process."""
    return Network(path)
