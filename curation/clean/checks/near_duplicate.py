"""The same picture a second time in one product: encoded again, resized or trimmed."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `near_duplicate`; across products nothing is dropped, the photos share a group."""
    if photo.better:
        return Drop("near_duplicate", f"a copy of {photo.better}")
    return KEEP
