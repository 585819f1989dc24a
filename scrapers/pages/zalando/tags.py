"""What the meta tags of a Zalando product page say: little, but the last resort where nothing else does."""

import re
from dataclasses import dataclass

from scrapers.pages.markup import absolute, metas
from scrapers.pages.wording import collapse
from scrapers.pages.zalando.identity import sku_in

_SHOP = re.compile(r"\s[-|]\s*zalando\S*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tags:
    """As written; empty where the page has no such tag or is no product's page."""

    address: str = ""
    name: str = ""
    """With the brand before it, which tags do not tell apart."""
    color: str = ""
    gender: str = ""
    price: str = ""
    image: str = ""


def tags(page: str, sku: str, url: str) -> Tags:
    """The meta tags of the product's own page; all empty where `og:type` or `og:url` speak of something else."""
    found = metas(page)
    address = found.get("og:url", "")
    if not sku or sku_in(address) != sku or "product" not in found.get("og:type", ""):
        return Tags()
    return Tags(
        address=address,
        name=_SHOP.sub("", collapse(found.get("og:title", ""))),
        color=collapse(found.get("twitter:data2", "")),
        gender=collapse(found.get("gender", "")),
        price=collapse(found.get("twitter:data1", "")),
        image=absolute(found.get("og:image"), url),
    )
