"""Whether the numbers that a user sets are numbers: looked at before the first request, not when one is needed."""

import math

from scrapy.settings import BaseSettings

from curation.errors import CrawlError

LEAST = {
    "DOWNLOAD_DELAY": 0,
    "PROGRESS_SECONDS": 0,
    "THROTTLE_FIRST_WAIT": 0,
    "THROTTLE_LONGEST_WAIT": 0,
    "THROTTLE_PAUSE": 0,
    "THROTTLE_SLOWEST": 0,
}
"""By setting, the least that a number may be; seconds all of them."""
LEAST_WHOLE = {
    "CONSENT_OPT_OUTS": 1,
    "HEALTH_SAMPLE": 0,
    "PHOTO_MAXSIZE": 1,
    "THROTTLE_REFUSALS": 0,
    "THROTTLE_TRIES": 0,
}
"""By setting, the least that a whole number may be."""


def check_numbers(settings: BaseSettings) -> None:
    """Look at every number of `settings.py` that only this project reads, and at the delay.

    Raises:
        CrawlError: one is no number, or less than it may be.
    """
    for name, least in LEAST.items():
        if not _number(str(settings[name])) >= least:
            raise CrawlError(f"{name} must be a number of seconds from {least}, not '{settings[name]}'")
    for name, least in LEAST_WHOLE.items():
        given = str(settings[name])
        if not (given.isascii() and given.isdecimal() and int(given) >= least):
            raise CrawlError(f"{name} must be a whole number from {least}, not '{given}'")


def _number(text: str) -> float:
    """The number that a text is; not a number where it is none, or none that a clock could wait for."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
