"""The nodes of Zalando's product graph that a page carries: shapes and key names of the pages of 2023."""

from collections.abc import Sequence
from typing import Any

from scrapers.demo.offer import Offer, euros
from scrapers.demo.picks import packshot, worn
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.zalando_urls import photo_uri, product_url, size_sku

Node = dict[str, Any]

NAVIGATION_GROUP = {"Damen": "WOMEN", "Herren": "MEN", "Kinder": "KID"}
SILHOUETTES = {
    "blouses": "SHIRT", "dresses": "DRESS", "jackets": "JACKET", "knitwear": "PULLOVER", "pants": "TROUSER",
    "skirts": "SKIRT", "tops": "T_SHIRT_TOP",
}  # fmt: skip
SECTIONS = {
    "important_information": "Wichtige Informationen",
    "material_care": "Material & Pflegehinweise",
    "details": "Mehr zu diesem Produkt",
    "size_fit": "Passform",
    "sustainability": "Nachhaltigkeit",
}
TILE_WIDTHS = {"small": 300, "medium": 400, "large": 500}


def entity_id(product: DemoProduct) -> str:
    return f"ern:product::{product.id}"


def full_name(product: DemoProduct) -> str:
    """The name as the graph has it: the colour at its end, the brand apart."""
    return f"{product.name} - {product.color_name}"


def kind(product: DemoProduct) -> str:
    """What the article is, in a word: the end of its name."""
    return product.name.rpartition(" - ")[2]


def entity(product: DemoProduct) -> Node:
    return {
        "id": entity_id(product),
        "navigationTargetGroup": NAVIGATION_GROUP[product.gender],
        "sku": product.id,
        "silhouette": SILHOUETTES[product.category],
        "group": "CLOTHING",
        "experience": None,
    }


def images(photos: Sequence[DemoPhoto], width: int) -> list[Node]:
    return [{"__typename": "Image", "uri": photo_uri(photo, width)} for photo in photos]


def attribute_super_clusters(product: DemoProduct) -> list[Node]:
    """All sections in the page's order; those without attributes have no cluster.

    Raises:
        ValueError: an attribute of a section that the store does not have.
    """
    unknown = [section for _, _, section in product.attributes if section not in SECTIONS]
    if unknown:
        raise ValueError(f"{product.id}: unknown section '{unknown[0]}'; known sections: {', '.join(SECTIONS)}")
    return [_super_cluster(product, section) for section in SECTIONS]


def _super_cluster(product: DemoProduct, section: str) -> Node:
    rows = [_attribute(key, value) for key, value, where in product.attributes if where == section]
    cluster = {"sustainabilityClusterKind": None, "description": None, "label": None, "attributes": rows}
    typename = "ProductAttributeSizeSuperCluster" if section == "size_fit" else "ProductAttributeDefaultSuperCluster"
    clusters = [cluster] if rows else []
    return {"id": section, "label": SECTIONS[section], "__typename": typename, "clusters": clusters}


def _attribute(key: str, value: str) -> Node:
    if key:
        return {"__typename": "ProductAttributeKeyValue", "key": key, "value": value}
    bullet = {"heading": None, "featured": False, "isHighlighted": None}
    return {"__typename": "ProductAttributeDescriptive", "description": value, **bullet}


def display_price(asked: Offer, label: str) -> Node:
    """Prices in cents and in words; `label` is the key of the word beside the first price: tiles have `label`,
    a product's own page `pdpLabel`.
    """
    mode = "TWO_PRICES" if asked.on_sale else "BLACK_PRICE"
    promotional = {"formatted": euros(asked.current), "amount": asked.current, "lowerBoundLabel": None}
    original = {
        "formatted": euros(asked.original),
        "amount": asked.original,
        "lowerBoundLabel": None,
        label: "Ursprünglich:" if asked.on_sale else None,
        "discountLabel": asked.discount if asked.on_sale else None,
    }
    return {
        "promotional": promotional if asked.on_sale else None,
        "previous": None,
        "original": original,
        "displayMode": mode,
        "priceDisplayTracking": {"id": mode},
    }


def simples(product: DemoProduct, asked: Offer) -> list[Node]:
    """Every size of the page with its price in cents and its stock."""
    price = {
        "original": {"amount": asked.original, "currency": product.currency},
        "promotional": {"amount": asked.current, "currency": product.currency} if asked.on_sale else None,
    }
    return [
        {"size": size, "sku": size_sku(product, size), "offer": {"stock": {"quantity": quantity}, "price": price}}
        for size, quantity in asked.stock.items()
    ]


def simples_with_stock(product: DemoProduct, asked: Offer) -> list[Node]:
    left = [size for size, quantity in asked.stock.items() if quantity != "OUT_OF_STOCK"]
    return [{"sku": size_sku(product, size), "size": size, "isSample": False} for size in left]


def colourways(siblings: Sequence[DemoProduct]) -> Node:
    """The other colours of the same article, each with the first photo of its own gallery."""
    return {"products": {"edges": [{"node": _colourway(sibling)} for sibling in siblings]}}


def _colourway(sibling: DemoProduct) -> Node:
    flat = packshot(sibling.photos)
    first = {"uri": photo_uri(sibling.photos[0], 156)}
    return {
        "sku": sibling.id,
        "uri": product_url(sibling),
        "color": {"name": sibling.color_name},
        "beautyColorThumbnail": None,
        "standardColorThumbnail": {"uri": photo_uri(flat, 156)} if flat else None,
        "fallbackStandardColorThumbnails": [first],
        "galleryMedia": [first],
    }


def tile(product: DemoProduct, asked: Offer) -> Node:
    """A product as listings and carousels show it: no sizes, no attributes, two photos."""
    flat, person = packshot(product.photos), worn(product.photos)
    shown = person or flat or product.photos[0]
    media: Node = {}
    for size, width in TILE_WIDTHS.items():
        media[f"{size}Media"] = images([shown], width)
        media[f"{size}ModelImage"] = {"uri": photo_uri(person, width)} if person else None
        media[f"{size}PackshotImage"] = {"uri": photo_uri(flat, width)} if flat else None
    return {
        "id": entity_id(product),
        "sku": product.id,
        "name": full_name(product),
        "releaseDate": None,
        "navigationTargetGroup": NAVIGATION_GROUP[product.gender],
        "silhouette": SILHOUETTES[product.category],
        "supplierName": product.name.partition(" - ")[0],
        "brand": {"name": product.brand},
        "condition": None,
        "displayPrice": display_price(asked, "label"),
        "basePrice": None,
        **media,
        "displayFlags": [{"kind": "DEAL", "formatted": "Deal"}] if asked.on_sale else [],
        "uri": product_url(product),
        "inWishlist": False,
        "availabilityStatus": "AVAILABLE",
        "inStock": asked.in_stock,
        "sustainability": None,
    }
