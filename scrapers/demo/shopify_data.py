"""The JSON of the Shopify demo store: products, collections and the shop itself, with the platform's limits."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar
from urllib.parse import parse_qs

from scrapers.demo.answer import Answer, not_found
from scrapers.demo.shopify_article import DAY, Article, product_node, script_node, single_node
from scrapers.demo.shopify_urls import MYSHOPIFY, SHOP

USUAL, MOST, FURTHEST = 30, 250, 25_000
"""Entries a page where the query does not say, at most, and how deep pages reach."""

COLLECTION = re.compile(r"/collections/(?P<handle>[a-z0-9-]+)(?:/(?P<tag>[a-z0-9-]+))?")
PRODUCT = re.compile(r"(?:/collections/[a-z0-9-]+)?/products/(?P<handle>[a-z0-9-]+)(?P<form>\.json|\.js|)")

_Entry = TypeVar("_Entry")


class ShopifyData:
    """Every path that ends in `.json` or `.js`; `collections` gives the title of each handle."""

    def __init__(self, articles: Sequence[Article], collections: Mapping[str, str]) -> None:
        self.articles = articles
        self.by_handle = {article.handle: article for article in articles}
        self._collections = collections

    def collection(self, handle: str) -> list[Article] | None:
        """What a collection holds, "all" being everything; None where there is no such collection."""
        if handle != "all" and handle not in self._collections:
            return None
        title = self._collections.get(handle)
        return [article for article in self.articles if title in (None, article.first.category_path[-1])]

    def answer(self, path: str, query: str) -> Answer:
        """What `https://<shop><path>?<query>` gives."""
        if path == "/meta.json":
            return _json(self._meta())
        if path == "/cart.js":
            return _json({"token": None, "note": "", "item_count": 0, "items": [], "total_price": 0, "currency": "EUR"})
        if path == "/products.json":
            return self._listed(self.articles, query)
        if path == "/collections.json":
            shown = _slice(list(self._collections), query)
            return _too_far() if shown is None else _json({"collections": [self._collection_node(n) for n in shown]})
        if path.endswith("/products.json"):
            match = COLLECTION.fullmatch(path.removesuffix("/products.json"))
            held = self.collection(match["handle"]) if match and not match["tag"] else None
            return not_found() if held is None else self._listed(held, query)
        match = PRODUCT.fullmatch(path)
        article = self.by_handle.get(match["handle"]) if match else None
        if article is None:
            return not_found()
        return _json(script_node(article) if path.endswith(".js") else {"product": single_node(article)})

    def _listed(self, articles: Sequence[Article], query: str) -> Answer:
        shown = _slice(articles, query)
        return _too_far() if shown is None else _json({"products": [product_node(article) for article in shown]})

    def _collection_node(self, handle: str) -> dict[str, object]:
        return {
            "id": 270_000_000_000 + list(self._collections).index(handle),
            "title": self._collections[handle],
            "handle": handle,
            "description": "",
            "published_at": DAY,
            "updated_at": DAY,
            "image": None,
            "products_count": len(self.collection(handle) or []),
        }

    def _meta(self) -> dict[str, object]:
        return {
            "id": 61280184411,
            "name": "Nordlicht Mode",
            "city": "Kiel",
            "province": "",
            "country": "DE",
            "currency": "EUR",
            "domain": SHOP,
            "url": f"https://{SHOP}",
            "myshopify_domain": MYSHOPIFY,
            "description": "",
            "ships_to_countries": ["AT", "DE"],
            "money_format": "{{amount_with_comma_separator}} €",
            "published_collections_count": len(self._collections),
            "published_products_count": len(self.articles),
        }


def _slice(entries: Sequence[_Entry], query: str) -> Sequence[_Entry] | None:
    """The page of entries that a query asks for, empty after the last; None where it reaches too far."""
    limit = min(MOST, whole(query, "limit", USUAL) or USUAL)
    number = max(1, whole(query, "page", 1))
    return None if number * limit > FURTHEST else entries[limit * (number - 1) : limit * number]


def whole(query: str, name: str, otherwise: int) -> int:
    """A number of the query; the platform reads any other word as 0."""
    given = parse_qs(query).get(name, [])
    if not given:
        return otherwise
    return int(given[-1]) if re.fullmatch(r"\d{1,9}", given[-1]) else 0


def _json(data: object) -> Answer:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Answer(body=body.encode(), headers={"Content-Type": "application/json; charset=utf-8"})


def _too_far() -> Answer:
    answer = _json({"errors": f"page x limit must be at most {FURTHEST}"})
    return Answer(400, answer.body, answer.headers)
