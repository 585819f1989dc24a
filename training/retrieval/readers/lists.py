"""DeepFashion's lists: a first line with the number of rows, a second with the columns' names, then rows of words."""

from collections.abc import Iterator
from pathlib import Path

from curation.errors import DataError


def rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of a list.

    Args:
        file: the list.
        columns: what its second line must say.

    Raises:
        DataError: the file is not there, its head or a row breaks the form, or it holds another number of rows.
    """
    if not file.is_file():
        raise DataError(f"{file} does not exist; name the folder that holds {file.parent.name}/ and the photos")
    lines = file.read_text(encoding="utf-8").splitlines()
    if len(lines) < 2 or not lines[0].strip().isdigit():
        raise DataError(f"{file}:1: the number of rows is expected, not '{lines[0] if lines else ''}'")
    if tuple(lines[1].split()) != columns:
        raise DataError(f"{file}:2: the columns are '{lines[1].strip()}', not '{' '.join(columns)}'")
    stated, found = int(lines[0]), [(number, line) for number, line in enumerate(lines[2:], 3) if line.strip()]
    if len(found) != stated:
        raise DataError(f"{file}: {len(found)} rows, but its first line says {stated}; copy the file anew")
    for number, line in found:
        values = tuple(line.split())
        if len(values) != len(columns):
            raise DataError(f"{file}:{number}: {len(values)} values, {len(columns)} are expected ({' '.join(columns)})")
        yield values


def photo(root: Path, name: str) -> Path:
    """Where a listed photo lies: below the dataset's folder or its `Img`, as the archives unpack."""
    direct = root / name
    return direct if direct.is_file() or not (root / "Img").is_dir() else root / "Img" / name


def box(file: Path, values: tuple[str, ...]) -> tuple[int, int, int, int]:
    """The four last columns as a box.

    Raises:
        DataError: they are no numbers, or the box is empty.
    """
    try:
        left, top, right, bottom = (int(value) for value in values[-4:])
    except ValueError:
        raise DataError(f"{file}: the box of {values[0]} is '{' '.join(values[-4:])}', no four whole numbers") from None
    if right <= left or bottom <= top:
        raise DataError(f"{file}: the box of {values[0]} is empty: {left} {top} {right} {bottom}")
    return left, top, right, bottom
