"""What a crawl was refused, in words: one line a kind, and one sentence on what to do when it was everything."""

from collections.abc import Iterator, Mapping
from typing import Any

from scrapers.replay import MISSING
from scrapers.throttle import BLOCKED, REFUSED

INSTEAD = (
    "A refusal is respected; what works instead: pages you saved (-s REPLAY=FOLDER), a partner's access, a store with "
    "Shopify or schema.org pages, data you already have (curate import)"
)
WORDS = {
    "robots_disallowed": "its robots.txt does not allow it",
    "robots_unreachable": "its robots.txt cannot be had, which means no; try again later",
    "tdm_reserved": "it reserves text and data mining",
    "host_opted_out": "it said no to everything that was asked for",
}
"""By a row's reason; a directive stands for itself."""
_PAGES, _PHOTOS, _FAILED = "consent/pages/refused/", "images/refused/", "images/failed/"


def refusal(store: str, stats: Mapping[str, Any]) -> str:
    """Why a crawl ended as blocked and what to do instead; empty where the store gave something.

    Blocked is: a host refused for good, or nothing at all could be kept because the store said no.
    """
    kept = stats.get("item_scraped_count", 0) + stats.get("pages/known", 0)
    photos = stats.get("images/done", 0) + stats.get("images/known", 0)
    why = ""
    if hosts := stats.get(BLOCKED):
        why = "; ".join(f"{host} {told}" for host, told in sorted(hosts.items()))
    elif not kept and (reasons := _counts(stats, _PAGES)):
        why = "; ".join(map(_word, reasons))
    elif not kept and (answers := _counts(stats, REFUSED)):
        why = "; ".join(f"it answered {status} to {_times(count)}" for status, count in answers.items())
    elif not photos and (reasons := _counts(stats, _PHOTOS)):
        why = "of its photos none may be kept: " + "; ".join(map(_word, reasons))
    return f"{store} refused this crawl ({why}). {INSTEAD}" if why else ""


def remarks(stats: Mapping[str, Any]) -> Iterator[str]:
    """What was refused, what failed and what was kept by agreement, a line for each reason."""
    for what, prefix in (("pages refused", _PAGES), ("photos refused", _PHOTOS), ("photos failed", _FAILED)):
        for reason, count in _counts(stats, prefix).items():
            if reason != MISSING:  # those are listed by address
                yield f"{what}, {reason}: {count}"
    for what in ("pages", "photos"):
        for source, count in _counts(stats, f"consent/{what}/overridden/").items():
            yield f"{what} kept by CONSENT_OVERRIDE against {source}: {count}"


def _word(reason: str) -> str:
    return WORDS.get(reason, f"it says {reason}")


def _times(count: int) -> str:
    return "one request" if count == 1 else f"{count} requests"


def _counts(stats: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in sorted(stats.items()) if name.startswith(prefix)}
