"""One decode gives every number that the checks ask for."""

import cv2
import numpy as np
import pytest

from curation.clean.measure import background, sharpness
from curation.pixels import gray


def scene(seed: int = 0) -> np.ndarray:
    """(192, 130, 3) uint8: a checked coat on white."""
    image = np.full((192, 130, 3), 255, np.uint8)
    image[40:170, 30:100] = np.random.default_rng(seed).integers(40, 120, (130, 70, 3))
    image[40:170:8, 30:100] = 20
    return image


def test_blur_lowers_sharpness_contrast_does_not():
    sharp = gray(scene())
    pale = (255 - (255 - sharp.astype(float)) * 0.2).astype(np.uint8)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 2)
    assert sharpness(sharp) > 0.8
    assert sharpness(pale) == pytest.approx(sharpness(sharp), rel=0.15)
    assert sharpness(blurred) < 0.6


def test_an_even_photo_has_no_sharpness():
    assert sharpness(np.full((50, 50), 90, np.uint8)) == 0.0


def test_the_rim_says_what_lies_behind():
    image = scene()
    assert background(image) == "white"
    assert background(np.minimum(image, 228)) == "light"
    on_blue = image.copy()
    on_blue[image.min(axis=2) == 255] = (60, 90, 200)
    assert background(on_blue) == "plain"
    busy = np.random.default_rng(1).integers(0, 256, image.shape).astype(np.uint8)
    assert background(busy) == "busy"


def test_an_article_that_touches_the_edge_does_not_hide_the_white():
    image = scene()
    image[170:, 20:110] = 30
    assert background(image) == "white"


def test_sharpness_is_the_topmost_bend_by_the_topmost_slope():
    levels = gray(scene(3))
    values = levels.astype(np.float32)
    slope = np.hypot(cv2.Sobel(values, cv2.CV_32F, 1, 0), cv2.Sobel(values, cv2.CV_32F, 0, 1)) / 8
    bend = np.abs(cv2.Laplacian(values, cv2.CV_32F))
    slow = (np.percentile(bend, 99.5) - 2) / np.percentile(slope, 99.5)
    assert sharpness(levels) == pytest.approx(slow, rel=1e-5)
