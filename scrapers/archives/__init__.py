"""Answers that somebody saved: from a browser's HAR file, a WARC, or a folder of pages. Opened by `open_archive`."""

from pathlib import Path

from curation.errors import CrawlError
from scrapers.archives.archive import Archive, Saved
from scrapers.archives.folder import read_folder
from scrapers.archives.har import read_har
from scrapers.archives.warc import read_warc

__all__ = ["KINDS", "Archive", "Saved", "is_archive", "open_archive"]

KINDS = "a .har file, a .warc or .warc.gz file, or a folder of saved pages"


def is_archive(path: Path) -> bool:
    """Whether a path is there and is one of the kinds."""
    return path.is_dir() or (path.is_file() and path.name.lower().endswith((".har", ".warc", ".warc.gz")))


def open_archive(path: Path) -> Archive:
    """Everything that was saved there.

    Raises:
        CrawlError: it cannot be read, or holds nothing that was answered.
    """
    if path.is_dir():
        found = read_folder(path)
    elif path.name.lower().endswith(".har"):
        found = read_har(path)
    else:
        found = read_warc(path)
    if not found:
        raise CrawlError(f"{path} holds no saved answers; a replay needs {KINDS}")
    return Archive(found)
