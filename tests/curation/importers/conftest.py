"""Folders in other people's layouts, with drawn photos."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """A maker of photos as bytes; another seed, another photo."""

    def make(seed: int = 0, width: int = 30, height: int = 40, suffix: str = ".jpg") -> bytes:
        noise = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
        return cv2.imencode(suffix, noise)[1].tobytes()

    return make


@pytest.fixture
def fill(tmp_path, picture) -> Callable[..., Path]:
    """A maker of folders: each name a photo of its own, or the bytes or text given for it."""

    def make(*names: str, folder: str = "source", **files: bytes | str) -> Path:
        root = tmp_path / folder
        root.mkdir(exist_ok=True)
        for number, name in enumerate(names):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture(number, suffix=path.suffix))
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (root / name.replace("__", ".")).write_bytes(data)
        return root

    return make
