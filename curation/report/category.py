"""What the report counts of one category."""

from dataclasses import dataclass, field


@dataclass
class CategoryNumbers:
    """One category; products = pairs + rejected once it was paired."""

    category: str
    """Value of the vocabulary; empty for products whose category no vocabulary knows."""
    products: int = 0
    photos: int = 0
    """Photos that are on disk."""
    pairs: int = 0
    rejected: int = 0
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    paired: bool = False
    """Whether pairing has run."""
