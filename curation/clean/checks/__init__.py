"""One check a file: from a photo and the settings to `Keep` or `Drop(reason)`. The first drop counts."""

from collections.abc import Callable

from curation.clean.checks import (
    background,
    blur,
    contrast,
    exact_duplicate,
    near_duplicate,
    placeholder,
    readable,
    shape,
    size,
)
from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict

Check = Callable[[Photo, CleanSettings], Verdict]

ALONE: tuple[Check, ...] = (
    readable.check,
    size.check,
    shape.check,
    contrast.check,
    blur.check,
    background.check,
)
"""What a photo itself tells, the cheapest explanation first; none of the later ones can judge what cannot be read."""

TOGETHER: tuple[Check, ...] = (placeholder.check, exact_duplicate.check, near_duplicate.check)
"""What its copies tell, of the photos that passed: a blurred copy must not stand in for a sharp one."""


def judge(photo: Photo, checks: tuple[Check, ...], settings: CleanSettings) -> Verdict:
    """The first drop, or Keep."""
    for check in checks:
        verdict = check(photo, settings)
        if isinstance(verdict, Drop):
            return verdict
    return KEEP
