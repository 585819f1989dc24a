"""The same file a second time in one product."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `exact_duplicate`; across products nothing is dropped, the photos share a group."""
    if photo.better and photo.same_bytes:
        return Drop("exact_duplicate", f"the same bytes as {photo.better}")
    return KEEP
