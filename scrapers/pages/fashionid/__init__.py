"""What stands where on a page of Peek & Cloppenburg Düsseldorf (peek-cloppenburg.de, before 2020 fashionid.de).

For example https://www.peek-cloppenburg.de/de/brand/p/name-colour-1835414. EXPERIMENTAL: no real page of today was at
hand; what is read is schema.org data, the bullet list known from 2018, and answers of the shop's interface of 2018.
"""

import re
from urllib.parse import urlsplit

from scrapers.pages import schemaorg
from scrapers.pages.fashionid import api
from scrapers.pages.fashionid.names import PARSER, STORE
from scrapers.pages.item import Listing, PageError, ProductItem, with_photos
from scrapers.pages.markup import absolute, decode, links
from scrapers.pages.shapes import unique

__all__ = ["PARSER", "STORE", "listing", "product", "products"]

# .../p/<slug>-1835414 since 2020, /<brand>/<slug>-9452251_7/ before.
_IN_PATH = re.compile(r"(?:/p/[^/]*-|/[^/]+-)([0-9]{6,9})(?:_[0-9]+)?/?$")


def products(body: bytes, url: str) -> list[ProductItem]:
    """The product of a page, or every product of an answer of the former interface, in its order.

    Raises:
        PageError: no product is found.
    """
    text = decode(body)
    if text.lstrip()[:1] in ("{", "["):
        found = api.products(text, url)
        if not found:
            raise PageError(
                f"fashionid: no product on {url}; it is no list of products with id and description; "
                "save the whole page of a product and try again"
            )
        return found
    return [_of_page(schemaorg.product(body, url), url)]


def product(body: bytes, url: str) -> ProductItem:
    """The product that a page is about; of an answer the first.

    Raises:
        PageError: no product is found.
    """
    return products(body, url)[0]


def listing(body: bytes, url: str) -> Listing:
    """Product pages in page order without query, and the page that the listing links to as the next."""
    found = [absolute(link.href, url) for link in links(decode(body))]
    own = (urlsplit(address) for address in found if urlsplit(address).hostname == urlsplit(url).hostname)
    pages = unique(parts._replace(query="", fragment="").geturl() for parts in own if _IN_PATH.search(parts.path))
    return Listing(pages, schemaorg.listing(body, url).next_urls)


def _of_page(item: ProductItem, url: str) -> ProductItem:
    """What schema.org says, under the store's own name and number."""
    row = item.product
    row.store, row.parser = STORE, PARSER
    numbers = (_IN_PATH.search(urlsplit(address).path) for address in (row.product_url, url))
    row.id = next((found[1] for found in numbers if found), row.id)
    for image in item.images:
        image.store, image.id, image.role_source = STORE, row.id, "fashionid:gallery"
    # In 2018 the first photo of every gallery showed the article alone; of today's pages nothing is known.
    for image in item.images[:1]:
        image.role, image.role_source = "product", "fashionid:first of gallery (likely)"
    return with_photos(row, item.images, [one for one in item.unknown if one != "gallery:empty"])
