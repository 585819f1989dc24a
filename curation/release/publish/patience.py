"""Doing something again where a service asks for that, with waits that double or are as long as it says."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from curation.errors import PublishError
from curation.release.publish.answers import LaterError

TRIES = 5
FIRST_WAIT_S = 1.0
"""Before the second try; it doubles with each further one."""
LONGEST_WAIT_S = 900.0
"""A service that asks for more is left alone: the same command goes on later."""

T = TypeVar("T")
_logger = logging.getLogger(__name__)


def patiently(work: Callable[[], T], tries: int = TRIES) -> T:
    """What `work` gives, tried again after each `LaterError`.

    Raises:
        PublishError: it failed `tries` times, or was asked to wait longer than `LONGEST_WAIT_S`.
    """
    for number in range(1, tries + 1):
        try:
            return work()
        except LaterError as error:
            wait = FIRST_WAIT_S * 2 ** (number - 1) if error.wait_s is None else error.wait_s
            asked = f", and asks to wait {error.wait_s:g} s" if error.wait_s is not None else ""
            if number == tries or wait > LONGEST_WAIT_S:
                times = f"{number} times" if number > 1 else "once"
                raise PublishError(f"{error.told}{asked}; tried {times}, the same command goes on from here") from error
            _logger.warning("%s%s; again in %g s", error.told, asked, wait)
            time.sleep(wait)
    raise AssertionError("tries must be 1 or more")
