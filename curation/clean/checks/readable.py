"""A photo that no decoder reads to its end; the reason is the decoder's own."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict
from curation.errors import PhotoError


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `missing_file`, `empty_file`, `not_an_image`, `truncated`, `too_many_pixels`, `unreadable`."""
    if isinstance(photo.measures, PhotoError):
        return Drop(photo.measures.reason, photo.measures.detail)
    return KEEP
