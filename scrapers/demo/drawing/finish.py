"""What the camera and the file do to the scene: exposure, lens, grain, JPEG."""

from functools import lru_cache

import cv2
import numpy as np

from scrapers.demo.drawing.styles import Style
from scrapers.demo.seeds import generator

NOISE_SIDE = 1024


@lru_cache(maxsize=1)
def _noise() -> np.ndarray:
    """(NOISE_SIDE, NOISE_SIDE, 3) float32, standard normal, slightly correlated as in a sensor."""
    rng = generator("noise")
    field = rng.normal(size=(NOISE_SIDE, NOISE_SIDE, 3)).astype(np.float32)
    soft = np.asarray(cv2.GaussianBlur(field, (3, 3), 0.6), np.float32)
    return np.asarray(soft / soft.std())


def developed(image: np.ndarray, style: Style, seed: int, brightness: float) -> np.ndarray:
    """The scene as the camera keeps it.

    Args:
        image: (H, W, 3) float32, about [0, 255].

    Returns:
        (H, W, 3) uint8 RGB.
    """
    rng = generator("camera", seed)
    height, width = image.shape[:2]
    gain = np.array(style.grade, np.float32) * (1 + float(rng.normal(0, style.exposure)))
    warmth = float(rng.normal(0, 0.008))
    gain *= np.array([1 + warmth, 1.0, 1 - warmth], np.float32)
    gain = np.clip(gain, 0.8, 1.12) * brightness
    mixing = style.saturation * np.eye(3) + (1 - style.saturation) / 3
    image = cv2.transform(image, (mixing * gain).astype(np.float32))
    blur = style.softness * height / 1000 * float(rng.uniform(0.6, 1.4))
    if blur > 0.2:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    y, x = (int(v) for v in rng.integers(0, NOISE_SIDE - 1, 2))
    tile = _noise()
    if y + height > NOISE_SIDE or x + width > NOISE_SIDE:
        rows = np.arange(y, y + height) % NOISE_SIDE
        columns = np.arange(x, x + width) % NOISE_SIDE
        grain = tile[rows[:, None], columns]
    else:
        grain = tile[y : y + height, x : x + width]
    strength = style.grain * float(rng.uniform(0.7, 1.3))
    return np.asarray(cv2.addWeighted(image, 1.0, grain, strength, 0.0, dtype=cv2.CV_8U))


def encoded(image: np.ndarray, quality: int) -> bytes:
    """(H, W, 3) uint8 RGB to the bytes of a JPEG file."""
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(image[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise RuntimeError("OpenCV could not encode a JPEG")
    return data.tobytes()
