"""What a service's answer means for a person: come back later, or one line that says what to do."""

import os
import re

from curation.errors import PublishError

LATER = (408, 429, 500, 502, 503, 504)
"""Answers after which the same request may succeed."""
_FULL = re.compile(r"quota|storage limit|storage space|exceed|too large|insufficient storage", re.IGNORECASE)
TOKENS = (
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "ZENODO_TOKEN",
    "ZENODO_SANDBOX_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)
"""Variables of the environment whose values are shown to nobody."""
SHORTEST = 8
"""Characters from which on a value is taken for a secret: a test's "x" would be struck out of every word."""


class LaterError(Exception):
    """The service could not do it just now."""

    def __init__(self, told: str, wait_s: float | None = None) -> None:
        self.told = told
        self.wait_s = wait_s
        """How long it asks to wait, in seconds; None where it does not say."""
        super().__init__(told)


def fault(service: str, place: str, credential: str, status: int, said: str, wait_s: float | None = None) -> Exception:
    """The error that an answer stands for.

    Args:
        service: who answered, such as "huggingface.co".
        place: what was to be written, such as "hf://owner/name".
        credential: where the service's key is taken from, as an advice, such as "set HF_TOKEN".
        status: of the answer, 400 or more.
        said: the service's own words.
        wait_s: its Retry-After, in seconds.

    Returns:
        A `LaterError` or a `PublishError`.
    """
    said = without_secrets(said)
    words = f"{status}: {said}" if said else str(status)
    if status in (413, 507) or (status not in LATER and _FULL.search(said)):
        return PublishError(
            f"{service} has no room for this ({words}); make room, ask for more or send less, then run the same "
            "command again: what is there stays there"
        )
    if status == 401:
        return PublishError(f"{service} does not accept the token ({words}); {credential}")
    if status == 403:
        return PublishError(f"{service} forbids it ({words}); use a token that may write to {place}")
    if status == 404:
        return PublishError(f"{place} is not there ({words}); check the name, and that the token may see it")
    if status in (409, 412):
        return PublishError(
            f"{place} was changed by somebody else meanwhile ({words}); look at it, then run the same command again"
        )
    if status in LATER:
        return LaterError(f"{service} answered {words}", wait_s)
    return PublishError(f"{service} does not take it ({words})")


def without_secrets(text: str, longest: int = 200) -> str:
    """A service's words on one line, cut short, with every credential of the environment struck out."""
    for name in TOKENS:
        value = os.environ.get(name, "")
        if len(value) >= SHORTEST:
            text = text.replace(value, "***")
    return " ".join(text.split())[:longest]


def retry_after(value: str | None) -> float | None:
    """The seconds of a Retry-After header; None where it gives none, or a date.

    >>> retry_after("120")
    120.0
    """
    return float(value) if value and value.strip().isdigit() else None
