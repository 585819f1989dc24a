"""What stands behind the person: studio paper, walls and floors, or a street out of focus."""

from functools import lru_cache

import cv2
import numpy as np

from scrapers.demo.seeds import generator

# White is overexposed, as shops do: it stays white whatever the camera adds.
STUDIO: dict[str, tuple[float, float, float]] = {
    "white": (264, 264, 264),
    "offwhite": (249, 249, 247),
    "grey": (233, 234, 236),
    "gradient": (244, 244, 245),
    "floor": (238, 237, 235),
    "wall": (232, 226, 220),
}
TINTS = ((244, 226, 222), (226, 234, 240), (240, 236, 222), (230, 238, 228), (238, 232, 242))


def backdrop(name: str, seed: int, height: int, width: int, ground: float) -> np.ndarray:
    """(H, W, 3) float32 in [0, 255].

    Args:
        ground: row on which the person's feet stand; may lie outside the picture.
    """
    if name == "street":
        return _street(seed % 12, height, width).copy()
    rng = generator("backdrop", seed)
    tint = TINTS[int(rng.integers(len(TINTS)))] if name == "tint" else STUDIO[name]
    image = np.empty((height, width, 3), np.float32)
    image[:] = np.array(tint, np.float32)
    if name == "white":
        return image
    image += rng.normal(0, 1.0, 3)
    if name == "offwhite":
        return image
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    lean = float(rng.uniform(-1, 1))
    light = 1 + 0.03 * lean * columns - 0.045 * rows
    if name in ("grey", "wall", "tint"):
        light -= 0.03 * (columns**2)
    if name in ("floor", "wall"):
        horizon = ground - height * float(rng.uniform(0.08, 0.16))
        below = np.clip((np.arange(height, dtype=np.float32) - horizon) / 3, 0, 1)[:, None]
        light = light * (1 - 0.055 * below)
    return np.minimum(image * light[..., None], 255)


def floor_shadow(image: np.ndarray, ground: float, centre: float, reach: float, strength: float) -> None:
    """Darkens the floor softly round the feet, in place; lengths in pixels."""
    height, width = image.shape[:2]
    top, bottom = int(max(0, ground - reach)), int(min(height, ground + reach))
    if top >= bottom:
        return
    y = ((np.arange(top, bottom, dtype=np.float32) - ground) / (0.16 * reach))[:, None]
    x = (np.arange(width, dtype=np.float32) - centre) / (0.8 * reach)
    image[top:bottom] *= (1 - strength * np.exp(-(x * x + y * y)))[..., None]


@lru_cache(maxsize=16)
def _street(number: int, height: int, width: int) -> np.ndarray:
    """One of twelve places: a facade, a pavement, clutter, uneven light."""
    rng = generator("street", number)
    image = np.empty((height, width, 3), np.uint8)
    horizon = int(height * rng.uniform(0.62, 0.74))
    wall = rng.uniform(130, 215) + np.array([8, 0, -10]) * rng.uniform(-0.6, 1.6)
    image[:] = np.clip(wall, 0, 255)
    _facade(image, rng, horizon, wall)
    pavement = rng.uniform(105, 175) + np.array([4, 0, -5]) * rng.uniform(-0.5, 1.2)
    image[horizon:] = np.clip(pavement, 0, 255)
    for line in range(1, 7):
        y = int(horizon + (height - horizon) * (line / 7) ** 1.7)
        cv2.line(image, (0, y), (width, y), (pavement * 0.86).tolist(), 1)
    for step in range(-6, 7):
        x = width / 2 + step * width * 0.12
        far, near = (int(x), horizon), (int(width / 2 + step * width * 0.5), height)
        cv2.line(image, far, near, (pavement * 0.88).tolist(), 1, cv2.LINE_AA)
    for _ in range(int(rng.integers(4, 9))):
        _clutter(image, rng, horizon)
    soft = cv2.GaussianBlur(image, (0, 0), height / 130).astype(np.float32)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    slope, edge = rng.uniform(-1.2, 1.2), rng.uniform(-0.5, 0.5)
    sunlit = 1 / (1 + np.exp(-12 * (columns + slope * (rows - 0.5) - edge)))
    light = 0.78 + 0.36 * sunlit
    return np.clip(soft * light[..., None], 0, 255).astype(np.float32)


