"""What the JSON-LD of an About You page says of its own product.

Its group lists the variants of other colourways too, so a variant counts only where it names the product: by its
page's address, or by an offer for one of the product's own sizes.
"""

from collections.abc import Iterable
from typing import Any

from curation.schema import RawImage, RawProduct
from scrapers import cdn
from scrapers.pages import money
from scrapers.pages.aboutyou import gallery, identity
from scrapers.pages.aboutyou.names import PARSER, STORE
from scrapers.pages.item import ProductItem, with_photos
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute
from scrapers.pages.shapes import unique


def entity(name: str, graph: Graph, url: str) -> dict[str, Any]:
    """The product or group that describes the page; empty where JSON-LD describes none, or several and not this one."""
    found = graph.of_type("ProductGroup", "Product")
    named = [one for one in found if identity.number_in(absolute(graph.text(one, "url"), url)) == name]
    return named[0] if named else (found[0] if len(found) == 1 else {})


def group(graph: Graph, one: dict[str, Any]) -> str:
    """The maker's style code, which the colourways share."""
    return graph.text(one, "productGroupID", "inProductGroupWithID")


def price(graph: Graph, one: dict[str, Any], sizes: set[str], name: str, url: str) -> tuple[float | None, str]:
    """The lowest offer for a size of this product (`sizes`: their ids), and its currency."""
    asked = []
    for holder in (one, *graph.objects(one, "hasVariant")):
        for offer in graph.objects(holder, "offers"):
            amount = money.spelled(graph.text(offer, "lowPrice", "price"))
            own = holder is one or _own(graph, holder, sizes, name, url)
            if amount is not None and own:
                asked.append((amount, money.currency(graph.text(offer, "priceCurrency"))))
    return min(asked, default=(None, ""))


def product(name: str, graph: Graph, url: str) -> ProductItem:
    """The product as far as JSON-LD tells; without a name where it does not."""
    one = entity(name, graph, url)
    own = [holder for holder in graph.objects(one, "hasVariant") if _own(graph, holder, {name}, name, url)]
    row = RawProduct(STORE, name, group(graph, one), absolute(graph.text(one, "url"), url) or url, parser=PARSER)
    row.name = graph.text(one, "name")
    row.brand = graph.text(one, "brand", "manufacturer")
    row.color = next((said for holder in (one, *own) if (said := graph.text(holder, "color"))), "")
    row.price, row.currency = price(graph, one, {name}, name, url)
    row.sizes = unique(said for holder in (one, *own) for said in graph.texts(holder, "size"))
    trail = [(label, address) for label, address in graph.breadcrumbs(url) if "/c/" in address and "?" not in address]
    row.category_path = [label for label, _ in trail]
    row.category = trail[-1][1].rstrip("/").rpartition("/")[2] if trail else ""
    return with_photos(row, _photos(graph, [one, *own], name, url), ["state:missing"])


def _photos(graph: Graph, holders: Iterable[dict[str, Any]], name: str, url: str) -> list[RawImage]:
    addresses = [address for holder in holders for address in graph.images(holder, url)]
    return gallery.photos([{"src": address} for address in cdn.widest(addresses).values()], name, url)


def _own(graph: Graph, variant: dict[str, Any], sizes: set[str], name: str, url: str) -> bool:
    offers = graph.objects(variant, "offers")
    names = {graph.text(one, "sku") for one in (variant, *offers)}
    addresses = (absolute(graph.text(one, "url"), url) for one in (variant, *offers))
    numbers = {number for address in addresses if (number := identity.number_in(address))}
    return name in numbers or (not numbers and bool(names & sizes))
