"""What a person must say before anything is released: `[release]` of a definition."""

import re
from dataclasses import dataclass
from datetime import date as day

from curation.errors import SpecError
from curation.release.licences import LICENCES, OTHER

TASKS = (
    "image-to-image",
    "image-classification",
    "image-feature-extraction",
    "unconditional-image-generation",
    "text-to-image",
    "image-to-text",
    "object-detection",
    "image-segmentation",
    "zero-shot-image-classification",
    "other",
)
"""Of the Hub's task categories those that have to do with photos."""


@dataclass(frozen=True)
class ReleaseSection:
    """`[release]`: by what right the set is passed on, and whom to ask."""

    license: str = ""
    """Of the tables, and of the photos where they are in it: an identifier such as "cc-by-4.0", or "other"."""
    license_name: str = ""
    """With "other": what the licence is called."""
    license_url: str = ""
    """With "other": where its text stands."""
    redistribute: bool = False
    """Whether you may pass the photos themselves on; without that right a release holds links only."""
    rights: str = ""
    """Where that right comes from, in a sentence for the card; needed with redistribute = true."""
    authors: tuple[str, ...] = ()
    """Whom to credit, in order."""
    contact: str = ""
    """Where somebody asks for a photo to be taken out: an e-mail address or a URL."""
    url: str = ""
    """Where the release can be found."""
    citation: str = ""
    """How to cite it; empty = made from authors, title and version."""
    doi: str = ""
    """Such as "10.5281/zenodo.1234567"; empty = none."""
    languages: tuple[str, ...] = ("de",)
    """Of names and words, as ISO 639-1 codes."""
    tasks: tuple[str, ...] = ("image-to-image", "image-feature-extraction")
    """What it is for, as the Hub's task categories."""
    tags: tuple[str, ...] = ()
    """More words to find it by."""
    date: str = ""
    """The day of the release, such as "2026-11-21"; empty = that of the newest thing in it. Never read off the clock,
    so that the same input gives the same bytes."""
    overridden: bool = False
    """Whether photos are released whose site reserved them, but which the store agreed to have collected."""

    def __post_init__(self) -> None:
        other = self.license == OTHER
        rules = (
            (
                self.license in ("", OTHER, *LICENCES),
                f"license '{self.license}' is none that the Hub knows; such as {', '.join(list(LICENCES)[:4])}, or "
                f'"{OTHER}" with license_name and license_url',
            ),
            (not other or bool(self.license_name), f'license_name is empty; license = "{OTHER}" needs it'),
            (not other or _is_url(self.license_url), f'license_url must be a URL with license = "{OTHER}"'),
            (other or not self.license_name, f'license_name has no effect without license = "{OTHER}"; take it out'),
            (other or not self.license_url, f'license_url has no effect without license = "{OTHER}"; take it out'),
            (not self.redistribute or bool(self.rights), "rights is empty; redistribute = true needs it"),
            (not self.url or _is_url(self.url), f"url must begin with https:// or http://, not '{self.url}'"),
            (not self.contact or _reaches(self.contact), f"contact must be an e-mail or a URL, not '{self.contact}'"),
            (not self.date or _is_day(self.date), f"date must be a day such as 2026-11-21, not '{self.date}'"),
            (not self.doi or self.doi.startswith("10."), f"doi must begin with 10., not '{self.doi}'"),
            *((name in TASKS, f"tasks names '{name}'; known: {', '.join(TASKS)}") for name in self.tasks),
            *(
                (bool(re.fullmatch(r"[a-z]{2}", code)), f"languages must be codes such as de, not '{code}'")
                for code in self.languages
            ),
        )
        if mistakes := [message for holds, message in rules if not holds]:
            raise SpecError(mistakes)


def _is_url(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s\"<>]+", text) is not None


def _reaches(text: str) -> bool:
    return _is_url(text) or re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text) is not None


def _is_day(text: str) -> bool:
    try:
        return day.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
