"""The attributes that vocabularies fill, and of what a phrase may be said to count for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AttributeRule:
    """How far a phrase reaches."""

    name: str
    about: str
    """whole: only what is said of the whole garment counts; neck, sleeve, waist, collar: what is said of that;
    anything: every mention counts, of a trim, too."""
    many: bool = False
    """Whether a product has all values that are said, or the first."""
    first: bool = False
    """Whether the word that stands first decides, as the larger fibre does; otherwise the later noun."""
    opposed: bool = False
    """Whether another place than the whole garment is harmless: a zip at the back closes the garment."""


RULES: dict[str, AttributeRule] = {
    rule.name: rule
    for rule in (
        AttributeRule("category", "whole"),
        AttributeRule("length", "whole"),
        AttributeRule("sleeve_length", "sleeve"),
        AttributeRule("fit", "whole"),
        AttributeRule("pattern", "whole"),
        AttributeRule("neckline", "neck"),
        AttributeRule("occasion", "whole"),
        AttributeRule("closure", "whole", opposed=True),
        AttributeRule("collar", "collar"),
        AttributeRule("waist_rise", "waist"),
        AttributeRule("material", "whole", first=True),
        AttributeRule("fabric", "whole"),
        AttributeRule("details", "anything", many=True),
        AttributeRule("care", "anything", many=True),
    )
}
"""Without color, which has its own rules (`colors.py`)."""

ANCHOR = {
    "length": "length",
    "sleeve_length": "sleeve",
    "fit": "cut",
    "neckline": "neck",
    "waist_rise": "waist",
    "collar": "collar",
    "closure": "closure",
}
"""What a bare adjective under an attribute's key is about: "Länge: kurz" is a short length."""
