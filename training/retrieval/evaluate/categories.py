"""Categories by query, as PoshakNet's: `color=blue & category=tops`; what none of them claims is Others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curation.errors import ConfigError, DataError, UnknownNameError

OTHERS = "Others"

FIVE = {
    "Blue T-Shirts": "color=blue & category=tops",
    "Red Sweaters": "color=red & category=knitwear",
    "Bridal Dress": "color=white & category=dresses",
    "Yellow T-Shirts": "color=yellow & category=tops",
}
"""PoshakNet's four named categories (seed text, section on evaluation) in this toolkit's words; the fifth is Others.

T-shirts are tops, sweaters knitwear; no vocabulary says bridal, so a white dress stands for it."""


@dataclass(frozen=True)
class Query:
    """Conditions that all hold for the products of a category."""

    conditions: tuple[tuple[str, frozenset[str]], ...]
    """Attribute and the values it may have."""

    def __call__(self, values: Mapping[str, str]) -> bool:
        return all(values.get(attribute, "") in allowed for attribute, allowed in self.conditions)


def parse(text: str) -> Query:
    """The query a text means: conditions `attribute=value` joined by `&`, values of one attribute by `|`.

    Raises:
        ConfigError: a condition is no such thing, or an attribute stands twice.
    """
    conditions: dict[str, frozenset[str]] = {}
    for part in text.split("&"):
        attribute, sign, values = (piece.strip() for piece in part.partition("="))
        allowed = frozenset(value.strip() for value in values.split("|"))
        if not (attribute and sign and all(allowed)):
            raise ConfigError(
                f"'{part.strip()}' is no condition; write attribute=value, joined by &, "
                "such as color=blue & category=tops"
            )
        if attribute in conditions:
            raise ConfigError(
                f"'{text}' asks for {attribute} twice; join its values by |, such as {attribute}=blue|black"
            )
        conditions[attribute] = allowed
    return Query(tuple(conditions.items()))


def categorise(products: Mapping[str, Mapping[str, str]], queries: Mapping[str, str]) -> dict[str, str]:
    """The category of each product.

    Args:
        products: the attribute values of each product.
        queries: the query of each category.

    Raises:
        ConfigError: a query cannot be read.
        UnknownNameError: a query asks for an attribute no product has.
        DataError: two categories claim one product.
    """
    parsed = {name: parse(text) for name, text in queries.items()}
    known = sorted({attribute for values in products.values() for attribute in values})
    for query in parsed.values():
        for attribute, _ in query.conditions:
            if attribute not in known:
                raise UnknownNameError("attribute", attribute, known)
    return {product: _one(product, values, parsed) for product, values in products.items()}


def _one(product: str, values: Mapping[str, str], queries: Mapping[str, Query]) -> str:
    claiming: Sequence[str] = [name for name, query in queries.items() if query(values)]
    if len(claiming) > 1:
        raise DataError(
            f"product {product} belongs to {' and '.join(claiming)}; narrow the queries so that one claims it"
        )
    return claiming[0] if claiming else OTHERS
