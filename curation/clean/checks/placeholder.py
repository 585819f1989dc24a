"""A picture that stands with many products and so shows none of them: a size chart, a logo."""

from curation.clean.photo import Photo
from curation.clean.settings import CleanSettings
from curation.clean.verdict import KEEP, Drop, Verdict


def check(photo: Photo, settings: CleanSettings) -> Verdict:
    """Drops `placeholder` where more than `max_products` products show it; as a link it would tie them all together."""
    if photo.products > settings.max_products:
        return Drop("placeholder", f"{photo.products} products show it; at most {settings.max_products} are kept")
    return KEEP
