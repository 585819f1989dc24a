"""What is worn: a garment in words, ready to be drawn; and what completes an outfit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scrapers.demo.drawing import fabric
from scrapers.demo.drawing.canvas import Paint
from scrapers.demo.product import DemoProduct, Rgb
from scrapers.demo.seeds import generator


@dataclass(frozen=True)
class Garment:
    """One garment. Its values are the vocabulary's; "" where it has no such thing."""

    category: str
    length: str
    fit: str
    sleeves: str
    neckline: str
    pattern: str
    rgb: Rgb
    accent: Rgb
    look: int
    straps: bool = False
    """Sleeveless with thin straps."""
    tucked: bool = False
    """Worn inside the waistband of what is put on after it."""
    companion: int = 0
    """Which product of the outfit it is, from 1; 0 = the article the photo is of, or nothing that the store sells."""
    product: bool = False
    """The article the photo is of."""

    def paint(self, folds: str, gain: float, grow: tuple[float, float] = (1.0, 1.0), offset: float = 0.0) -> Paint:
        """Its cloth with folds of the named kind."""
        knit = self.category == "knitwear"
        tiles = fabric.motif(self.pattern, self.rgb, self.accent, self.look % 2**31, knit)
        plain = self.pattern == "unicolors" and not knit
        loose = {"tight": 0.75, "normal": 1.0, "loose": 1.25}[self.fit]
        # Black hides its folds and white shows them only faintly.
        light = sum(self.rgb) / 765
        gain *= loose * (1.0 - 0.35 * light) * (0.7 if knit else 1.0)
        return Paint(
            self.rgb,
            tiles,
            fabric.folds(folds, self.look % 5),
            gain,
            grow,
            gloss=0.05 if self.category == "jackets" else 0.02,
            offset=offset,
            plain=plain,
        )

    @property
    def trim(self) -> Rgb:
        """Colour of seams and edges: the cloth, darker."""
        return self.rgb

    @property
    def variant(self) -> int:
        """Which of the ways to cut this kind of garment."""
        return self.look // 7 % 12


def garment(product: DemoProduct) -> Garment:
    """The garment of a product."""
    values: Mapping[str, str] = product.values
    return Garment(
        category=product.category,
        length=values["length"],
        fit=values["fit"],
        sleeves=values.get("sleeve_length", ""),
        neckline=values.get("neckline", ""),
        pattern=values["pattern"],
        rgb=product.rgb,
        accent=product.accent,
        look=product.look,
        straps=any(value == "Spaghettiträger" for _, value, _ in product.attributes),
        product=True,
    )


LOWER = ("pants", "skirts")
BASICS: tuple[Rgb, ...] = ((246, 245, 243), (30, 30, 33), (178, 180, 184), (60, 74, 104), (226, 214, 196))
TROUSERS: tuple[Rgb, ...] = ((44, 56, 86), (30, 30, 34), (96, 120, 156), (228, 226, 220), (92, 92, 96))


def outfit(product: DemoProduct) -> list[Garment]:
    """The product and what is worn with it, the innermost first."""
    worn = garment(product)
    rng = generator("outfit", worn.look, product.look)
    lent = [replace(garment(other), product=False, companion=place) for place, other in enumerate(product.outfit, 1)]
    above = next((other for other in lent if other.category not in LOWER), None)
    below = next((other for other in lent if other.category in LOWER), None)
    if worn.category == "dresses":
        return [worn]
    if worn.category in LOWER:
        top = above or _plain(rng, "tops")
        if worn.category == "pants" and rng.random() < 0.3:
            return [worn, top]
        return [replace(top, tucked=True), worn]
    below = below or _plain(rng, "skirts" if rng.random() < 0.2 else "pants")
    if worn.category == "jackets":
        return [above or _plain(rng, "tops"), below, worn]
    if worn.category in ("blouses", "tops") and worn.length == "normal" and rng.random() < 0.3:
        return [replace(worn, tucked=True), below]
    return [below, worn]


def _plain(rng: np.random.Generator, category: str) -> Garment:
    colours = TROUSERS if category == "pants" else BASICS
    rgb = colours[int(rng.integers(len(colours)))]
    long = "long" if category == "pants" else "short" if category == "skirts" else "normal"
    return Garment(
        category=category,
        length="3-4" if category == "pants" and rng.random() < 0.2 else long,
        fit="tight" if rng.random() < 0.6 else "normal",
        sleeves="" if category != "tops" else ("short", "long", "sleeveless")[int(rng.integers(3))],
        neckline="round" if category == "tops" else "",
        pattern="unicolors",
        rgb=rgb,
        accent=rgb,
        look=int(rng.integers(2**31)),
    )
