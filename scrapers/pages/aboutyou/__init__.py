"""What stands where on a page of aboutyou.de and its sister domains, and in the JSON of its former public API.

For example https://www.aboutyou.de/p/brand/kleid-4711234. Pages carry a state of `[method, message]` pairs whose unions
are named by `$case`; where it is missing (the store withholds it from clients that are no browsers), JSON-LD speaks.
"""

from scrapers.pages import embedded
from scrapers.pages.aboutyou import api, state, stated
from scrapers.pages.aboutyou.identity import details, id_of_page, number
from scrapers.pages.aboutyou.listings import listing
from scrapers.pages.aboutyou.names import PARSER, STORE
from scrapers.pages.item import PageError, ProductItem
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import decode, scripts

__all__ = ["PARSER", "STORE", "listing", "product", "products"]


def products(body: bytes, url: str) -> list[ProductItem]:
    """The product of a page, or every product of an answer of the former API, in its order.

    Raises:
        PageError: no product is found.
    """
    text = decode(body)
    found = api.products(text, url) if text.lstrip()[:1] in ("{", "[") else _of_page(text, url)
    if not found:
        raise PageError(
            f"aboutyou: no product on {url}; neither its initial state nor JSON-LD nor an API answer names one; "
            "save the whole page of a product (its address ends in -<number>) from a browser and try again"
        )
    return found


def product(body: bytes, url: str) -> ProductItem:
    """The product that a page is about; of an API answer the first.

    Raises:
        PageError: no product is found.
    """
    return products(body, url)[0]


def _of_page(page: str, url: str) -> list[ProductItem]:
    parts = list(scripts(page))
    graph = Graph(parts)
    messages = details(embedded.states(parts))
    name = id_of_page(page, url, graph, messages)
    own = next((one for one in messages if number(one) == name), None)
    if name and own is not None:
        item = state.product(own, name, graph, url)
    elif name:
        item = stated.product(name, graph, url)
    else:
        return []
    return [item] if item.product.name else []
