"""One page of a listing: which products stand on it, and how many pages there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.demo.addresses import whole_number
from scrapers.demo.product import DemoProduct


@dataclass(frozen=True, slots=True)
class Shelf:
    """Page `number` of `pages`; a listing without products has one empty page."""

    shown: Sequence[DemoProduct]
    number: int
    pages: int
    total: int
    """Products on all pages."""


def shelf(listed: Sequence[DemoProduct], query: str, tiles: int) -> Shelf:
    """The page that `?page=N` asks for, the first where the query names none; `tiles` products a page.

    Raises:
        ValueError: no whole number from 1, or a page after the last.
    """
    number = whole_number(query, "page") or 1
    pages = max(1, -(-len(listed) // tiles))
    if number > pages:
        raise ValueError(f"page must be at most {pages}, not {number}")
    return Shelf(listed[tiles * (number - 1) : tiles * number], number, pages, len(listed))
