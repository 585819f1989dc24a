"""What Zalando asks for a product today: states count in cents, JSON-LD in units of the currency."""

from collections.abc import Iterator
from typing import Any

from scrapers.pages import money
from scrapers.pages.jsonld import Graph

_CENTS = 100
_SAME = 0.005


def price(nodes: list[dict[str, Any]], graph: Graph, holders: list[dict[str, Any]]) -> tuple[float | None, str]:
    """Amount and ISO 4217 currency; the lowest where sizes differ, which is what the store shows.

    Asked in this order: the price shown with the product, its sizes' offers, JSON-LD (`holders`: the product and its
    sizes).
    """
    shown = [node.get(name) for node in nodes for name in ("displayPrice", "display_price")]
    offered = list(_offers(nodes))
    stated = list(_stated(graph, holders))
    amounts: list[float | None] = [*(_asked(part) for part in shown)]
    amounts.append(min((amount for part in offered if (amount := _asked(part)) is not None), default=None))
    amounts.append(min((amount for amount, _ in stated if amount is not None), default=None))
    currencies = [*(_currency(part) for part in (*offered, *shown)), *(name for _, name in stated)]
    amount = next((amount for amount in amounts if amount is not None), None)
    return amount, next((name for name in currencies if name), "") if amount is not None else ""


def _offers(nodes: list[dict[str, Any]]) -> Iterator[Any]:
    for node in nodes:
        for simple in node.get("simples") or () if isinstance(node.get("simples"), list) else ():
            offer = simple.get("offer") if isinstance(simple, dict) else None
            if isinstance(offer, dict):
                yield offer.get("price")


def _asked(part: Any) -> float | None:
    """What a price says is asked today: the promotional amount, the tracked current one, else the original one."""
    if not isinstance(part, dict):
        return None
    promotional, original = (_amount(part.get(name)) for name in ("promotional", "original"))
    if promotional is not None:
        return promotional
    current = money.usable(part.get("trackingCurrentAmount"))
    return original if current is None else current


def _amount(part: Any) -> float | None:
    """Units of the currency. Cents unless the amount has a fraction or equals what the store writes beside it."""
    if not isinstance(part, dict):
        return None
    amount, shown = money.usable(part.get("amount")), money.written(part.get("formatted"))[0]
    if amount is None:
        return shown
    if not amount.is_integer() or (shown is not None and abs(shown - amount) < _SAME):
        return amount
    return amount / _CENTS


def _currency(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    for name in ("promotional", "original"):
        inner = part.get(name)
        if isinstance(inner, dict):
            said = money.currency(inner.get("currency")) or money.written(inner.get("formatted"))[1]
            if said:
                return said
    return ""


def _stated(graph: Graph, holders: list[dict[str, Any]]) -> Iterator[tuple[float | None, str]]:
    for holder in holders:
        for offer in graph.objects(holder, "offers"):
            yield (
                money.spelled(graph.text(offer, "lowPrice", "price")),
                money.currency(graph.text(offer, "priceCurrency")),
            )
