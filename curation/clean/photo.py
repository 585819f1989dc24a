"""A photo as the checks see it: its row, what was measured, and how it stands to its copies."""

from dataclasses import dataclass

import numpy as np

from curation.errors import PhotoError
from curation.schema import Image


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo on disk."""

    image: Image
    measures: np.ndarray | PhotoError
    """A scalar of dtype `curation.clean.measure.MEASURED`, or why the photo cannot be read."""
    shows_product: bool = False
    """Whether it is the article alone, by the store's word or, where it has none, by the picture."""
    better: str = ""
    """The copy of the same product that is kept in its place; empty where this is the best or there is none."""
    same_bytes: bool = False
    """Whether `better` is the same file."""
    products: int = 1
    """Products that show this photo or a copy of it."""

    def measure(self, name: str) -> float:
        """A number of `curation.clean.measure.MEASURED`, such as "contrast".

        Raises:
            PhotoError: the photo cannot be read.
        """
        if isinstance(self.measures, PhotoError):
            raise self.measures
        return float(self.measures[name])
