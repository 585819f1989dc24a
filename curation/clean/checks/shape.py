"""A banner or a strip: far longer than wide."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `odd_aspect` where the longer side is above `max_aspect` times the shorter one."""
    width, height = int(photo.measure("width")), int(photo.measure("height"))
    aspect = max(width, height) / min(width, height)
    if aspect > settings.max_aspect:
        return Drop("odd_aspect", f"{width}x{height}, {aspect:.2f} to 1; at most {settings.max_aspect:g} to 1 is kept")
    return KEEP
