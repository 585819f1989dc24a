"""What the demo stores sell: a product, and the photos in its gallery."""

from collections.abc import Mapping
from dataclasses import dataclass

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class DemoPhoto:
    """One picture of a product, described well enough to be drawn again."""

    position: int
    """Place in the store's gallery, from 0."""
    role: str
    """product (the packshot), model or detail."""
    shot: str
    """packshot, full_front, full_side, full_back, threequarter_front, threequarter_side,
    upper_front, partial_back or detail."""
    key: str
    """32 hexadecimal digits: the picture's name on the CDN."""
    seed: int
    """Everything random about this picture; equal seeds of equal products are equal pictures."""
    person: int = 0
    """Which person wears the product; one for a whole gallery, mostly."""
    pose: str = "stand"
    """Name of the pose; for a packshot `ghost` or `flat`, for a detail the part shown."""
    yaw: float = 0.0
    """Where the chest points, in degrees: 0 camera, 90 the viewer's right, 180 away."""
    gaze: float = 0.0
    """Where the head points, in degrees from the chest."""
    backdrop: str = "white"
    """Name of the background."""
    quality: int = 90
    """JPEG quality."""
    brightness: float = 1.0
    """Gain of a retouched copy; 1 everywhere else."""
    planted: str = ""
    """duplicate_of:ID@N or near_duplicate_of:ID@N where this photo copies another on purpose."""


@dataclass(frozen=True)
class DemoProduct:
    """One article in one colour, as a store lists it, with the truth about it."""

    store: str
    id: str
    group_id: str
    """Shared by the colourways of one article."""
    name: str
    brand: str
    category: str
    """Value of the vocabulary, e.g. dresses."""
    store_category: str
    """The store's slug, e.g. damenbekleidung-kleider."""
    category_path: tuple[str, ...]
    """Breadcrumbs in German."""
    gender: str
    price: float
    currency: str
    color_name: str
    """The maker's word, e.g. acid black."""
    color_label: str
    """The store's family word, e.g. dunkelgrau."""
    sizes: tuple[str, ...]
    values: Mapping[str, str]
    """The truth in vocabulary values; a key is absent where the garment has no such thing."""
    attributes: tuple[tuple[str, str, str], ...]
    """(key, value, section) as the store shows them."""
    photos: tuple[DemoPhoto, ...]
    style: str
    background: str
    look: int
    """Seed of the article: cut, motif, folds; the same for all colourways."""
    rgb: Rgb
    """Colour of the cloth."""
    accent: Rgb
    """Colour of motif, trim and seams."""
    outfit: tuple["DemoProduct", ...] = ()
    """Other products of the store that are worn with it in all its photos, without photos of their own."""
    planted: str = ""
    """duplicate_of:ID where the whole article is listed a second time."""
