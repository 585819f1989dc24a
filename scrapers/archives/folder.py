"""A folder of saved pages: each page's address is in index.csv, in the page itself, or it is left out.

index.csv has the columns `file, url`; browsers write `<!-- saved from url=(0042)https://... -->`; most pages name their
canonical address. Pictures that a browser saved beside a page are found by their file names.
"""

import csv
import mimetypes
import re
from functools import partial
from pathlib import Path

from curation.errors import CrawlError
from scrapers.archives.archive import Saved
from scrapers.pages.markup import absolute, canonical, decode, metas

_INDEX = "index.csv"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_KINDS = {".js": "application/json", ".webp": "image/webp", ".avif": "image/avif", ".htm": "text/html"}


def read_folder(folder: Path) -> list[Saved]:
    """Every file whose address is known, and every picture.

    Raises:
        CrawlError: index.csv lacks a column, or names a file that is not there or lies outside the folder.
    """
    named = _index(folder)
    found = [_saved(path, url) for path, url in named.items()]
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path in named or path.name == _INDEX:
            continue
        if _kind(path).startswith("image/"):
            found.append(_saved(path, path.resolve().as_uri()))
        elif path.suffix.lower() in (".html", ".htm", ".xhtml") and (url := _address(decode(path.read_bytes()))):
            found.append(_saved(path, url))
    return found


def _index(folder: Path) -> dict[Path, str]:
    path = folder / _INDEX
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"file", "url"} <= set(rows.fieldnames or ()):
            raise CrawlError(f"{path} must have the columns file and url, not {', '.join(rows.fieldnames or ['none'])}")
        found: dict[Path, str] = {}
        for line, row in enumerate(rows, start=2):
            page, url = folder / (row["file"] or ""), absolute(row["url"], "")
            if not page.resolve().is_relative_to(folder.resolve()) or not page.is_file():
                raise CrawlError(f"{path}, row {line}: no file '{row['file']}' in the folder")
            if not url:
                raise CrawlError(f"{path}, row {line}: '{row['url']}' is no http address")
            found[page] = url
    return found


def _address(page: str) -> str:
    """Where a page says that it came from."""
    start = page[:4096]
    saved = _SAVED_FROM.search(start)
    given = [saved[1] if saved else "", *canonical(page)]
    given.append(metas(page).get("og:url", ""))
    return next((url for one in given if (url := absolute(one, ""))), "")


def _saved(path: Path, url: str) -> Saved:
    return Saved(url, partial(path.read_bytes), _kind(path), size=path.stat().st_size)


def _kind(path: Path) -> str:
    return _KINDS.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or ""
