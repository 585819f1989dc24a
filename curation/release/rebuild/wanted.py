"""Which photos a release names, and what it says of each."""

import hashlib
import json
import operator
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from curation import tables
from curation.errors import ReleaseError, TableError
from curation.release.layout import SPLITS, Layout
from curation.schema import Link, ReleaseRow

PARTS = ("product", "model")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,200}")
_HASH = re.compile(r"([0-9a-f]{16})?")
_COLUMNS = ("url", "sha256", "phash", "width", "height")


@dataclass(frozen=True)
class Wanted:
    """One photo of a pair as the release knows it."""

    key: str
    part: str
    """Of `PARTS`."""
    url: str
    sha256: str
    phash: str
    width: int | None
    height: int | None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @cached_property
    def id(self) -> str:
        """Names the photo in the crawl; two pairs that share an address share the photo."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:24]

    @property
    def link(self) -> Link:
        return Link(self.id, self.url)


def read(release: Path) -> list[ReleaseRow]:
    """The pairs of a release of links.

    Raises:
        ReleaseError: the folder is no release, or one that has its photos.
    """
    layout = Layout(release)
    try:
        facts = json.loads(layout.facts.read_text(encoding="utf-8"))
        photos = facts["photos"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{release} is no release: it has no release.json that can be read") from error
    if photos:
        raise ReleaseError(f"{release} has its photos already; a rebuild is for releases of links")
    try:
        rows = tables.read(layout.data, ReleaseRow)
    except TableError as error:
        raise ReleaseError(f"{error}; or take another copy of the release") from error
    _check(layout.data, rows)
    return rows


def _check(path: Path, rows: list[ReleaseRow]) -> None:
    """A stranger's table names files that are going to be written: nothing may lead out of the folder.

    Raises:
        ReleaseError: names the first row that cannot be meant.
    """
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        rules = (
            (_KEY.fullmatch(row.key), f"key '{row.key[:80]}' is more than letters, digits, - and _"),
            (row.key.lower() not in seen, f"key '{row.key}' stands twice"),
            (row.split in SPLITS, f"split '{row.split[:80]}' is none of {', '.join(SPLITS)}"),
            *((_HASH.fullmatch(getattr(row, f"{part}_phash")), f"{part}_phash is no 16 hex digits") for part in PARTS),
        )
        fault = next((told for holds, told in rules if not holds), "")
        if fault:
            raise ReleaseError(f"{path}, row {number}: {fault}; take another copy of the release")
        seen.add(row.key.lower())


def photos(rows: list[ReleaseRow]) -> list[Wanted]:
    """Both photos of every pair, in the order of the rows."""
    return [wanted(row, part) for row in rows for part in PARTS]


def wanted(row: ReleaseRow, part: str) -> Wanted:
    """A photo of a pair."""
    read = operator.attrgetter(*(f"{part}_{column}" for column in _COLUMNS))
    return Wanted(row.key, part, *read(row))
