"""Read and write the rows of `curation.schema`, as CSV for people and Parquet for machines.

The suffix decides. In CSV a list is a JSON array, `None` is an empty cell. A text that a spreadsheet would run as a
formula (it begins with = + - @, a tab or a carriage return) has an apostrophe before it, which a spreadsheet does not
show and `read` takes off again. Errors name the file, the row and the column; a reader that wants the good rows in
spite of bad ones passes `on_bad_row`.
"""

import csv
import json
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from curation import schema
from curation.errors import TableError
from curation.workspace import atomic_write

Row = TypeVar("Row")

_ARROW: dict[Any, pa.DataType] = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}

ROWS = 10_000
"""Rows a group of a Parquet file, and held in memory at a time: some ten megabytes of photos."""

# Source: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"'*[=+\-@\t\r]")

# A gallery of hundreds of URLs in one cell is longer than the csv module's 131,072 characters.
csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True)
class Column:
    """One field of a row: its name and what may stand in it."""

    name: str
    kind: Any
    """str, int, float, bool, or a dataclass."""
    many: bool
    """A list of `kind`."""
    optional: bool
    """May be `None`."""

    @property
    def arrow(self) -> pa.DataType:
        if is_dataclass(self.kind):
            inner = pa.struct([pa.field(part.name, part.arrow) for part in columns(self.kind)])
        else:
            inner = _ARROW[self.kind]
        return pa.list_(inner) if self.many else inner

    def to_cell(self, value: Any) -> str:
        """The value as a CSV cell."""
        if type(value) is str and self.kind is str:
            # The apostrophe also goes before a text that has one already, so that reading finds the text it had.
            return f"'{value}" if _FORMULA.match(value) else value
        if value is None:
            return ""
        if self.many:
            items = [asdict(item) if is_dataclass(item) else item for item in value]  # type: ignore[arg-type]
            return json.dumps(items, ensure_ascii=False, separators=(",", ":")) if items else "[]"
        if self.kind is bool:
            return "true" if value else "false"
        return str(value)

    def from_cell(self, cell: str) -> Any:
        """The value in a CSV cell.

        Raises:
            ValueError: the cell does not hold what the column wants; the message says what it should.
        """
        if self.many:
            return self._list(cell)
        if cell == "" and self.optional:
            return None
        if self.kind is str:
            return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
        if self.kind is bool:
            if cell not in ("true", "false"):
                raise ValueError(f"must be true or false, not '{cell}'")
            return cell == "true"
        try:
            return self.kind(cell)
        except ValueError:
            raise ValueError(f"must be {_WORDS[self.kind]}, not '{cell[:80]}'") from None

    def _list(self, cell: str) -> list[Any]:
        try:
            items = json.loads(cell) if cell else []
        except json.JSONDecodeError:
            raise ValueError(f"must be a JSON array, not '{cell[:80]}'") from None
        if not isinstance(items, list):
            raise ValueError(f"must be a JSON array, not '{cell[:80]}'")
        return [self._item(item, cell) for item in items]

    def _item(self, item: Any, cell: str) -> Any:
        if is_dataclass(self.kind):
            try:
                return self.kind(**item)  # type: ignore[operator]
            except TypeError:
                names = ", ".join(part.name for part in columns(self.kind))
                raise ValueError(f"must be a JSON array of objects with {names}, not '{cell[:80]}'") from None
        if self.kind is float and isinstance(item, int):
            return float(item)
        if not isinstance(item, self.kind):
            raise ValueError(f"must be a JSON array of {_WORDS[self.kind]}, not '{cell[:80]}'")
        return item


def columns(row: Any) -> tuple[Column, ...]:
    """The columns of a row class, in the order of its fields."""
    return _columns(row)


@cache
def _columns(row: Any) -> tuple[Column, ...]:
    hints = typing.get_type_hints(row)
    return tuple(_column(item.name, hints[item.name]) for item in fields(row))


def _column(name: str, hint: Any) -> Column:
    optional = isinstance(hint, types.UnionType)
    if optional:
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    many = typing.get_origin(hint) is list
    if many:
        (hint,) = typing.get_args(hint)
    return Column(name, hint, many, optional)


