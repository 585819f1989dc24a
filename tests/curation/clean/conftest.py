"""Measured photos made in the test, and the ways in which a photo is copied."""

import io
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from PIL import Image

from curation.clean.measure import measured
from curation.glance.look import AT_LEAST
from curation.pixels import decode_sized


def jpeg(image: np.ndarray, quality: int = 88) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


@pytest.fixture
def measure() -> Callable[..., np.ndarray]:
    """Bytes or pixels to the measures of the photo."""

    def make(photo: np.ndarray | bytes) -> np.ndarray:
        data = photo if isinstance(photo, bytes) else jpeg(photo)
        decoded = decode_sized(data, at_least=AT_LEAST)
        return measured(decoded.image, decoded.width, decoded.height)

    return make


@pytest.fixture
def three_copies() -> Callable[[np.ndarray, int], Iterator[bytes]]:
    """A photo encoded again, resized, and cropped by 2 %; each somehow, as the seed wills."""

    def make(image: np.ndarray, seed: int) -> Iterator[bytes]:
        dice = np.random.default_rng(seed)
        height, width = image.shape[:2]
        yield jpeg(image, int(dice.integers(35, 95)))
        scale = float(dice.uniform(0.4, 0.9))
        yield jpeg(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        # 2 % of each side's length, all at one edge or some at both
        top, left = (round(float(dice.uniform(0, 0.02)) * side) for side in (height, width))
        bottom, right = top + round(0.98 * height), left + round(0.98 * width)
        yield jpeg(image[top:bottom, left:right])

    return make
