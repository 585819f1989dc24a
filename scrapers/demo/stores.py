"""Which demo stores there are: one class a store, one line each in `STORES`."""

from collections.abc import Callable, Mapping, Sequence

from scrapers.demo.aboutyou_store import AboutYouStore
from scrapers.demo.answer import Store
from scrapers.demo.drawing import jpeg
from scrapers.demo.fashionid_store import FashionIdStore
from scrapers.demo.photo_host import Draw
from scrapers.demo.product import DemoProduct
from scrapers.demo.schemaorg_store import SchemaOrgStore
from scrapers.demo.shopify_store import ShopifyStore
from scrapers.demo.zalando_store import ZalandoStore

STORES: Mapping[str, Callable[[Sequence[DemoProduct], Draw], Store]] = {
    "zalando": ZalandoStore,
    "aboutyou": AboutYouStore,
    "fashionid": FashionIdStore,
    "shopify": ShopifyStore,
    "schemaorg": SchemaOrgStore,
}


def open_stores(products: Sequence[DemoProduct], draw: Draw = jpeg) -> list[Store]:
    """One store for each name among the products, in the order of their first product; `draw` makes their photos.

    Raises:
        ValueError: a product of a store that has no pages.
    """
    names = dict.fromkeys(product.store for product in products)
    for name in names:
        if name not in STORES:
            raise ValueError(f"no pages for store '{name}'; stores with pages: {', '.join(STORES)}")
    return [STORES[name]([product for product in products if product.store == name], draw) for name in names]
