"""An ONNX file as an embedder, run by onnxruntime where it is installed, else by OpenCV."""

import hashlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from curation.errors import ModelError
from training.retrieval.embedders.base import PLAIN, Embedder, Normalisation

Run = Callable[[np.ndarray], np.ndarray]
ENGINES = ("onnxruntime", "opencv")


class OnnxEmbedder(Embedder):
    """What the first output of a file gives; its input is (n, 3, size, size) float32 RGB.

    Args:
        path: the file.
        size: side of the square it looks at, in pixels.
        normalisation: of the square's values.
        engine: onnxruntime or opencv; without it onnxruntime if it is installed.

    Raises:
        ModelError: there is no such file, or the engine cannot run it at this size.
    """

    def __init__(self, path: Path, size: int, normalisation: Normalisation = PLAIN, engine: str | None = None) -> None:
        super().__init__(path.stem, size, normalisation)
        if not path.is_file():
            raise ModelError(f"{path} does not exist; name an ONNX file, such as one that train export wrote")
        self.path = path
        self.engine = engine or next(name for name in ENGINES if find_spec(name) or name == "opencv")
        if self.engine not in ENGINES:
            raise ModelError(f"unknown engine '{self.engine}'; known engines: {', '.join(ENGINES)}")
        try:
            self._run = _onnxruntime(path) if self.engine == "onnxruntime" else _opencv(path)
            found = self._run(np.zeros((1, 3, size, size), np.float32))
        except Exception as error:
            line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(f"{path} cannot be run by {self.engine} at {size}x{size}: {line}") from error
        if found.ndim != 2 or len(found) != 1:
            raise ModelError(f"{path} gives the shape {found.shape} for one photo; an embedder gives (1, d)")

    def _vectors(self, batch: np.ndarray) -> np.ndarray:
        # One at a time: files are often exported for a single photo.
        return np.concatenate([self._run(photo[None]) for photo in self.normalisation(batch)])

    def _parts(self) -> Iterator[bytes]:
        yield hashlib.sha256(self.path.read_bytes()).digest()


def _opencv(path: Path) -> Run:
    net = cv2.dnn.readNetFromONNX(str(path))

    def run(photos: np.ndarray) -> np.ndarray:
        net.setInput(photos)
        return np.asarray(net.forward())

    return run


def _onnxruntime(path: Path) -> Run:
    import onnxruntime  # noqa: PLC0415 - optional

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda photos: np.asarray(session.run(None, {name: photos})[0])
