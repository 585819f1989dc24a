"""What stands where on a page of zalando.de and its sister domains.

For example https://www.zalando.de/brand-name-shirt-black-ab122c0de-q11.html. Each field comes from the first source
that has it: the state embedded in scripts (found by shape, of whatever year), JSON-LD, meta tags.
"""

from collections.abc import Iterable
from typing import Any

from curation.schema import RawProduct
from scrapers.pages import embedded, money
from scrapers.pages.item import PageError, ProductItem
from scrapers.pages.jsonld import Graph
from scrapers.pages.markup import absolute, decode, scripts
from scrapers.pages.zalando import fields, gallery, identity
from scrapers.pages.zalando.article import as_product
from scrapers.pages.zalando.listings import listing
from scrapers.pages.zalando.prices import price
from scrapers.pages.zalando.sections import attributes
from scrapers.pages.zalando.tags import tags

__all__ = ["PARSER", "STORE", "listing", "product"]

STORE = "zalando"
PARSER = "zalando/1"


def product(body: bytes, url: str) -> ProductItem:
    """The product that a page is about, with the photos of its gallery.

    Raises:
        PageError: nothing on the page names a product of its own.
    """
    page = decode(body)
    parts = list(scripts(page))
    graph = Graph(parts)
    nodes = list(embedded.objects(embedded.states(parts)))
    sku = identity.sku_of_page(page, url, graph, nodes)
    own = [as_product(node) if "units" in node and "simples" not in node else node for node in identity.own(nodes, sku)]
    entities = [entity for entity in identity.products(graph) if identity.ld_sku(graph, entity) == sku]
    holders = [holder for entity in entities for holder in identity.with_sizes(graph, entity, sku)]
    meta = tags(page, sku, url)
    name = fields.said(own, "name") or fields.ld(graph, entities, "name") or meta.name
    if not sku or not name:
        raise PageError(
            f"zalando: no product on {url}; neither embedded state nor JSON-LD nor meta tags name one; "
            "save the whole page of a product (its address ends in -<sku>.html) and try again"
        )
    addresses = [*(node.get("uri") for node in own), *(graph.text(entity, "url") for entity in entities), meta.address]
    row = RawProduct(STORE, sku, sku.partition("-")[0], _own_address(addresses, sku, url), name, parser=PARSER)
    row.brand = fields.said(own, "brand", "name") or fields.ld(graph, entities, "brand", "manufacturer")
    row.color, row.color_family = fields.colors(own, fields.ld(graph, entities, "color") or meta.color)
    row.gender = fields.gender(own, meta.gender)
    row.sizes = fields.sizes(own, graph, holders)
    row.price, row.currency = price(own, graph, holders)
    if row.price is None:
        row.price, row.currency = money.written(meta.price)
    row.attributes = attributes(own)
    trail = fields.breadcrumbs(nodes, graph, page, url)
    row.category_path = [crumb for crumb, _ in trail] or list(filter(None, [fields.said(own, "category")]))
    row.category = fields.first(slug for _, slug in reversed(trail)) or fields.said(own, "silhouette")
    others = [*(graph.images(entity, url) for entity in entities), list(filter(None, [meta.image]))]
    images = gallery.photos(own, others, STORE, sku, url)
    packshot = next((image for image in images if image.role == "product"), None)
    row.img_url = packshot.url if packshot else ""
    row.model_img_urls = [image.url for image in images if image is not packshot]
    return ProductItem(row, images)


def _own_address(addresses: Iterable[Any], sku: str, url: str) -> str:
    """The first of the addresses that is this product's page; the one it came from where none is."""
    full = (absolute(address, url) for address in addresses)
    return next((address for address in full if identity.sku_in(address) == sku), url)
