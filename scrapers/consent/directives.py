"""What X-Robots-Tag headers and robots meta elements say to us, out of all that they say to anybody.

Nobody has standardised them; this reads them as the search engines document: lists, several headers, directives for a
named robot, dates after which a page is no longer to be shown.

Source: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
"""Directives that have a value after a colon; any other word before a colon is a robot's name."""
EVERYBODY = ("*", "robots", "all")
_PREFIX = re.compile(r"\s*([^\s:,]+)\s*:\s*(.*)", re.DOTALL)
# "Wednesday, 25-Jun-10 15:00:00 GMT" and "Wed, 25 Jun 2010 15:00:00 GMT" have a comma of their own.
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?", re.IGNORECASE)


def of_headers(values: Iterable[str], names: Collection[str], now: datetime | None = None) -> frozenset[str]:
    """The directives of X-Robots-Tag headers, lower case, that address everybody or one of `names`.

    A robot's name holds until the next name or the end of its header. "none" is given as noindex and nofollow; a date
    that has passed as "unavailable_after", one to come not at all.

    >>> sorted(of_headers(["noimageai, googlebot: noai", "pairwear: noindex"], ["pairwear"]))
    ['noimageai', 'noindex']
    """
    found: set[str] = set()
    for value in values:
        found |= _addressed(value, names, now)
    return _spelt_out(found)


def of_meta(elements: Iterable[tuple[str, str]], names: Collection[str], now: datetime | None = None) -> frozenset[str]:
    """The directives of (name, content) pairs of meta elements: those named robots, and those named as we are."""
    found: set[str] = set()
    for name, content in elements:
        if name.strip().lower() in ("robots", *names):
            found |= _addressed(content, names, now)
    return _spelt_out(found)


def _addressed(value: str, names: Collection[str], now: datetime | None) -> set[str]:
    found: set[str] = set()
    ours = True
    for robot, directive, argument in _parts(value):
        if robot:
            ours = robot in EVERYBODY or robot in names
        if ours and (directive != "unavailable_after" or _is_past(argument, now or datetime.now(UTC))):
            found.add(directive)
    return found


def _parts(value: str) -> Iterator[tuple[str, str, str]]:
    """(robot's name where one begins to be addressed, directive, its value) of one header."""
    pieces = iter(value.split(","))
    for piece in pieces:
        robot, rest = "", piece
        if (match := _PREFIX.fullmatch(piece)) and match[1].lower() not in VALUED:
            robot, rest = match[1].lower(), match[2]
        directive, argument = rest.strip().lower(), ""
        if (match := _PREFIX.fullmatch(rest)) and match[1].lower() in VALUED:
            directive, argument = match[1].lower(), match[2].strip()
            if _WEEKDAY.fullmatch(argument):
                argument = f"{argument},{next(pieces, '')}"
        if directive or robot:
            yield robot, directive, argument


def _is_past(date: str, now: datetime) -> bool:
    """Whether a date in any of the usual notations has passed; one that cannot be read has not."""
    moment = _moment(date)
    return moment is not None and moment <= now


def _moment(date: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(date.strip())
        except (ValueError, IndexError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _spelt_out(found: set[str]) -> frozenset[str]:
    more = {"noindex", "nofollow"} if "none" in found else set()
    return frozenset((found | more) - {"", "none"})
