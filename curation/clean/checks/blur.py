"""A photo out of focus, or blown up from a small one."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `blurred` where the sharpness is below `min_sharpness`."""
    sharpness = photo.measure("sharpness")
    if sharpness < settings.min_sharpness:
        return Drop("blurred", f"sharpness {sharpness:.2f}; {settings.min_sharpness:g} or more is kept")
    return KEEP
