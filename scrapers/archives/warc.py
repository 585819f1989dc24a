"""WARC: what web archives and archiving tools write. Only the index is in memory; bytes are read when asked for."""

from functools import partial
from pathlib import Path
from typing import Any

from curation.errors import CrawlError
from scrapers.archives.archive import Saved, still_true


def read_warc(path: Path) -> list[Saved]:
    """Every HTTP answer of the file.

    Raises:
        CrawlError: the file is no WARC, or the extra `warc` is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 (an extra: only who replays a WARC needs it)
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    except ImportError as error:
        raise CrawlError(f"reading {path} needs warcio: pip install 'pairwear[warc]'") from error
    found = []
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                saved = _saved(path, record, records.get_record_offset())
                found += [saved] if saved else []
    except (ArchiveLoadFailed, OSError, EOFError) as error:
        raise CrawlError(f"{path} is no WARC file that can be read to its end ({error})") from error
    return found


def _saved(path: Path, record: Any, offset: int) -> Saved | None:
    url, http = record.rec_headers.get_header("WARC-Target-URI"), record.http_headers
    if record.rec_type != "response" or http is None or not str(url).startswith(("http://", "https://")):
        return None
    headers = {name.lower(): value for name, value in http.headers}
    status = http.get_statuscode()
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    code = int(status) if status.isdecimal() else 0
    return Saved(url, partial(_body, path, offset), kind, code, still_true(headers), record.length or 0)


def _body(path: Path, offset: int) -> bytes:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415

    with path.open("rb") as file:
        file.seek(offset)
        content: bytes = next(iter(ArchiveIterator(file))).content_stream().read()
        return content
