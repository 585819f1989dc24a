"""Find a store's category listings by its own navigation, for stores that number or rename their categories."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from scrapers.pages.markup import absolute, decode, links
from scrapers.spiders.store import StoreSpider

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "blouses": "blusen bluse tuniken",
        "dresses": "kleider kleid",
        "jackets": "jacken jacke maentel blazer",
        "knitwear": "pullover strickjacken strick cardigans",
        "pants": "hosen hose jeans leggings",
        "skirts": "roecke rock",
        "tops": "shirts tops t-shirts",
    }
)
"""Our category -> the words by which German stores call it; a listing is it where a word of its slug is one of them."""


class NavigationSpider(StoreSpider):
    """A subclass says where all clothing is, and what the path of a category below it looks like."""

    clothing: str
    """The address of the page of all clothing."""
    category_path: re.Pattern[str]
    """The path of a category's listing; its first group is the slug without number."""
    categories = CATEGORIES

    def filtered(self, path: str, color: str) -> str:
        """The address of a listing, narrowed to a colour (store's word; empty = all)."""
        raise NotImplementedError(f"{type(self).__name__} must say how a listing is narrowed to a colour")

    def first_requests(self) -> Iterator[Request]:
        yield self.ask(self.clothing, self.parse_clothing)

    def parse_clothing(self, response: Response) -> Iterator[Request]:
        """The listings of the wanted categories, as the page of all clothing links to them."""
        found = dict.fromkeys(urlsplit(absolute(link.href, response.url)).path for link in links(decode(response.body)))
        for words in self.wanted_categories:
            wanted = set(words.split())
            paths = [path for path in found if (slug := self.category_path.match(path)) and _words(slug[1]) & wanted]
            if not paths:
                self.count("listings/not_found")
                self.logger.warning("%s links to no category called %s", response.url, " or ".join(sorted(wanted)))
            for path in paths:
                for color in self.wanted_colors or [""]:
                    category = path.rstrip("/").rpartition("/")[2]
                    yield self.ask(self.filtered(path, color), self.parse, category=category)


def _words(slug: str) -> set[str]:
    """The words of a slug, and the slug itself, which may be one word with a dash in it."""
    return {*slug.split("-"), slug}
