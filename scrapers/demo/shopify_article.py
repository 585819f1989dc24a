"""An article of the Shopify demo store: one product with all its colours, as `products.json` gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.demo.addresses import slug
from scrapers.demo.drawing import ASPECT
from scrapers.demo.offer import offer
from scrapers.demo.product import DemoPhoto, DemoProduct
from scrapers.demo.shopify_urls import SHOP, image_id, photo_url, product_url, variant_id
from scrapers.demo.wording import said

Node = dict[str, Any]

DAY = "2023-09-05T12:39:19+02:00"
"""The goods never change: they were all made, published and updated then."""
HEIGHT = 400
WIDTH = round(HEIGHT * ASPECT)
"""Of every photo as drawn, in pixels."""


@dataclass(frozen=True, slots=True)
class Article:
    """Colourways sold as one product."""

    id: int
    colourways: Sequence[DemoProduct]

    @property
    def first(self) -> DemoProduct:
        return self.colourways[0]

    @property
    def handle(self) -> str:
        return f"{slug(self.first.name)}-{self.id}"

    @property
    def photos(self) -> list[tuple[DemoProduct, DemoPhoto]]:
        """The galleries of all colours, one after another."""
        return [(way, photo) for way in self.colourways for photo in way.photos]

    @property
    def tags(self) -> list[str]:
        """Sorted, as the platform keeps them."""
        return sorted({self.first.gender, self.first.category_path[-1], *(way.color_label for way in self.colourways)})

    @property
    def body_html(self) -> str:
        """The description: what holds for all colours, one bullet each."""
        points = "".join(f"<li>{escape(key)}: {escape(value)}</li>" for key, value in said(self.first, self.colourways))
        return f"<p>{escape(self.first.name)} von {escape(self.first.brand)}.</p>\n<ul>{points}</ul>"


def product_node(article: Article) -> Node:
    """An entry of `products.json`. There is no currency, no alt text and no word on what an image shows."""
    return {
        "id": article.id,
        "title": article.first.name,
        "handle": article.handle,
        "body_html": article.body_html,
        "published_at": DAY,
        "created_at": DAY,
        "updated_at": DAY,
        "vendor": article.first.brand,
        "product_type": article.first.category_path[-1],
        "tags": article.tags,
        "variants": list(_variants(article)),
        "images": list(_images(article)),
        "options": _options(article),
    }


def single_node(article: Article) -> Node:
    """What `/products/<handle>.json` wraps: the same, with tags as one text and without stock."""
    node = product_node(article)
    variants = [{name: value for name, value in each.items() if name != "available"} for each in node["variants"]]
    return {**node, "tags": ", ".join(article.tags), "variants": variants, "image": node["images"][0]}


def script_node(article: Article) -> Node:
    """What `/products/<handle>.js` gives: prices in cents, images without scheme."""
    node = product_node(article)
    cents = [offer(way).current for way in article.colourways]
    images = [image["src"].removeprefix("https:") for image in node["images"]]
    media = [
        {"alt": None, "id": image["id"], "position": image["position"], "media_type": "image", "src": src,
         "width": image["width"], "height": image["height"], "aspect_ratio": round(WIDTH / HEIGHT, 3)}
        for image, src in zip(node["images"], images)
    ]  # fmt: skip
    priced = [_in_cents(variant) for variant in node["variants"]]
    return {
        "id": article.id,
        "title": node["title"],
        "handle": node["handle"],
        "description": node["body_html"],
        "published_at": DAY,
        "created_at": DAY,
        "vendor": node["vendor"],
        "type": node["product_type"],
        "tags": node["tags"],
        "price": min(cents),
        "price_min": min(cents),
        "price_max": max(cents),
        "available": any(variant["available"] for variant in priced),
        "variants": priced,
        "images": images,
        "featured_image": images[0],
        "options": node["options"],
        "url": product_url(article.handle).removeprefix(f"https://{SHOP}"),
        "media": media,
    }


def _options(article: Article) -> list[Node]:
    colours = [way.color_name for way in article.colourways]
    return [
        {"name": "Farbe", "position": 1, "values": colours},
        {"name": "Größe", "position": 2, "values": list(article.first.sizes)},
    ]


def _variants(article: Article) -> Iterator[Node]:
    sorts = [(way, size) for way in article.colourways for size in way.sizes]
    featured = {image["id"]: image for image in _images(article)}
    for position, (way, size) in enumerate(sorts, start=1):
        asked = offer(way)
        image = featured[image_id(way, way.photos[0])]
        yield {
            "id": variant_id(way, size),
            "title": f"{way.color_name} / {size}",
            "option1": way.color_name,
            "option2": size,
            "option3": None,
            "sku": f"{way.id}-{size}",
            "requires_shipping": True,
            "taxable": True,
            "featured_image": {**image, "alt": None},
            "available": size in asked.left,
            "price": f"{asked.current / 100:.2f}",
            "grams": 0,
            "compare_at_price": f"{asked.original / 100:.2f}" if asked.on_sale else None,
            "position": position,
            "product_id": article.id,
            "created_at": DAY,
            "updated_at": DAY,
        }


def _images(article: Article) -> Iterator[Node]:
    """Where there are several colours, each image names the variants that it shows."""
    several = len(article.colourways) > 1
    for position, (way, photo) in enumerate(article.photos, start=1):
        yield {
            "id": image_id(way, photo),
            "created_at": DAY,
            "position": position,
            "updated_at": DAY,
            "product_id": article.id,
            "variant_ids": [variant_id(way, size) for size in way.sizes] if several else [],
            "src": photo_url(way, photo),
            "width": WIDTH,
            "height": HEIGHT,
        }


def _in_cents(variant: Node) -> Node:
    before = variant["compare_at_price"]
    return {
        **variant,
        "name": variant["title"],
        "options": [variant["option1"], variant["option2"]],
        "price": _cents(variant["price"]),
        "compare_at_price": _cents(before) if before else None,
    }


def _cents(price: str) -> int:
    return round(float(price) * 100)
