"""Choose photos by what is known of them: `role=product & pattern=stripes`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from curation.errors import DataError
from training.data.table import Table

_CONDITION = re.compile(r"\s*(\w+)\s*(!?=)\s*([^&=!]+?)\s*")
_FACTS = ("role", "shot", "category", "split")


@dataclass(frozen=True)
class Condition:
    """One comparison; a photo whose value is not stated meets neither `=` nor `!=`."""

    name: str
    equal: bool
    value: str

    def holds(self, table: Table, photo: int) -> bool:
        """Whether a photo meets it."""
        found = value(table, photo, self.name)
        return found != "" and (found == self.value) == self.equal


def parse(text: str) -> tuple[Condition, ...]:
    """The conditions of a query.

    Raises:
        DataError: it cannot be read.
    """
    conditions = []
    for part in text.split("&"):
        found = _CONDITION.fullmatch(part)
        if not found:
            raise DataError(f"'{text}' is no query; write NAME=VALUE or NAME!=VALUE, joined by &, such as role=product")
        conditions.append(Condition(found[1], found[2] == "=", found[3]))
    return tuple(conditions)


def select(table: Table, text: str) -> list[int]:
    """Places of the photos that meet every condition, in the table's order.

    Raises:
        DataError: the query cannot be read, names a column that does not exist or a value that no photo has; the
            message names those that there are.
    """
    conditions = parse(text)
    for condition in conditions:
        there = values(table, condition.name)
        if condition.value not in there:
            raise DataError(
                f"no photo has {condition.name}={condition.value}; values there: {', '.join(there) or 'none'}"
            )
    return [place for place in range(len(table.photos)) if all(each.holds(table, place) for each in conditions)]


def value(table: Table, photo: int, name: str) -> str:
    """What is known of a photo under a name; empty = nothing."""
    article = table.of(photo)
    if name in ("role", "shot"):
        return str(getattr(table.photos[photo], name))
    if name in ("category", "split"):
        return str(getattr(article, name))
    return article.attributes.get(name, "")


def values(table: Table, name: str, places: Iterable[int] | None = None) -> dict[str, int]:
    """Every value that photos have under a name, with their number, by name.

    Raises:
        DataError: there is no such column.
    """
    known = sorted({*_FACTS, *(attribute for article in table.articles for attribute in article.attributes)})
    if name not in known:
        raise DataError(f"there is no column '{name}'; columns: {', '.join(known)}")
    counts: dict[str, int] = {}
    for place in range(len(table.photos)) if places is None else places:
        if found := value(table, place, name):
            counts[found] = counts.get(found, 0) + 1
    return dict(sorted(counts.items()))
