"""What benches share: drawn photos as stored, and the fastest of a few runs."""

import time
from collections.abc import Callable

import pytest

from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg


@pytest.fixture(scope="session")
def photos() -> list[bytes]:
    """300 drawn photos as stored: JPEG, 277x400."""
    drawn = [(product, photo) for product in catalogue(60) for photo in product.photos]
    return [jpeg(product, photo) for product, photo in drawn[:300]]


@pytest.fixture(scope="session")
def seconds() -> Callable[..., float]:
    """Takes work and how often; gives the fastest run: what the machine can do when nobody else wants it."""

    def fastest(work: Callable[[], object], repeats: int = 3) -> float:
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return min(times)

    return fastest
