"""Builds of bare rows: products, and what ties them."""

from collections.abc import Callable, Sequence

import pytest

from curation import tables
from curation.schema import Image, Product
from curation.workspace import Build


@pytest.fixture
def build(tmp_path) -> Build:
    return Build(tmp_path / "build")


@pytest.fixture
def write(build) -> Callable[..., Build]:
    """Writes products and their photos; a photo's SHA-256 is its own unless named in `photos`."""

    def make(
        ids: Sequence[str],
        *,
        articles: dict[str, str] | None = None,
        photos: dict[str, Sequence[str]] | None = None,
        groups: dict[str, str] | None = None,
        dropped: Sequence[str] = (),
    ) -> Build:
        products, images = [], []
        for number, name in enumerate(sorted(ids)):
            category, color = ("dresses", "tops")[number % 2], ("black", "red", "blue")[number % 3]
            products.append(Product("s", name, group_id=(articles or {}).get(name, ""), category=category, color=color))
            shas = (photos or {}).get(name, (f"own-{name}",))
            for place, sha in enumerate(shas):
                group = (groups or {}).get(name, "")
                image = Image("s", name, place, path=f"{name}@{place}.jpg", sha256=sha, group=group)
                image.keep = name not in dropped
                images.append(image)
        tables.write(build.products, products, Product)
        tables.write(build.images, images, Image)
        return build

    return make
