"""Whether two photos are copies of one: one is laid over the other, then they must look the same everywhere.

A perceptual hash says that two photos are alike in the large; packshots of two black jackets are. Here the one is
shifted and stretched by up to 3 % until it fits the other best (a margin may have been cut off), and the largest
difference that is left decides: between copies it is what JPEG and scaling leave, a few gray levels.

Source: Baker, Matthews, Lucas-Kanade 20 years on: a unifying framework, IJCV 56, 2004.
"""

import cv2
import numpy as np

from curation.clean.measure import CHROMA, THUMB

STEPS = 3
"""Of fitting; a cut of 2 % is met in two."""
REACH = 0.03
"""Share of the side by which a corner may be moved."""
EDGE = 3
"""Pixels at the border that are not compared: what was cut off there is unknown."""
GAIN = (0.94, 1.06)
"""Between which one photo may be brighter."""
SLACK = 0.3
"""Pixels by which the fit may be off: so much of the slope at each place is forgiven."""
CLEARLY = 0.1
"""Share of the pixels that must be out of reach of each other before two photos are told apart without laying them
over each other: ten times what `WORST` forgives. Measured on 640 copies of real photos: at 0.05 one is lost."""
WORST = 99
"""Percentile of the differences that counts as the largest."""

_CENTRE = (THUMB - 1) / 2
_Y, _X = ((np.mgrid[0:THUMB, 0:THUMB] - _CENTRE) / (THUMB / 2)).astype(np.float32)
_INNER = slice(EDGE, -EDGE)
_STAY = np.eye(3, dtype=np.float64)


def difference(thumb: np.ndarray, other: np.ndarray) -> float:
    """The largest gray or colour difference of two photos laid over each other, in gray levels; infinite where
    they do not fit.

    Args:
        thumb: small picture of a photo as in `curation.clean.measure.MEASURED`.
        other: that of the photo it is compared with.
    """
    one, two = _planes(thumb), _planes(other)
    move = _fit(_smooth(one[0]), _smooth(two[0]))
    if _largest_move(move) > REACH * THUMB:
        return float("inf")
    laid = [_moved(plane, move) for plane in one]
    gain = float(np.clip((laid[0] * two[0]).sum() / max(float((laid[0] ** 2).sum()), 1.0), *GAIN))
    laid[0] = laid[0] * gain
    return max(_worst(plane, wanted) for plane, wanted in zip(laid, two))


def surely_differ(thumbs: np.ndarray, others: np.ndarray, limit: float) -> np.ndarray:
    """(m,) bool: pairs that no shift and no stretch can make the same; twenty times cheaper than `difference`.

    Moved by up to `REACH`, a pixel of the small picture is still a mixture of its neighbours. Where more than `CLEARLY`
    of all pixels lie further than twice the limit outside what their neighbours in the other photo span, they differ.

    Args:
        thumbs: (m, d) uint8, small pictures as in `curation.clean.measure.MEASURED`.
        others: (m, d) uint8, those they are compared with.
        limit: gray levels by which copies may differ.
    """
    one, two = _small(thumbs), _small(others)
    low, high = _spans(two)
    low[:, 0], high[:, 0] = low[:, 0] / GAIN[1], high[:, 0] / GAIN[0]
    outside = (one < low - 2 * limit) | (one > high + 2 * limit)
    return np.asarray(outside[:, :, 1:-1, 1:-1].mean(axis=(2, 3)).max(axis=1) > CLEARLY)


def _small(thumbs: np.ndarray) -> np.ndarray:
    """(m, 3, 24, 24) float32: brightness and two colour differences."""
    bright, *colours = np.split(thumbs, [THUMB * THUMB, THUMB * THUMB + CHROMA * CHROMA], axis=1)
    half = bright.reshape(-1, CHROMA, 2, CHROMA, 2).mean(axis=(2, 4), dtype=np.float32)
    return np.stack([half, *(colour.reshape(-1, CHROMA, CHROMA) for colour in colours)], axis=1).astype(np.float32)


def _spans(planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest of each pixel and its eight neighbours."""
    around = np.pad(planes, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    wide = [around[..., shift : shift + CHROMA] for shift in range(3)]
    low, high = np.minimum(np.minimum(*wide[:2]), wide[2]), np.maximum(np.maximum(*wide[:2]), wide[2])
    lows, highs = ([part[..., shift : shift + CHROMA, :] for shift in range(3)] for part in (low, high))
    return np.minimum(np.minimum(*lows[:2]), lows[2]), np.maximum(np.maximum(*highs[:2]), highs[2])


def _planes(thumb: np.ndarray) -> list[np.ndarray]:
    """(48, 48) float32 each: brightness and two colour differences."""
    brightness, *colours = np.split(thumb.astype(np.float32), [THUMB * THUMB, THUMB * THUMB + CHROMA * CHROMA])
    large = [cv2.resize(colour.reshape(CHROMA, CHROMA), (THUMB, THUMB)) for colour in colours]
    return [brightness.reshape(THUMB, THUMB), *large]


def _fit(image: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(3, 3): where each pixel of `wanted` is found in `image`; a shift and a stretch each way, by least squares."""
    move = _STAY
    for _ in range(STEPS):
        moved = _moved(image, move)
        across, down = _slopes(moved)
        # What a shift or a stretch by one pixel changes, and a change of brightness, which must not pass for either.
        effects = np.stack([across, across * _X, down, down * _Y, moved])[:, _INNER, _INNER].reshape(5, -1)
        gap = (wanted - moved)[_INNER, _INNER].ravel()
        matrix = (effects @ effects.T).astype(np.float64)
        # A little resistance: in an even photo any shift fits, and none should be taken.
        matrix[range(4), range(4)] += 1e-3 * np.trace(matrix[:4, :4]) + 1e-3
        matrix[4, 4] += 1e-3
        right, wide, low, tall, _ = np.clip(np.linalg.solve(matrix, (effects @ gap).astype(np.float64)), -1.5, 1.5)
        half = THUMB / 2
        step = np.array(
            [
                [1 + wide / half, 0, right - wide * _CENTRE / half],
                [0, 1 + tall / half, low - tall * _CENTRE / half],
                [0, 0, 1],
            ]
        )
        move = move @ step
    return move


def _moved(image: np.ndarray, move: np.ndarray) -> np.ndarray:
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, move[:2], (THUMB, THUMB), flags=how, borderMode=cv2.BORDER_REPLICATE)


def _largest_move(move: np.ndarray) -> float:
    """By how many pixels the corner that moves most is moved."""
    corners = np.array([[0, 0, 1], [THUMB - 1, THUMB - 1, 1]]).T
    return float(np.abs(move @ corners - corners).max())


def _smooth(image: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(image, (3, 3), 0.8)


def _slopes(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gray levels a pixel, across and down."""
    return cv2.Sobel(image, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(image, cv2.CV_32F, 0, 1) / 8


def _worst(image: np.ndarray, wanted: np.ndarray) -> float:
    """The largest difference over 3x3 pixels, after what a fit that is a little off explains."""
    image, wanted = _smooth(image), _smooth(wanted)
    left = np.abs(image - wanted) - SLACK * np.hypot(*_slopes(image))
    around = cv2.blur(np.maximum(left, 0)[_INNER, _INNER], (3, 3))
    return float(np.percentile(around, WORST))
