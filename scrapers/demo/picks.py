"""The photos that a page picks out of a gallery: the packshot, a person."""

from collections.abc import Iterable

from scrapers.demo.product import DemoPhoto


def packshot(photos: Iterable[DemoPhoto]) -> DemoPhoto | None:
    """The photo of the article alone, where there is one."""
    return next((photo for photo in photos if photo.role == "product"), None)


def worn(photos: Iterable[DemoPhoto]) -> DemoPhoto | None:
    """The first photo of a person, where there is one."""
    return next((photo for photo in photos if photo.role == "model"), None)
