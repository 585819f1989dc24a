"""The eight pictures that PoshakNet made of each product photo.

Its text says eight and not which; the set is ours: the photo itself, mirrored, turned by 10 degrees either way, its
middle 85 %, brighter and darker by 20 %, and seen from a side with paler colours. What comes in from outside is white,
as shop backgrounds are.
"""

import cv2
import numpy as np

COUNT = 8
TURN = 10.0
"""Degrees."""
ZOOM = 0.85
LIGHT = 0.2
PALE = 0.7
"""What is left of the colours' distance from gray."""
TILT = 0.06
"""How far two corners move, as a share of the sides."""


def view(image: np.ndarray, number: int) -> np.ndarray:
    """One of the eight views of an (H, W, 3) uint8 photo; 0 is the photo itself."""
    made: tuple[np.ndarray, ...] = (
        image,
        image[:, ::-1],
        _turned(image, TURN),
        _turned(image, -TURN),
        _turned(image, 0, 1 / ZOOM),
        _lit(image, 1 + LIGHT),
        _lit(image, 1 - LIGHT),
        _pale(_tilted(image)),
    )
    return made[number]


def _turned(image: np.ndarray, degrees: float, scale: float = 1.0) -> np.ndarray:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, scale)
    white = (255, 255, 255)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=white))


def _lit(image: np.ndarray, factor: float) -> np.ndarray:
    return np.asarray(np.clip(image * factor, 0, 255).round(), np.uint8)


def _pale(image: np.ndarray) -> np.ndarray:
    gray = image.mean(axis=2, keepdims=True)
    return np.asarray((gray + (image - gray) * PALE).round().clip(0, 255), np.uint8)


def _tilted(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    moved = corners.copy()
    moved[0] += (TILT * width, TILT * height)
    moved[3] += (TILT * width, -TILT * height)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    return cv2.warpPerspective(
        image, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255)
    )
