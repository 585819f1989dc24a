"""How long a split takes, from tables on disk to tables on disk: `make bench`. At most 20 s for 100,000 products."""

import time

import numpy as np
import pytest

from curation import tables
from curation.schema import Image, Product
from curation.split.settings import SplitSettings
from curation.split.stage import split
from curation.workspace import Build

PHOTOS = 5


def write_build(build: Build, number: int) -> None:
    """Products of which a half comes in several colours; one photo of a hundred is somebody else's, too."""
    dice = np.random.default_rng(2018)
    other = dice.integers(number, size=(number, PHOTOS))
    shared = dice.random((number, PHOTOS)) < 0.01
    category, color = dice.integers(7, size=number), dice.integers(9, size=number)
    products, images = [], []
    for n in range(number):
        article = f"article-{n // 2}" if n % 4 < 2 else ""
        products.append(Product("zalando", f"{n:07}", article, category=f"c{category[n]}", color=f"k{color[n]}"))
        for place in range(PHOTOS):
            owner = other[n, place] if shared[n, place] else n
            path = f"raw/zalando/models/c/{n:07}@{place}.jpg"
            images.append(Image("zalando", f"{n:07}", place, path=path, sha256=f"{owner:032x}{place:032x}"))
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)


@pytest.mark.parametrize("balance", [False, True], ids=["by number", "balanced"])
@pytest.mark.parametrize("number", [10_000, 100_000])
def bench_splitting(number, balance, tmp_path):
    build = Build(tmp_path)
    write_build(build, number)
    times = []
    for _ in range(2):  # from nothing, then with what was dealt before
        wall = time.perf_counter()
        result = split(build, SplitSettings(balance=balance))
        times.append(time.perf_counter() - wall)
    assert result.stayed == number - result.left_out
    assert result.leaks == 0
    print(f"\n{number:,} products, {number * PHOTOS:,} photos: {times[0]:.1f} s, again {times[1]:.1f} s")