def _facade(image: np.ndarray, rng: np.random.Generator, horizon: int, wall: np.ndarray) -> None:
    """Windows in rows above a plinth."""
    width = image.shape[1]
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(2, 4))
    glass = np.array([66, 76, 88]) * rng.uniform(0.7, 1.5)
    for column in range(columns):
        for row in range(rows):
            x = int(width * (column + 0.2) / columns)
            y = int(horizon * (row + 0.15) / rows)
            wide, high = int(width * 0.6 / columns), int(horizon * 0.65 / rows)
            cv2.rectangle(
                image, (x - 2, y - 2), (x + wide + 2, y + high + 2), (np.minimum(wall * 1.12, 255)).tolist(), -1
            )
            shade = glass * rng.uniform(0.6, 1.5)
            cv2.rectangle(image, (x, y), (x + wide, y + high), np.minimum(shade, 255).tolist(), -1)
            cv2.line(image, (x + wide // 2, y), (x + wide // 2, y + high), wall.tolist(), 1)
    band = int(horizon * 0.9)
    cv2.rectangle(image, (0, band), (width, horizon), (wall * 0.72).tolist(), -1)


def _clutter(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    """A tree, a sign, a parked car, a passer-by."""
    height, width = image.shape[:2]
    kind, x = int(rng.integers(4)), int(rng.uniform(-0.1, 1.1) * width)
    colour = rng.uniform(50, 190) + rng.normal(0, 26, 3)
    colour = np.clip(colour, 10, 240)
    base = horizon + int(rng.uniform(0, 0.06) * height)
    if kind == 0:
        cv2.line(image, (x, base), (x, int(height * 0.3)), (70, 58, 46), max(2, height // 70))
        for _ in range(9):
            at = (int(x + rng.normal(0, width * 0.1)), int(height * rng.uniform(0.02, 0.34)))
            green = np.clip(np.array([84, 108, 68]) + rng.normal(0, 12, 3), 0, 255)
            cv2.circle(image, at, int(height * rng.uniform(0.04, 0.1)), green.tolist(), -1)
    elif kind == 1:
        cv2.line(image, (x, base), (x, int(height * 0.35)), (120, 122, 126), max(1, height // 110))
        size = int(height * 0.05)
        cv2.rectangle(image, (x - size, int(height * 0.33)), (x + size, int(height * 0.41)), colour.tolist(), -1)
    elif kind == 2:
        wide, high = int(width * 0.5), int(height * 0.09)
        cv2.rectangle(image, (x, base - high), (x + wide, base), colour.tolist(), -1)
        cv2.ellipse(image, (x + wide // 2, base - high), (wide // 3, high), 0, 180, 360, (colour * 0.7).tolist(), -1)
        for wheel in (0.22, 0.78):
            cv2.circle(image, (x + int(wide * wheel), base), high // 3, (30, 30, 32), -1)
    else:
        tall = height * rng.uniform(0.22, 0.4)
        top = int(base - tall)
        cv2.ellipse(
            image, (x, int(base - tall * 0.55)), (int(tall * 0.11), int(tall * 0.3)), 0, 0, 360, colour.tolist(), -1
        )
        cv2.circle(image, (x, top), max(1, int(tall * 0.08)), (196, 158, 130), -1)
        for side in (-1, 1):
            cv2.line(
                image,
                (x, int(base - tall * 0.4)),
                (x + side * int(tall * 0.06), base),
                (50, 54, 66),
                max(2, int(tall * 0.06)),
            )
