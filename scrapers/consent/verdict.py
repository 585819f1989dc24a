"""What was decided about a page or a photo, from what the site said, and how that is written into a row."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from scrapy.settings import BaseSettings

from curation.errors import CrawlError, UnknownNameError

OWN_NAME = "pairwear"
"""What a site calls us, as the user agent says."""
ROBOTS = "robots.txt"
TDM = "tdm-reservation"
PAGE, PHOTO = "page", "photo"
FORBIDS = {
    ROBOTS: (PAGE, PHOTO),
    TDM: (PAGE, PHOTO),
    "noai": (PAGE, PHOTO),
    "noml": (PAGE, PHOTO),
    "noindex": (PAGE, PHOTO),
    "unavailable_after": (PAGE, PHOTO),
    "noimageai": (PHOTO,),
    "noimageindex": (PHOTO,),
}
"""What a site can say -> what it forbids to keep. These are also the names that CONSENT_OVERRIDE takes."""
REASONS = {ROBOTS: "robots_disallowed", TDM: "tdm_reserved"}
"""The snake_case word of a row, where it is not the directive itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a site said against keeping something."""

    name: str
    """Of `FORBIDS`."""
    source: str
    """Where it stood, without spaces, such as "x-robots-tag:noai" or "robots.txt:503"."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be kept: the `consent` cell of images.csv."""

    outcome: str
    """allowed, overridden (forbidden, and kept by a named agreement) or refused."""
    source: str
    """What was asked (allowed) or what forbade it, without spaces; several joined by "+"."""
    at: str
    """When, ISO 8601 in UTC."""
    reason: str = ""
    """Why not, as a snake_case word; only where refused."""
    note: str = ""
    """CONSENT_REASON; only where overridden."""

    @property
    def cell(self) -> str:
        """Outcome, source and date; an override's reason is the rest.

        >>> Verdict("refused", "x-robots-tag:noai", "2026-11-21T18:00:00+00:00", "noai").cell
        'refused x-robots-tag:noai 2026-11-21T18:00:00+00:00'
        """
        return " ".join(part for part in (self.outcome, self.source, self.at, self.note) if part)

    @classmethod
    def read(cls, cell: str) -> Self | None:
        """The verdict of a cell; None for a cell that no crawl wrote ("import", "drawn", empty)."""
        outcome, _, rest = cell.partition(" ")
        if outcome not in ("allowed", "overridden", "refused"):
            return None
        source, _, rest = rest.partition(" ")
        at, _, note = rest.partition(" ")
        return cls(outcome, source, at, note=note)


@dataclass(frozen=True, slots=True)
class Policy:
    """How strictly a crawl listens: by which names a site can address it, and what was agreed with the site."""

    names: tuple[str, ...] = (OWN_NAME,)
    """Lower case; robots.txt groups, X-Robots-Tag and meta elements for these count as said to us."""
    overrides: frozenset[str] = frozenset()
    """Of `FORBIDS`: what is not obeyed, by the user's word."""
    note: str = ""
    """Why that is right; written into every row that it concerns."""

    def decide(self, what: str, said: Iterable[Said], asked: Collection[str]) -> Verdict:
        """The verdict on a page or a photo (`PAGE`, `PHOTO`), given all that was said and where it was asked."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        against = [one for one in said if what in FORBIDS[one.name]]
        in_force = [one for one in against if one.name not in self.overrides]
        if in_force:
            return Verdict("refused", _sources(in_force), at, REASONS.get(in_force[0].name, in_force[0].name))
        if against:
            return Verdict("overridden", _sources(against), at, note=self.note)
        return Verdict("allowed", "+".join(asked), at)


def policy(settings: BaseSettings) -> Policy:
    """The policy that the settings ask for.

    Raises:
        UnknownNameError: CONSENT_OVERRIDE names something that a site cannot say.
        CrawlError: an override without CONSENT_REASON, CONSENT_NAMES without our own, or Scrapy's own switch for
            robots.txt.
    """
    if not settings.getbool("ROBOTSTXT_OBEY"):
        raise CrawlError(
            "ROBOTSTXT_OBEY cannot be switched off; with the store's agreement: "
            '-s CONSENT_OVERRIDE=robots.txt -s CONSENT_REASON="agreement of 2026-11-01 with the store"'
        )
    overrides = frozenset(name.strip().lower() for name in settings.getlist("CONSENT_OVERRIDE") if name.strip())
    for name in sorted(overrides):
        if name not in FORBIDS:
            raise UnknownNameError("override", name, sorted(FORBIDS))
    note = " ".join(str(settings.get("CONSENT_REASON") or "").split())
    if overrides and not note:
        raise CrawlError(
            f"CONSENT_OVERRIDE={','.join(sorted(overrides))} needs the reason that is written into every row: "
            '-s CONSENT_REASON="agreement of 2026-11-01 with the store"'
        )
    names = tuple(name.strip().lower() for name in settings.getlist("CONSENT_NAMES") if name.strip())
    if OWN_NAME not in names:
        raise CrawlError(
            f"CONSENT_NAMES must hold {OWN_NAME}, the name that stores are told; others only add to it: "
            f"-s CONSENT_NAMES={','.join((OWN_NAME, *(names or ('gptbot',))))}; it is '{','.join(names)}'"
        )
    return Policy(names, overrides, note)


def _sources(said: Iterable[Said]) -> str:
    return "+".join(dict.fromkeys("%20".join(one.source.split()) for one in said))
