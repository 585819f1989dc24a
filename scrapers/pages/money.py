"""What is asked for a product: amounts in cents, as numbers, or as a shop writes them."""

import math
from typing import Any

from price_parser import Price

_ISO = {"€": "EUR", "£": "GBP", "$": "USD", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "Fr.": "CHF", "SFr.": "CHF"}
_CODE_LETTERS = 3


def written(text: object) -> tuple[float | None, str]:
    """Amount and ISO 4217 currency of a price in words, such as "ab 1.299,95 €"; None and "" where it says none."""
    if not isinstance(text, str):
        return None, ""
    price = Price.fromstring(text)
    return usable(price.amount), currency(price.currency)


def usable(value: Any) -> float | None:
    """A finite amount from 0, from a number or its spelling with a decimal point; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        amount = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return amount if math.isfinite(amount) and amount >= 0 else None


def spelled(text: str) -> float | None:
    """The amount that JSON-LD states, which is spelled "1299.95" by the rules and "1.299,95" by some shops."""
    amount = usable(text)
    return written(text)[0] if amount is None else amount


def currency(name: object) -> str:
    """The ISO 4217 code for a code or a sign that stands for one currency only; empty for others, such as "kr"."""
    if not isinstance(name, str):
        return ""
    name = name.strip()
    if len(name) == _CODE_LETTERS and name.isascii() and name.isalpha():
        return name.upper()
    return _ISO.get(name, "")
