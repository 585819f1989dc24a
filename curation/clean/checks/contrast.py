"""A photo that shows next to nothing: one even colour."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `near_uniform` where the gray levels spread by less than `min_contrast`."""
    contrast = photo.measure("contrast")
    if contrast < settings.min_contrast:
        return Drop("near_uniform", f"gray levels spread by {contrast:.2f}; {settings.min_contrast:g} or more are kept")
    return KEEP
