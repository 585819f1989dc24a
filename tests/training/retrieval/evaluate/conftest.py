"""Small random worlds of embedded photos."""

import numpy as np
import pytest

from training.retrieval.evaluate.photos import Photos


@pytest.fixture
def world():
    """A maker of queries and gallery: products with some photos each, scattered around a point of their own."""

    def make(products: int = 12, queries: int = 3, photos: int = 4, noise: float = 1.0, seed: int = 0):
        dice = np.random.default_rng(seed)
        centres = dice.normal(size=(products, 6))

        def side(prefix: str, each: int) -> Photos:
            names = [f"p{number:03}" for number in range(products) for _ in range(each)]
            vectors = np.repeat(centres, each, axis=0) + noise * dice.normal(size=(len(names), 6))
            vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
            categories = [("tops", "skirts", "dresses")[int(name[1:]) % 3] for name in names]
            shots = [("full_front", "upper_front")[row % 2] for row in range(len(names))]
            return Photos(vectors, names, [f"{prefix}{row:04}" for row in range(len(names))], categories, shots)

        return side("q", queries), side("g", photos)

    return make
