"""Whether the tables hold what they should: columns, keys, values, hashes, addresses, and all of them the same rows."""

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from curation import tables
from curation.release.checks.subject import Faults, Subject, differs, some
from curation.release.checks.whole import leads_out
from curation.release.layout import SPLITS
from curation.release.onehot import NAMED
from curation.release.orders import KINDS, Orders
from curation.schema import (
    LISTED_ATTRIBUTES,
    SHOTS,
    LinkedPair,
    PhotoPair,
    ReleasedRemoval,
    ReleaseRow,
    RemovalOrder,
)
from curation.translate.vocabulary import values_of

_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s]+")
_SHA256, _PHASH = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{16}")


def check_columns(subject: Subject) -> Faults:
    """Whether every Parquet file has the columns of its table, in their order and kind, and no others."""
    layout = subject.layout
    kind = PhotoPair if subject.form == "files" else LinkedPair
    wanted = {layout.data: ReleaseRow, **{layout.metadata(split): kind for split in SPLITS}}
    for path, row in wanted.items():
        if path.is_file():
            found = pq.read_schema(path)
            right = tables.arrow_schema(row)
            if not found.equals(right):
                yield _column_fault(layout.relative(path), found, right)


def _column_fault(name: str, found: pa.Schema, right: pa.Schema) -> str:
    if found.names != right.names:
        return differs(name, "its list of columns", found.names, right.names)
    column = next(column for column in right.names if found.field(column) != right.field(column))
    return f"{name}: column {column} holds {found.field(column).type}, but must hold {right.field(column).type}"


def check_rows(subject: Subject) -> Faults:
    """Whether each row of `data.parquet` keeps the rules of its columns, and keys and products stand once."""
    vocabularies = _vocabularies(subject)
    yield from some("data.parquet", _row_faults(subject, vocabularies))


def _vocabularies(subject: Subject) -> dict[str, frozenset[str]]:
    return {name: frozenset(values_of(subject.layout.vocabulary(name))) for name in (*NAMED, *LISTED_ATTRIBUTES)}


def _row_faults(subject: Subject, vocabularies: dict[str, frozenset[str]]) -> Iterator[str]:
    form = subject.form
    keys: set[str] = set()
    before: tuple[str, str] = ("", "")
    for number, row in enumerate(tables.stream(subject.layout.data, ReleaseRow), start=1):
        if row.key.lower() in keys:
            yield f"row {number}: key '{row.key}' stands twice"
        keys.add(row.key.lower())
        if (row.store, row.id) <= before:
            yield f"row {number}: {row.store} {row.id} stands twice, or out of the order by store and id"
        before = (row.store, row.id)
        for message in (*_facts(row, vocabularies), *_of_photo(row, "product", form), *_of_photo(row, "model", form)):
            yield f"row {number} ({row.key}): {message}"


def _facts(row: ReleaseRow, vocabularies: dict[str, frozenset[str]]) -> Iterator[str]:
    if not _KEY.fullmatch(row.key):
        yield f"key '{row.key}' must be letters, digits, - and _"
    if row.split not in SPLITS:
        yield f"split '{row.split}' is none of {', '.join(SPLITS)}"
    if row.page_url and not _URL.fullmatch(row.page_url):
        yield f"page_url '{row.page_url}' is no URL"
    for name in NAMED:
        value = getattr(row, name)
        if value and value not in vocabularies[name]:
            yield f"{name} '{value}' is not in vocabularies/{name}.csv"
    for name in LISTED_ATTRIBUTES:
        for value in getattr(row, name):
            if value not in vocabularies[name]:
                yield f"{name} '{value}' is not in vocabularies/{name}.csv"
    if row.shot not in ("", *SHOTS):
        yield f"shot '{row.shot}' is none of {', '.join(SHOTS)}"
    if row.score is not None and not 0 <= row.score <= 1:
        yield f"score {row.score} is not in [0, 1]"


def _of_photo(row: ReleaseRow, which: str, form: str) -> Iterator[str]:
    said = {name: getattr(row, f"{which}_{name}") for name in ("url", "sha256", "phash", "width", "height", "file")}
    if (said["url"] or not form) and not _URL.fullmatch(said["url"]):
        yield f"{which}_url '{said['url']}' is no URL"
    if not _SHA256.fullmatch(said["sha256"]):
        yield f"{which}_sha256 '{said['sha256']}' is not 64 hex digits"
    if not _PHASH.fullmatch(said["phash"]):
        yield f"{which}_phash '{said['phash']}' is not 16 hex digits"
    for side in ("width", "height"):
        if said[side] is not None and said[side] < 1:
            yield f"{which}_{side} {said[side]} is no size in pixels"
    if getattr(row, f"{which}_consent").startswith("refused"):
        yield f"{which}_consent says that the site refused it"
    if leads_out(said["file"]) or leads_out(row.shard):
        yield f"{which}_file '{said['file']}' lies outside the release"
    if bool(said["file"]) != bool(form) or bool(row.shard) != (form == "tars"):
        yield f"{which}_file '{said['file']}' and shard '{row.shard}' do not go with photos as {form or 'links'}"


def check_removals(subject: Subject) -> Faults:
    """Whether `removals.csv` is as it should be, and nothing in the release is on it."""
    rows = list(tables.stream(subject.layout.removals, ReleasedRemoval))
    for number, row in enumerate(rows, start=1):
        length = 16 if row.kind == "phash" else 64
        if row.kind not in KINDS or not re.fullmatch(rf"[0-9a-f]{{{length}}}", row.hash):
            yield f"removals.csv: row {number}: kind '{row.kind}' with hash '{row.hash}' means nothing"
            return
    orders = Orders.of(RemovalOrder(row.date, row.kind, row.hash, "") for row in rows)
    if orders:
        yield from some("data.parquet", _removed(subject, orders))


def _removed(subject: Subject, orders: Orders) -> Iterator[str]:
    for number, row in enumerate(tables.stream(subject.layout.data, ReleaseRow), start=1):
        if (
            orders.product(row.store, row.id, row.brand, row.page_url)
            or orders.photo(row.product_url, row.product_sha256, row.product_phash)
            or orders.photo(row.model_url, row.model_sha256, row.model_phash)
        ):
            yield f"row {number} ({row.key}): removals.csv says that it was taken out"
