"""A product photo that is not on white: the first thing the 2018 thesis asked of one."""

from curation.clean.photo import Photo
from curation.clean.settings import BACKGROUNDS, CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `background_not_white` where a photo of the article alone has none of `backgrounds`."""
    seen = BACKGROUNDS[int(photo.measure("background"))]
    if photo.shows_product and settings.backgrounds and seen not in settings.backgrounds:
        return Drop("background_not_white", f"background is {seen}; kept: {', '.join(settings.backgrounds)}")
    return KEEP
