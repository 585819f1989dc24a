"""What stands where on a product page of any shop that describes its products in schema.org JSON-LD."""

from typing import Any
from urllib.parse import unquote, urlsplit

from curation.schema import Attribute, RawImage, RawProduct
from scrapers import cdn
from scrapers.pages import money
from scrapers.pages.item import Listing, PageError, ProductItem
from scrapers.pages.jsonld import Graph, text
from scrapers.pages.markup import absolute, decode, links, scripts
from scrapers.pages.wording import collapse

PARSER = "schemaorg/1"

_IDS = ("sku", "productID", "productGroupID", "mpn", "gtin13", "gtin")
_STATED = ("material", "pattern")


def product(body: bytes, url: str) -> ProductItem:
    """The first product with a name that the page's JSON-LD describes; its store is the host's name.

    Which photo shows the article alone is nothing schema.org says: every role is "unknown".

    Raises:
        PageError: the page describes no product with a name.
    """
    graph = Graph(scripts(decode(body)))
    store = _store(url)
    entity = next((one for one in graph.of_type("ProductGroup", "Product") if graph.text(one, "name")), None)
    if entity is None:
        raise PageError(
            f"{store or url}: no product on {url}; its JSON-LD describes no Product or ProductGroup with a name; "
            "save the whole page of a product and try again"
        )
    name = next((said for key in _IDS if (said := graph.text(entity, key))), "") or _last_part(url) or url
    trail = [(crumb, address) for crumb, address in graph.breadcrumbs(url) if crumb != graph.text(entity, "name")]
    path = [crumb for crumb, _ in trail] or [
        part for part in map(collapse, graph.text(entity, "category").split(">")) if part
    ]
    variants = graph.objects(entity, "hasVariant")
    row = RawProduct(store, name, product_url=absolute(graph.text(entity, "url"), url) or url, parser=PARSER)
    row.group_id = graph.text(entity, "productGroupID", "inProductGroupWithID")
    row.name = graph.text(entity, "name")
    row.brand = graph.text(entity, "brand", "manufacturer")
    row.category = (trail and _last_part(trail[-1][1])) or (path[-1] if path else "")
    row.category_path = path
    row.color = graph.text(entity, "color")
    row.price, row.currency = _price(graph, [entity, *variants])
    row.sizes = list(dict.fromkeys(said for one in (entity, *variants) for said in graph.texts(one, "size")))
    row.attributes = _attributes(graph, entity)
    images = _photos(graph, entity, row, url)
    row.model_img_urls = [image.url for image in images]
    return ProductItem(row, images)


def listing(body: bytes, url: str) -> Listing:
    """The products of the page's ItemList, and the page that it links to as the next."""
    page = decode(body)
    graph = Graph(scripts(page))
    found = [
        absolute(address, url)
        for items in graph.of_type("ItemList")
        for item in graph.objects(items, "itemListElement")
        for address in (item.get("url"), *(thing.get("url") for thing in graph.objects(item, "item")), item.get("item"))
    ]
    following = [absolute(link.href, url) for link in links(page) if link.rel == "next"]
    return Listing(list(dict.fromkeys(filter(None, found))), list(dict.fromkeys(filter(None, following))))


def _store(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _last_part(url: str) -> str:
    """What a page is called in its own address; empty for a host's first page."""
    return collapse(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))


def _price(graph: Graph, holders: list[dict[str, Any]]) -> tuple[float | None, str]:
    """The lowest offer, and its currency."""
    offers = [offer for holder in holders for offer in graph.objects(holder, "offers")]
    said = [(graph.text(offer, "lowPrice", "price"), graph.text(offer, "priceCurrency")) for offer in offers]
    asked = [(amount, money.currency(name)) for price, name in said if (amount := money.spelled(price)) is not None]
    return min(asked, default=(None, ""))


def _attributes(graph: Graph, entity: dict[str, Any]) -> list[Attribute]:
    stated = [Attribute(name, said, "") for name in _STATED for said in graph.texts(entity, name)]
    listed = [(graph.text(one, "name"), text(one.get("value"))) for one in graph.objects(entity, "additionalProperty")]
    return [*stated, *(Attribute(key, value, "additionalProperty") for key, value in listed if value)]


def _photos(graph: Graph, entity: dict[str, Any], row: RawProduct, url: str) -> list[RawImage]:
    holders = (entity, *graph.objects(entity, "hasVariant"))
    own = graph.images(entity, url) or [address for holder in holders for address in graph.images(holder, url)]
    pictures = {cdn.key(address): cdn.best(address) for address in reversed(own)}
    return [
        RawImage(row.store, row.id, position, role_source="schemaorg:image", url=pictures[key], key=key)
        for position, key in enumerate(dict.fromkeys(map(cdn.key, own)))
    ]
