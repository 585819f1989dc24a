"""JSON-LD as it is found in the field: read block by block, so that a broken one costs nothing but itself."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from scrapers.pages.embedded import javascript
from scrapers.pages.markup import Script, absolute, unwrapped
from scrapers.pages.wording import reading

_START = re.compile(r"[{\[]")
_DECODER = json.JSONDecoder(strict=False)
_DEEPEST = 20


class Graph:
    """The entities of a page. Values that only point at an entity (`@id`) are followed."""

    def __init__(self, scripts: Iterable[Script]) -> None:
        self.entities: list[dict[str, Any]] = []
        """Top-level entities and members of `@graph`, in page order."""
        for script in scripts:
            if script.type == "application/ld+json":
                for value in _values(script.text):
                    self.entities.extend(_flat(value, 0))
        self._by_id: dict[str, dict[str, Any]] = {}
        for entity in self.entities:
            name = entity.get("@id")
            if isinstance(name, str) and len(entity) > len(self._by_id.get(name, {})):
                self._by_id[name] = entity

    def of_type(self, *names: str) -> list[dict[str, Any]]:
        """Entities of any of these types, such as "Product", however the type is spelled."""
        return [entity for entity in self.entities if types(entity) & set(names)]

    def get(self, entity: dict[str, Any], name: str) -> list[Any]:
        """All values of a property: none, one or many; references replaced by what they point at."""
        value = entity.get(name)
        values = value if isinstance(value, list) else [value]
        return [self._followed(item) for item in values if item is not None]

    def texts(self, entity: dict[str, Any], name: str) -> list[str]:
        """What the values of a property say, as text; a named thing says its name."""
        return [said for value in self.get(entity, name) if (said := text(value))]

    def text(self, entity: dict[str, Any], *names: str) -> str:
        """What the first of these properties that says anything says; empty where none does."""
        return next((said for name in names for said in self.texts(entity, name)), "")

    def objects(self, entity: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """The values of a property that are things, not words."""
        return [value for value in self.get(entity, name) if isinstance(value, dict)]

    def images(self, entity: dict[str, Any], base: str) -> list[str]:
        """Addresses of an entity's pictures, made absolute, in its order, each once."""
        addresses: list[str] = []
        for value in self.get(entity, "image"):
            for item in value if isinstance(value, list) else [value]:
                spelled = [item.get(key) for key in ("contentUrl", "url", "@id")] if isinstance(item, dict) else [item]
                addresses.extend(next(([full] for part in spelled if (full := absolute(part, base))), []))
        return list(dict.fromkeys(addresses))

    def breadcrumbs(self, base: str) -> list[tuple[str, str]]:
        """Name and absolute address (empty where it has none) of each breadcrumb, from the widest to the narrowest."""
        for trail in self.of_type("BreadcrumbList"):
            crumbs = sorted(self.objects(trail, "itemListElement"), key=_position)
            found = [self._crumb(crumb, base) for crumb in crumbs]
            if any(name for name, _ in found):
                return [(name, address) for name, address in found if name]
        return []

    def _crumb(self, crumb: dict[str, Any], base: str) -> tuple[str, str]:
        things = self.objects(crumb, "item")
        addresses = [crumb.get("item"), crumb.get("url"), *(thing.get("url", thing.get("@id")) for thing in things)]
        name = self.text(crumb, "name") or next((said for thing in things if (said := text(thing))), "")
        return name, next((full for address in addresses if (full := absolute(address, base))), "")

    def _followed(self, value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
            return self._by_id.get(value["@id"], value)
        return value


def types(entity: dict[str, Any]) -> set[str]:
    """The entity's types without the vocabulary's address."""
    found = entity.get("@type")
    spelled = found if isinstance(found, list) else [found]
    return {name.rsplit("/", 1)[-1].removeprefix("schema:") for name in spelled if isinstance(name, str)}


def text(value: Any) -> str:
    """What a value says: words, a number, or a thing's name; entities undone as often as they were done twice."""
    if isinstance(value, dict):
        value = value.get("@value", value.get("name"))
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return reading(unescape(unescape(str(value))))


def _position(crumb: dict[str, Any]) -> float:
    place = crumb.get("position")
    try:
        return float(place)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _values(block: str) -> Iterator[Any]:
    """The values of a block one after the other; what follows the last readable one is not looked at."""
    block = unwrapped(block)
    place, read = 0, False
    while start := _START.search(block, place):
        try:
            value, place = _DECODER.raw_decode(block, start.start())
        except (ValueError, RecursionError):
            if not read:
                yield from javascript(block[start.start() :])
            return
        read = True
        yield value


def _flat(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flat(item, depth + 1)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from _flat(value["@graph"], depth + 1)
        if "@type" in value or "@id" in value:
            yield value
