"""Sitemaps of demo stores: an index, pages, pages with their images, and plain text."""

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from scrapers.demo.answer import Answer

CHANGED = "2023-09-05"
"""The goods never change, so all pages are of one day."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def index(urls: Iterable[str]) -> str:
    """A sitemap of sitemaps."""
    items = "".join(f"<sitemap><loc>{escape(url)}</loc><lastmod>{CHANGED}</lastmod></sitemap>\n" for url in urls)
    return f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{items}</sitemapindex>\n'


def pages(urls: Iterable[str]) -> str:
    """A sitemap of pages."""
    return with_images(dict.fromkeys(urls, ()))


def with_images(images_of: Mapping[str, Sequence[str]]) -> str:
    """A sitemap of pages with the images of each; the image namespace is declared where it is used."""
    extra = f' xmlns:image="{_IMAGE}"' if any(images_of.values()) else ""
    items = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{CHANGED}</lastmod>{''.join(map(_image, images))}</url>\n"
        for url, images in images_of.items()
    )
    return f'{_HEAD}<urlset xmlns="{_SITEMAP}"{extra}>\n{items}</urlset>\n'


def xml(document: str) -> Answer:
    """A sitemap as XML."""
    return Answer(body=document.encode(), headers={"Content-Type": "application/xml; charset=utf-8"})


def _image(url: str) -> str:
    return f"<image:image><image:loc>{escape(url)}</image:loc></image:image>"
