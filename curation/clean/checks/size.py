"""A photo too small to show outline or colour."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `too_small` where the shorter side is below `min_side`."""
    width, height = int(photo.measure("width")), int(photo.measure("height"))
    if min(width, height) < settings.min_side:
        return Drop("too_small", f"{width}x{height}, the shorter side must be {settings.min_side} pixels or more")
    return KEEP
