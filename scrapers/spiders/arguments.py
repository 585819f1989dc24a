"""What follows -a on the command line of a spider, checked before the first request."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from curation.errors import CrawlError, UnknownNameError

_PART = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
_ANSWERS = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several equal shares of a store's products, so that several machines can crawl it."""

    number: int = 1
    of: int = 1

    def holds(self, name: str) -> bool:
        """Whether a product belongs to this share: by the hash of its address or id, the same on every machine."""
        return int(hashlib.sha1(name.encode()).hexdigest()[:8], 16) % self.of == self.number - 1


def chosen(argument: str, value: str | None, known: Mapping[str, str], plural: str) -> list[str]:
    """The store's words for a comma-separated argument; all of them where none is given.

    Raises:
        UnknownNameError: one of them is not known; the known ones are named.
        CrawlError: the argument names none.
    """
    if value is None:
        return list(known.values())
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        raise CrawlError(f"{argument} names none; known {plural}: {', '.join(sorted(known))}")
    for name in names:
        if name not in known:
            raise UnknownNameError(argument, name, sorted(known), plural=plural)
    return [known[name] for name in names]


def whole(argument: str, value: str | None) -> int | None:
    """A whole number from 1; None where none is given.

    Raises:
        CrawlError: it is something else.
    """
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal()) or int(value) < 1:
        raise CrawlError(f"{argument} must be a whole number from 1, not '{value}'")
    return int(value)


def yes(argument: str, value: str | None) -> bool:
    """Whether an argument says yes; no where it is not given.

    Raises:
        CrawlError: it says neither.
    """
    if value is None:
        return False
    if value.casefold() not in _ANSWERS:
        raise CrawlError(f"{argument} must be yes or no, not '{value}'")
    return _ANSWERS[value.casefold()]


def part(value: str | None) -> Part:
    """Which share: "3/16" is the third of sixteen; everything where none is given.

    Raises:
        CrawlError: it is no such share.
    """
    if value is None:
        return Part()
    found = _PART.fullmatch(value)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise CrawlError(f"part must be K/N with K from 1 to N, such as 3/16, not '{value}'")
    return Part(int(found[1]), int(found[2]))


def site(argument: str, value: str | None) -> str:
    """The address of a shop without path: "https://laden.example".

    Raises:
        CrawlError: none is given, or it is no http address.
    """
    example = f"-a {argument}=https://www.laden.example"
    if not value:
        raise CrawlError(f"{argument} is missing; name the shop, as in {example}")
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        good = parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname and not parts.username
    except ValueError:
        good = False
    if not good:
        raise CrawlError(f"{argument} must be the address of a shop, as in {example}, not '{value}'")
    return f"{parts.scheme}://{parts.netloc}"