def arrow_schema(row: type) -> pa.Schema:
    """The Parquet schema of a row class; its metadata carries the schema version."""
    arrow = pa.schema([pa.field(column.name, column.arrow) for column in columns(row)])
    return arrow.with_metadata({"pairwear": f"{row.__name__}/{schema.VERSION}"})


def write(path: Path, rows: Iterable[Any], row: type, *, batch: int = ROWS) -> int:
    """Write rows whole or not at all; gives their number. Same rows, same bytes.

    Args:
        batch: rows of a Parquet row group, which is what stands in memory at a time.

    Raises:
        TableError: the suffix is neither .csv nor .parquet.
    """
    if path.suffix == ".csv":
        return _write_csv(path, rows, row)
    if path.suffix == ".parquet":
        return _write_parquet(path, rows, row, batch)
    raise TableError(f"{path}: a table ends in .csv or .parquet")


class _Lines:
    """Ends rows with a line feed, though the writer believes that they end with CR LF.

    Only then it quotes a cell with a lone CR, which a reader would take for the end of the row.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix("\r\n") + "\n")


def _write_csv(path: Path, rows: Iterable[Any], row: type) -> int:
    names = [part.name for part in columns(row)]
    # Looked up once, not for each of a million cells.
    cells = [part.to_cell for part in columns(row)]
    count = 0
    with atomic_write(path, "w") as file:
        writer = csv.writer(_Lines(file), lineterminator="\r\n")
        writer.writerow(names)
        for item in rows:
            writer.writerow([cell(getattr(item, name)) for cell, name in zip(cells, names)])
            count += 1
    return count


def _write_parquet(path: Path, rows: Iterable[Any], row: type, batch: int = ROWS) -> int:
    arrow = arrow_schema(row)
    count = 0
    with atomic_write(path) as file, pq.ParquetWriter(file, arrow, compression="zstd") as writer:
        for part in batched(rows, batch):
            data = {column.name: _cells(part, column) for column in columns(row)}
            writer.write_table(pa.table(data, schema=arrow))
            count += len(part)
    return count


def _cells(rows: list[Any], column: Column) -> list[Any]:
    """One column's values; dataclasses inside a list as dicts, which is what Arrow takes for a struct."""
    name = column.name
    if not (column.many and is_dataclass(column.kind)):
        return [getattr(row, name) for row in rows]
    # By hand: `asdict` copies deeply, and a product has fifteen attribute lines.
    names = [part.name for part in columns(column.kind)]
    return [[{key: getattr(item, key) for key in names} for item in getattr(row, name)] for row in rows]


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of `size`, the last one shorter."""
    part: list[Row] = []
    for item in rows:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def read(path: Path, row: type[Row], on_bad_row: Callable[[int, str], None] | None = None) -> list[Row]:
    """All rows of a table, in its order.

    Args:
        path: a .csv or .parquet file.
        row: the row class of `curation.schema`.
        on_bad_row: called with line number and message for a CSV row that cannot be read, which is then left out;
            without it the first such row raises.

    Raises:
        TableError: the file is missing or unreadable, lacks a column, has another schema version, or holds a row
            that does not fit.
    """
    return list(stream(path, row, on_bad_row=on_bad_row))


def stream(
    path: Path, row: type[Row], only: Sequence[str] = (), on_bad_row: Callable[[int, str], None] | None = None
) -> Iterator[Row]:
    """The rows of a table one after the other, of which few are in memory at a time.

    Args:
        path: a .csv or .parquet file.
        row: the row class of `curation.schema`.
        only: columns of a Parquet table to read; every other field of a row has its default, so that it must have one.
            Empty = all.
        on_bad_row: as for `read`.

    Raises:
        TableError: as `read` does.
    """
    if not path.is_file():
        raise TableError(_absent(path))
    if path.suffix == ".csv":
        yield from _read_csv(path, row, on_bad_row)
    elif path.suffix == ".parquet":
        yield from _read_parquet(path, row, only)
    else:
        raise TableError(f"{path}: a table ends in .csv or .parquet")


def read_columns(path: Path, row: type, names: Sequence[str]) -> pa.Table:
    """Some columns of a Parquet table as they lie on disk; much faster than rows where there are many.

    Raises:
        TableError: the file is missing or unreadable, or has another schema version.
    """
    if not path.is_file():
        raise TableError(_absent(path))
    try:
        with pq.ParquetFile(path) as file:
            _check_version(path, file.schema_arrow, row)
            return file.read(columns=list(names)).select(list(names))
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{path} is no readable Parquet file ({error}); delete it and run its stage again") from error


def batches(path: Path, row: type, names: Sequence[str], batch: int = ROWS) -> Iterator[pa.RecordBatch]:
    """Some columns of a Parquet table as they lie on disk, in parts; only one is in memory at a time.

    Raises:
        TableError: the file is missing or unreadable, or has another schema version.
    """
    if not path.is_file():
        raise TableError(_absent(path))
    try:
        with pq.ParquetFile(path) as file:
            _check_version(path, file.schema_arrow, row)
            yield from file.iter_batches(batch, columns=list(names))
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{path} is no readable Parquet file ({error}); delete it and run its stage again") from error


def cells(path: Path, row: type, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Some columns of a Parquet table row by row, in its order, read in parts.

    Raises:
        TableError: as `batches` does.
    """
    for part in batches(path, row, names):
        yield from zip(*(part.column(name).to_pylist() for name in names))


