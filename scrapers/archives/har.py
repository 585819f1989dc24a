"""HAR: what the developer tools of every browser export ("Save all as HAR with content")."""

import base64
import binascii
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from curation.errors import CrawlError
from scrapers.archives.archive import Saved, still_true


def read_har(path: Path) -> list[Saved]:
    """Every answered GET of the file whose content was saved, redirects too.

    Raises:
        CrawlError: the file is no HAR.
    """
    try:
        entries = json.loads(path.read_bytes())["log"]["entries"]
        if not isinstance(entries, list):
            raise TypeError("entries are no list")
    except (ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise CrawlError(f"{path} is no HAR file ({error}); export it again with its contents") from error
    return [saved for entry in entries if (saved := _saved(entry)) is not None]


def _saved(entry: Any) -> Saved | None:
    try:
        request, response = entry["request"], entry["response"]
        url, status = str(request["url"]), int(response["status"])
        if request["method"] != "GET" or not url.startswith(("http://", "https://")) or not 200 <= status < 600:
            return None
        content = response.get("content") or {}
        headers = {str(one["name"]).lower(): str(one["value"]) for one in response.get("headers") or []}
        text = content.get("text")
        if status == 304 or (text is None and not 300 <= status < 400):
            return None
        body = _body(text or "", str(content.get("encoding") or ""))
        kind = str(content.get("mimeType") or headers.get("content-type", "")).partition(";")[0].strip().lower()
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Saved(url, body, kind, status, still_true(headers), len(text or ""))


def _body(text: str, encoding: str) -> Callable[[], bytes]:
    """The bytes of a content: pictures are saved in base64, pages as text, which is UTF-8 from then on."""
    return partial(_decoded, text) if encoding == "base64" else partial(text.encode, "utf-8", "replace")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""
