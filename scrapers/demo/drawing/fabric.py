"""Cloth: tiles of motif and of folds that repeat without a seam, made once and cached."""

from functools import lru_cache

import cv2
import numpy as np

from scrapers.demo.product import Rgb
from scrapers.demo.seeds import generator

SIDE = 256
"""Pixels along the side of a tile."""
DENSITY = 8.0
"""Pixels of a tile a centimetre: a tile covers 32 cm of cloth."""


@lru_cache(maxsize=96)
def motif(pattern: str, rgb: Rgb, accent: Rgb, look: int, knit: bool) -> tuple[np.ndarray, ...]:
    """The cloth as an image pyramid: level i has side SIDE / 2**i; float32 RGB in [0, 255]."""
    rng = generator("motif", look)
    ground = np.empty((SIDE, SIDE, 3), np.float32)
    ground[:] = rgb
    tile = _PAINTERS[pattern](ground, accent, rng)
    tile = tile * (_ribs(rng) if knit else _weave())[..., None]
    levels = [np.clip(tile, 0, 255).astype(np.float32)]
    while levels[-1].shape[0] > 16:
        levels.append(cv2.resize(levels[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    return tuple(levels)


def _unicolors(tile: np.ndarray, accent: Rgb, rng: np.random.Generator) -> np.ndarray:
    return tile


def _stripes(tile: np.ndarray, accent: Rgb, rng: np.random.Generator) -> np.ndarray:
    period = int(rng.choice([16, 32, 32, 64]))
    band = int(period * rng.uniform(0.3, 0.6))
    lines = (np.arange(SIDE) % period) < band
    if rng.random() < 0.7:
        tile[lines] = accent
    else:
        tile[:, lines] = accent
    return tile


def _polkadots(tile: np.ndarray, accent: Rgb, rng: np.random.Generator) -> np.ndarray:
    step = int(rng.choice([16, 32, 32, 64]))
    radius = step * float(rng.uniform(0.2, 0.3))
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    inside = np.zeros((SIDE, SIDE), np.float32)
    for shift in (0, step / 2):
        away = np.hypot((x + shift) % step - step / 2, (y + shift) % step - step / 2)
        inside = np.maximum(inside, np.clip(radius - away + 0.5, 0, 1))
    return np.asarray(tile + inside[..., None] * (np.array(accent, np.float32) - tile))


def _scattered(rng: np.random.Generator, count: int) -> np.ndarray:
    """(count, 2) places on a tile, evenly spread: a jittered grid."""
    side = int(np.ceil(np.sqrt(count)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    return (grid + rng.uniform(0.1, 0.9, grid.shape)) * SIDE / side


def _wrapped(tile: np.ndarray, outline: np.ndarray, colour: np.ndarray) -> None:
    """Fills a polygon on the tile, going on at the opposite edge."""
    for dx in (-SIDE, 0, SIDE):
        for dy in (-SIDE, 0, SIDE):
            moved = np.round((outline + np.array([dx, dy])) * 8).astype(np.int32)
            if moved.max() < 0 or moved.min() > SIDE * 8:
                continue
            cv2.fillPoly(tile, [moved], colour.tolist(), cv2.LINE_AA, 3)


def _floral(tile: np.ndarray, accent: Rgb, rng: np.random.Generator) -> np.ndarray:
    canvas = tile.astype(np.uint8)
    petals = np.array(accent, float)
    second = np.clip(petals * 0.6 + np.array([90, 40, 50]) * rng.uniform(0, 1, 3), 0, 255)
    leaf = np.clip(np.array([70, 105, 60]) + rng.integers(-30, 30, 3), 0, 255).astype(float)
    size = float(rng.uniform(13, 26))
    for number, place in enumerate(_scattered(rng, int(2.2 * (SIDE / size / 3.2) ** 2))):
        turn, radius = rng.uniform(0, 6.28), size * rng.uniform(0.7, 1.15)
        for angle in (turn, turn + 2.4):
            reach = place + radius * 1.5 * np.array([np.cos(angle), np.sin(angle)])
            _wrapped(canvas, _ellipse(reach, radius * 0.55, radius * 0.2, angle), leaf)
        colour = petals if number % 3 else second
        for petal in range(5):
            angle = turn + petal * 2 * np.pi / 5
            at = place + radius * 0.52 * np.array([np.cos(angle), np.sin(angle)])
            _wrapped(canvas, _ellipse(at, radius * 0.5, radius * 0.34, angle), colour)
        _wrapped(canvas, _ellipse(place, radius * 0.2, radius * 0.2, 0.0), leaf * 0.4 + 120)
    return canvas.astype(np.float32)


def _ellipse(at: np.ndarray, long: float, short: float, angle: float) -> np.ndarray:
    """(14, 2) outline."""
    turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    x, y = long * np.cos(turn), short * np.sin(turn)
    turned = [x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)]
    return np.asarray(at + np.stack(turned, -1))


def _print(tile: np.ndarray, accent: Rgb, rng: np.random.Generator) -> np.ndarray:
    """A check, an animal print or patches of colour."""
    kind = int(rng.integers(3))
    colour = np.array(accent, np.float32)
    if kind == 0:
        step = int(rng.choice([32, 64]))
        bars = ((np.arange(SIDE) % step) < step * 0.45).astype(np.float32)
        share = (bars[:, None] + bars[None, :]) * 0.42
        return np.asarray(tile + share[..., None] * (colour - tile))
    coarse = rng.normal(size=(SIDE, SIDE)).astype(np.float32)
    sigma = float(rng.uniform(5, 9)) if kind == 1 else float(rng.uniform(12, 18))
    field = _periodic_blur(coarse, sigma)
    if kind == 1:
        spots = np.abs(field - np.quantile(field, 0.72)) < field.std() * 0.34
        return np.where(spots[..., None], colour, tile)
    middle = tile * 0.5 + colour * 0.5
    low, high = np.quantile(field, (0.4, 0.72))
    out = np.where((field > low)[..., None], middle, tile)
    return np.where((field > high)[..., None], colour, out)


def _lace(tile: np.ndarray, accent: Rgb, rng: np.random.Generator) -> np.ndarray:
    """Flowers of thread on a net through which the lining is seen."""
    thread = tile.copy()
    dark = tile.mean() < 110
    lining = tile * 0.45 + 90 if dark else tile * 0.72
    y, x = np.mgrid[:SIDE, :SIDE]
    net = ((x + y) % 16 < 4) | ((x - y) % 16 < 4)
    out = np.where(net[..., None], thread * 0.92 + lining * 0.08, lining)
    flowers = np.zeros((SIDE, SIDE), np.uint8)
    for place in _scattered(rng, 16):
        turn, radius = rng.uniform(0, 6.28), rng.uniform(20, 27)
        for petal in range(6):
            angle = turn + petal * np.pi / 3
            at = place + radius * 0.6 * np.array([np.cos(angle), np.sin(angle)])
            _wrapped(flowers, _ellipse(at, radius * 0.5, radius * 0.26, angle), np.array([255.0]))
    edge = cv2.morphologyEx(flowers, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    share = (flowers.astype(np.float32) / 255)[..., None]
    out = out + share * (thread - out)
    return np.asarray(out * (1 - 0.22 * (edge > 60)[..., None]))


_PAINTERS = {
    "unicolors": _unicolors,
    "stripes": _stripes,
    "polkadots": _polkadots,
    "floral": _floral,
    "print": _print,
    "lace": _lace,
}


def _periodic_blur(field: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur of a tile that repeats."""
    margin = SIDE // 2
    wide = cv2.copyMakeBorder(field, margin, margin, margin, margin, cv2.BORDER_WRAP)
    blurred = cv2.GaussianBlur(wide, (0, 0), sigma)
    return np.asarray(blurred[margin:-margin, margin:-margin])


@lru_cache(maxsize=1)
def _weave() -> np.ndarray:
    """Fine irregular threads, factors around 1."""
    rng = generator("weave")
    field = rng.normal(size=(SIDE, SIDE)).astype(np.float32)
    upright = cv2.GaussianBlur(field, (0, 0), sigmaX=0.6, sigmaY=2.5)
    level = cv2.GaussianBlur(field[::-1], (0, 0), sigmaX=2.5, sigmaY=0.6)
    threads = np.asarray(upright, np.float32) + np.asarray(level, np.float32)
    return np.asarray(1 + 0.02 * threads / threads.std())


def _ribs(rng: np.random.Generator) -> np.ndarray:
    """The ribs and stitches of a knit, factors around 1."""
    period = int(rng.choice([8, 16, 16]))
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    slant = np.where((x // (period / 2)) % 2 == 0, y, -y)
    ribs = np.cos(2 * np.pi * x / period) * 0.11
    stitches = 0.05 * np.cos(2 * np.pi * (slant / 8 + x / period))
    return np.asarray(1 + ribs + stitches, np.float32)


FOLD_SIDE = 128
FOLD_DENSITY = 2.0
"""Pixels of a fold tile a centimetre: it covers 64 cm."""


@lru_cache(maxsize=32)
def folds(kind: str, variant: int) -> np.ndarray:
    """(FOLD_SIDE, FOLD_SIDE) float32 around 0, spread 1: how folds brighten and darken cloth.

    `hang` falls straight down as in a skirt, `crease` runs aslant as at a waist, `bunch` goes
    across as on a bent sleeve.
    """
    rng = generator("folds", kind, variant)
    field = rng.normal(size=(FOLD_SIDE * 3, FOLD_SIDE * 3)).astype(np.float32)
    one = field[:FOLD_SIDE, :FOLD_SIDE]
    tiled = np.tile(one, (3, 3))
    if kind == "hang":
        soft = cv2.GaussianBlur(tiled, (0, 0), sigmaX=3.2, sigmaY=26)
    elif kind == "bunch":
        soft = cv2.GaussianBlur(tiled, (0, 0), sigmaX=12, sigmaY=3)
    else:
        slanted = [cv2.filter2D(tiled, -1, _slant(angle)) for angle in (50, 128)]
        soft = cv2.GaussianBlur(np.maximum(*slanted), (0, 0), 1.6)
    middle = soft[FOLD_SIDE:-FOLD_SIDE, FOLD_SIDE:-FOLD_SIDE]
    return np.asarray((middle - middle.mean()) / middle.std(), np.float32)


def _slant(degrees: float) -> np.ndarray:
    """(31, 31) a soft line kernel."""
    kernel = np.zeros((31, 31), np.float32)
    dx, dy = 14 * np.cos(np.deg2rad(degrees)), 14 * np.sin(np.deg2rad(degrees))
    cv2.line(kernel, (round(15 - dx), round(15 - dy)), (round(15 + dx), round(15 + dy)), 1.0, 2)
    soft = np.asarray(cv2.GaussianBlur(kernel, (0, 0), 1.2))
    return np.asarray(soft / soft.sum())