def _absent(path: Path) -> str:
    return f"{path} does not exist; run the stage that writes it (curate status shows which)"


def _read_csv(path: Path, row: type[Row], on_bad_row: Callable[[int, str], None] | None) -> Iterator[Row]:
    parts = columns(row)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            _check_header(path, header, parts)
            places = [header.index(part.name) for part in parts]
            line = reader.line_num + 1
            for cells in reader:
                message = _row_fault(cells, header)
                if not message:
                    try:
                        yield row(**{part.name: _cell(part, cells[place]) for part, place in zip(parts, places)})
                    except ValueError as error:
                        message = str(error)
                if message:
                    if on_bad_row is None:
                        raise TableError(f"{path}:{line}: {message}; mend the row or take it out")
                    on_bad_row(line, message)
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise TableError(f"{path}:{reader.line_num}: {error}; mend the quoting from this line on") from error


def _row_fault(cells: list[str], header: list[str]) -> str:
    if len(cells) == len(header):
        return ""
    return f"has {len(cells)} cells, the header has {len(header)}"


def _cell(column: Column, cell: str) -> Any:
    try:
        return column.from_cell(cell)
    except ValueError as error:
        raise ValueError(f"{column.name} {error}") from None


def _check_header(path: Path, header: list[str], parts: tuple[Column, ...]) -> None:
    missing = [part.name for part in parts if part.name not in header]
    if missing:
        found = ", ".join(header) or "none"
        raise TableError(
            f"{path}: column{'s' * (len(missing) > 1)} {', '.join(missing)} missing; "
            f"columns found: {found}; add {'them' if len(missing) > 1 else 'it'}, empty where unknown"
        )


def _read_parquet(path: Path, row: type[Row], only: Sequence[str] = ()) -> Iterator[Row]:
    parts = [part for part in columns(row) if not only or part.name in only]
    try:
        with pq.ParquetFile(path) as file:
            _check_version(path, file.schema_arrow, row)
            for batch in file.iter_batches(ROWS, columns=[part.name for part in parts]):
                yield from _rows(batch, row, parts)
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{path} is no readable Parquet file ({error}); delete it and run its stage again") from error


def _check_version(path: Path, arrow: pa.Schema, row: type) -> None:
    found = (arrow.metadata or {}).get(b"pairwear", b"no version").decode()
    wanted = f"{row.__name__}/{schema.VERSION}"
    if found != wanted:
        raise TableError(f"{path} holds {found}, this version reads {wanted}; delete it and run its stage again")
    missing = [part.name for part in columns(row) if part.name not in arrow.names]
    if missing:
        raise TableError(f"{path} was written without {', '.join(missing)}; delete it and run its stage again")


def _rows(batch: pa.RecordBatch, row: type[Row], parts: Sequence[Column]) -> Iterator[Row]:
    values = {part.name: batch.column(part.name).to_pylist() for part in parts}
    for part in parts:
        if part.many and is_dataclass(part.kind):
            values[part.name] = [[part.kind(**item) for item in cell] for cell in values[part.name]]  # type: ignore[operator]
    names = list(values)
    if len(names) == len(columns(row)):
        for cells in zip(*values.values()):
            yield row(*cells)
    else:
        for cells in zip(*values.values()):
            yield row(**dict(zip(names, cells)))
