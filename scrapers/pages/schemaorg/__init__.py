"""What stands where on a product page of any shop that describes its products in the words of schema.org.

JSON-LD first, then microdata, then OpenGraph; attributes also from the lists of the page. What only one shop means by
its addresses stands in its definition (scrapers/pages/definition.py).
"""

import re
from urllib.parse import urlsplit

from curation.schema import RawImage, RawProduct
from scrapers import cdn
from scrapers.pages.colors import maker_and_family
from scrapers.pages.definition import Definition, for_url
from scrapers.pages.item import Listing, PageError, ProductItem, with_photos
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute, decode, links, scripts
from scrapers.pages.schemaorg import fields, microdata
from scrapers.pages.schemaorg.choice import Described, described
from scrapers.pages.shapes import unique
from scrapers.pages.storename import store_name

__all__ = ["PARSER", "listing", "product", "products"]

PARSER = "schemaorg/2"


def products(body: bytes, url: str, definition: Definition | None = None) -> list[ProductItem]:
    """The product that a page is about; one for each colour where it is about several and none is its own.

    Args:
        body: the page.
        url: where it came from; its host names the store, unless a definition does.
        definition: what is special about the store; without it the shipped one for the host, if there is one.

    Raises:
        PageError: the page describes no product with a name.
    """
    page = decode(body)
    definition = definition or for_url(url)
    store = definition.name if definition else store_name(url)
    graph = Graph(scripts(page))
    found = described(graph, page, url)
    if not found:
        # Another graph: a page that has JSON-LD of its own should not have its microdata mixed in.
        graph = Graph([], microdata.entities(page))
        found = described(graph, page, url)
    if not found:
        raise PageError(
            f"{store or url}: no product on {url}; neither JSON-LD nor microdata nor OpenGraph describe a product with "
            "a name; save the whole page of a product and try again"
        )
    lists = fields.lists(page, definition)
    return [_item(graph, one, page, url, store, definition, lists) for one in found]


def product(body: bytes, url: str, definition: Definition | None = None) -> ProductItem:
    """The first of the page's products.

    Raises:
        PageError: the page describes no product with a name.
    """
    return products(body, url, definition)[0]


def listing(body: bytes, url: str, definition: Definition | None = None) -> Listing:
    """The products of the page's ItemList, and those it links to whose address the definition knows as a product's.

    Next pages are those linked as "next", and listings as the definition describes them.
    """
    page = decode(body)
    definition = definition or for_url(url)
    graph = Graph(scripts(page))
    found = [
        absolute(address, url)
        for items in graph.of_type("ItemList")
        for item in graph.objects(items, "itemListElement")
        for address in (item.get("url"), *(thing.get("url") for thing in graph.objects(item, "item")), item.get("item"))
    ]
    linked = [(link, absolute(link.href, url)) for link in links(page)]
    following = [address for link, address in linked if "next" in link.rel.split()]
    if definition:
        own = [address for _, address in linked if address and store_name(address) == definition.host]
        found += [address for address in own if definition.product and re.search(definition.product, address)]
        following += [address for address in own if definition.listing and re.search(definition.listing, address)]
    products = unique(map(_plain, found))
    return Listing(products, [address for address in unique(map(_plain, following)) if address not in products])


def _plain(address: str) -> str:
    return urlsplit(address)._replace(fragment="").geturl()


def _item(
    graph: Graph, one: Described, page: str, url: str, store: str, definition: Definition | None, lists: fields.Lists
) -> ProductItem:
    entity = one.entity
    row = RawProduct(store, fields.id_of(graph, one, url), fields.group(graph, one), parser=PARSER)
    row.product_url = next((full for holder in one.stated if (full := absolute(graph.text(holder, "url"), url))), url)
    row.name = graph.text(entity, "name")
    row.brand = graph.text(entity, "brand", "manufacturer")
    trail = fields.trail(graph, page, row.name, url)
    row.category_path = [crumb for crumb, _ in trail] or fields.category_words(graph, entity)
    row.category = (trail and fields.last_part(trail[-1][1]).removesuffix(".html")) or (
        row.category_path[-1] if row.category_path else ""
    )
    row.gender = fields.gender(graph, entity, row.category_path)
    row.color, row.color_family = maker_and_family(one.color or fields.color(graph, one, lists))
    row.price, row.currency = fields.price(graph, one)
    row.sizes = unique(said for holder in one.holders for said in graph.texts(holder, "size"))
    row.attributes = fields.attributes(graph, entity, lists)
    return with_photos(row, _photos(graph, one, row, url, definition), [])


def _photos(graph: Graph, one: Described, row: RawProduct, url: str, definition: Definition | None) -> list[RawImage]:
    """Every picture once: those of the page's own variants where they have any, else those of the group."""
    variants = [address for variant in one.variants for address in graph.images(variant, url)]
    general = graph.images(one.entity, url)
    own = (variants or general) if one.color else [*general, *variants]
    images = []
    for position, (key, address) in enumerate(cdn.widest(own).items()):
        role, view, source = definition.shows(address) if definition else ("unknown", "", "schemaorg:image")
        images.append(RawImage(row.store, row.id, position, role, view, "", source, address, key))
    return images
