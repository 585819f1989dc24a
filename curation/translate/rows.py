"""Read the lines of a vocabulary file; every mistake names file and line."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from curation.errors import VocabularyError


def read_rows(
    path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each line as (FILE:LINE, cells by column).

    Raises:
        VocabularyError: no UTF-8, a column is missing or unknown, or a line has too many or too few cells.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            _check_header(path, header, columns, optional)
            for cells in reader:
                where = f"{path}:{reader.line_num}"
                if len(cells) != len(header):
                    raise VocabularyError(
                        f"{where}: has {len(cells)} cells, the header has {len(header)}; mend the line"
                    )
                yield where, dict(zip(header, cells))
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise VocabularyError(f"{path}:{reader.line_num}: {error}; mend the quoting from this line on") from error


def words(cell: str, column: str, where: str) -> list[str]:
    """A cell that holds a JSON array of text.

    Raises:
        VocabularyError: it holds something else.
    """
    try:
        found = json.loads(cell or "[]")
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise VocabularyError(f"{where}: {column} must be a JSON array of text, not '{cell}'")
    return found


def _check_header(path: Path, header: list[str], columns: tuple[str, ...], optional: tuple[str, ...]) -> None:
    known = (*columns, *optional)
    for column in columns:
        if column not in header:
            raise VocabularyError(f"{path}: column {column} missing; the columns are {', '.join(known)}")
    for column in header:
        if column not in known:
            raise VocabularyError(f"{path}: unknown column '{column}'; the columns are {', '.join(known)}")
