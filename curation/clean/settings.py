"""From where on a photo is not fit for use: `[clean]` of a definition."""

from dataclasses import dataclass

from curation.errors import SpecError

BACKGROUNDS = ("white", "light", "plain", "busy")


@dataclass(frozen=True)
class CleanSettings:
    """`[clean]`: which photos are dropped, and what counts as a copy."""

    min_side: int = 64
    """Shorter side below which a photo is too small, in pixels; smaller ones show neither outline nor colour."""
    max_aspect: float = 4.0
    """Longer by shorter side above which a photo is a banner or a strip; a cut-out of long trousers has 3.5."""
    min_contrast: float = 2.5
    """Spread of the gray levels (standard deviation) below which a photo shows nothing; plain cloth from near has 3."""
    min_sharpness: float = 0.6
    """Steepest bend by steepest slope of the gray levels below which a photo is blurred; sharp ones have 0.8 to 3."""
    backgrounds: tuple[str, ...] = ("white", "light")
    """What may lie behind the article in a product photo: white, light (nearly), plain, busy; empty = anything."""
    distance: int = 8
    """Bits of 64 in which the perceptual hashes of two photos may differ and still be compared, 0 to 12."""
    difference: float = 6.0
    """Gray levels by which two photos laid over each other may differ anywhere and still be copies, 0 to 64."""
    max_products: int = 20
    """Products above which a photo they all show is a placeholder, such as a size chart, and dropped from all."""

    def __post_init__(self) -> None:
        rules = (
            (self.min_side >= 1, f"min_side is {self.min_side}; it is a side in pixels, 1 or more"),
            (self.max_aspect >= 1, f"max_aspect is {self.max_aspect:g}; the longer by the shorter side is 1 or more"),
            (0 <= self.min_contrast <= 128, f"min_contrast is {self.min_contrast:g}; it must be 0 to 128"),
            (self.min_sharpness >= 0, f"min_sharpness is {self.min_sharpness:g}; it must be 0 or more"),
            (0 <= self.distance <= 12, f"distance is {self.distance}; it must be 0 to 12 bits"),
            (0 <= self.difference <= 64, f"difference is {self.difference:g}; it must be 0 to 64 gray levels"),
            (self.max_products >= 1, f"max_products is {self.max_products}; it must be 1 or more"),
            *(
                (name in BACKGROUNDS, f"backgrounds must be of {', '.join(BACKGROUNDS)}, not '{name}'")
                for name in self.backgrounds
            ),
        )
        if mistakes := [message for holds, message in rules if not holds]:
            raise SpecError(mistakes)
