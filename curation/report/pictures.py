"""Small pictures inside a page: photos and cluster centres as data URIs."""

import base64
from pathlib import Path

import cv2
import numpy as np

from curation.errors import PhotoError
from curation.pixels import decode

HEIGHT = 168
"""Of a photo on the page, in pixels: twice what is shown, for sharp screens."""


def photo(path: Path, height: int = HEIGHT) -> str:
    """The photo as a JPEG data URI of this height; empty if it cannot be read any more."""
    try:
        image = decode(path, at_least=2 * height)
    except PhotoError:
        return ""
    width = max(1, round(image.shape[1] * height / image.shape[0]))
    return _uri(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))


def center(values: np.ndarray, size: int) -> str:
    """A cluster's centre, (size * size,) in [0, 255], as a picture with the figure dark on light."""
    picture = 255 - values.reshape(size, size).clip(0, 255).astype(np.uint8)
    return _uri(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB))


def _uri(image: np.ndarray) -> str:
    done, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 82])
    assert done
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
