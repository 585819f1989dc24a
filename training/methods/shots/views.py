"""Many pictures of one photo for training: mirrored, moved, tinted, blurred, as other stores might have shot it.

What decides the shot is never touched: the figure is not enlarged (that would cut its feet off), not turned far, and
whatever moves into the frame is white, as the padding of a photo is.
"""

import cv2
import numpy as np

WHITE = (255.0, 255.0, 255.0)


def view(square: np.ndarray, dice: np.random.Generator, size: int) -> np.ndarray:
    """One random picture of a photo.

    Args:
        square: (S, S, 3) uint8 RGB on white, at least as sharp as `size`.
        dice: where the chance comes from; the same state gives the same picture.
        size: side of the picture in pixels.

    Returns:
        (size, size, 3) uint8.
    """
    picture = _sharpness(square, dice)
    picture = _moved(picture.astype(np.float32), dice, size)
    picture = _tinted(picture, dice)
    if dice.random() < 0.5:
        picture = picture[:, ::-1]
    if dice.random() < 0.3:
        picture = _hidden(picture, dice)
    return np.ascontiguousarray(picture.clip(0, 255).round().astype(np.uint8))


def _sharpness(picture: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """As a smaller original or a strong compression would look."""
    if dice.random() < 0.5:
        small = int(dice.integers(56, 112))
        picture = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
    if dice.random() < 0.25:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(35, 90))]
        _, data = cv2.imencode(".jpg", picture, quality)
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
    return picture


def _moved(picture: np.ndarray, dice: np.random.Generator, size: int) -> np.ndarray:
    """Shrunk by up to a fifth, turned by up to six degrees, pushed by up to a twentieth."""
    side = picture.shape[0]
    zoom = size / side * dice.uniform(0.80, 1.02)
    wide = dice.uniform(0.92, 1.08)
    angle, shear = np.deg2rad(dice.uniform(-6, 6)), dice.uniform(-0.04, 0.04)
    turn = np.array([[np.cos(angle), -np.sin(angle) + shear], [np.sin(angle), np.cos(angle)]])
    linear = zoom * turn @ np.diag([wide, 1.0])
    push = dice.uniform(-0.05, 0.05, 2) * size
    offset = np.array([size / 2, size / 2]) + push - linear @ np.array([side / 2, side / 2])
    matrix = np.column_stack([linear, offset])
    return cv2.warpAffine(
        picture, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=WHITE
    )


def _tinted(picture: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Another exposure, contrast, white balance and saturation; now and then gray, or other colours altogether."""
    if dice.random() < 0.15:
        picture = picture[:, :, dice.permutation(3)]
    gray = picture.mean(axis=2, keepdims=True)
    saturation = 0.0 if dice.random() < 0.1 else dice.uniform(0.6, 1.4)
    picture = gray + (picture - gray) * saturation
    picture = 255 * (picture.clip(0, 255) / 255) ** dice.uniform(0.75, 1.35)
    picture = (picture - 128) * dice.uniform(0.8, 1.15) + 128 + dice.uniform(-12, 12)
    return picture * dice.uniform(0.94, 1.06, 3)


def _hidden(picture: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """A small patch painted over; too small to hide both feet."""
    size = picture.shape[0]
    height, width = dice.integers(size // 16, size // 6, 2)
    top, left = dice.integers(0, size - height), dice.integers(0, size - width)
    picture = picture.copy()
    picture[top : top + height, left : left + width] = dice.uniform(0, 255, 3)
    return picture
