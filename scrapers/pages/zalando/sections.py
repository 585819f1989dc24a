"""The attribute list of a Zalando product, section by section, as the store shows it."""

from collections.abc import Iterator
from typing import Any

from curation.schema import Attribute
from scrapers.pages.wording import reading


def attributes(nodes: list[dict[str, Any]]) -> list[Attribute]:
    """The longest attribute list among a product's own nodes, in page order; empty where none has one."""
    return max((list(_rows(node.get("attributeSuperClusters"))) for node in nodes), key=len, default=[])


def _rows(sections: Any) -> Iterator[Attribute]:
    for section in _objects(sections):
        name = reading(section.get("id")) or reading(section.get("label"))
        for cluster in _objects(section.get("clusters")):
            for row in _objects(cluster.get("attributes")):
                yield from _row(row, name, reading(cluster.get("label")))


def _row(row: dict[str, Any], section: str, heading: str) -> Iterator[Attribute]:
    """One line of the list, told by its shape.

    A sentence without a key (ProductAttributeDescriptive) stays whole under its own heading, "Herkunftsland: Portugal"
    too: the store shows one line, and not every colon ends a key. A certificate stands for its label, a cause for its
    title; links to read more say nothing about the product.
    """
    if said := _value(row.get("value")):
        yield Attribute(reading(row.get("key")), said, section)
    elif "text" in row and "uri" in row:
        return
    elif said := reading(row.get("label")):
        yield Attribute("", said, section)
    elif said := reading(row.get("title")):
        yield Attribute(heading, said, section)
    elif said := reading(row.get("description")):
        yield Attribute(reading(row.get("heading")), said, section)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(said for item in value if (said := _value(item)))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return reading(value)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
