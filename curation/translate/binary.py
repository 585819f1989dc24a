"""`img_attr.csv`: one line a product photo, one 0/1 column for each value of each attribute.

Columns are named attribute_value after the whole attribute: in 2018 they were chosen by a substring, and `length`
picked up `sleeve_length` with it.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from curation.schema import ATTRIBUTES, Product
from curation.workspace import atomic_write


def write_img_attr(
    path: Path,
    products: Iterable[Product],
    values: Mapping[str, Sequence[str]],
    attributes: Sequence[str] = ATTRIBUTES,
) -> list[str]:
    """Write the table and give its columns after `img_path`.

    Args:
        products: those without a product photo are left out.
        values: the vocabulary's values by attribute; all of them get a column, used or not, so that two releases have
            the same columns.
        attributes: which attributes, in the order of the columns.

    Raises:
        ValueError: a product holds a value that is not in `values`.
    """
    names = [f"{attribute}_{value}" for attribute in attributes for value in values[attribute]]
    place = {name: number for number, name in enumerate(names)}
    with atomic_write(path, "w") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["img_path", *names])
        for product in products:
            if not product.img_path:
                continue
            cells = ["0"] * len(names)
            for attribute in attributes:
                if value := getattr(product, attribute):
                    name = f"{attribute}_{value}"
                    if name not in place:
                        raise ValueError(
                            f"{product.store} {product.id}: {attribute} '{value}' is not in its vocabulary"
                        )
                    cells[place[name]] = "1"
            writer.writerow([product.img_path, *cells])
    return names
