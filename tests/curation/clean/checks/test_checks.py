"""Each check drops with its reason and keeps at the limit itself."""

import numpy as np
import pytest

from curation.clean.checks import (
    ALONE,
    TOGETHER,
    background,
    blur,
    contrast,
    exact_duplicate,
    judge,
    near_duplicate,
    placeholder,
    readable,
    shape,
    size,
)
from curation.clean.measure import MEASURED
from curation.clean.photo import Photo
from curation.clean.settings import BACKGROUNDS, CleanSettings
from curation.clean.verdict import KEEP, Drop
from curation.errors import PhotoError
from curation.schema import Image

SETTINGS = CleanSettings()
GOOD = {"width": 200, "height": 300, "contrast": 40.0, "sharpness": 1.0, "background": 0}


def photo(shows_product=False, better="", same_bytes=False, products=1, **numbers) -> Photo:
    measures = np.zeros((), MEASURED)
    for name, value in {**GOOD, **numbers}.items():
        measures[name] = value
    return Photo(Image("s", "A", 0), measures, shows_product, better, same_bytes, products)


@pytest.mark.parametrize(
    ("check", "at_the_limit", "beyond", "verdict"),
    [
        (
            size.check,
            photo(width=64, height=900),
            photo(width=63, height=900),
            Drop("too_small", "63x900, the shorter side must be 64 pixels or more"),
        ),
        (
            shape.check,
            photo(width=400, height=100),
            photo(width=401, height=100),
            Drop("odd_aspect", "401x100, 4.01 to 1; at most 4 to 1 is kept"),
        ),
        (
            contrast.check,
            photo(contrast=2.5),
            photo(contrast=2.25),
            Drop("near_uniform", "gray levels spread by 2.25; 2.5 or more are kept"),
        ),
        (
            blur.check,
            photo(sharpness=0.75),
            photo(sharpness=0.5),
            Drop("blurred", "sharpness 0.50; 0.6 or more is kept"),
        ),
        (
            background.check,
            photo(shows_product=True, background=BACKGROUNDS.index("light")),
            photo(shows_product=True, background=BACKGROUNDS.index("busy")),
            Drop("background_not_white", "background is busy; kept: white, light"),
        ),
        (
            placeholder.check,
            photo(products=20),
            photo(products=21),
            Drop("placeholder", "21 products show it; at most 20 are kept"),
        ),
        (
            exact_duplicate.check,
            photo(better="a.jpg"),
            photo(better="a.jpg", same_bytes=True),
            Drop("exact_duplicate", "the same bytes as a.jpg"),
        ),
        (near_duplicate.check, photo(), photo(better="a.jpg"), Drop("near_duplicate", "a copy of a.jpg")),
    ],
    ids=lambda value: value.reason if isinstance(value, Drop) else "",
)
def test_the_limit_itself_is_kept_and_beyond_it_there_is_a_reason(check, at_the_limit, beyond, verdict):
    assert check(at_the_limit, SETTINGS) == KEEP
    assert check(beyond, SETTINGS) == verdict


def test_what_cannot_be_read_is_dropped_for_the_decoders_reason():
    broken = Photo(Image("s", "A", 0), PhotoError("truncated", "image file is truncated"))
    assert readable.check(broken, SETTINGS) == Drop("truncated", "image file is truncated")
    assert readable.check(photo(), SETTINGS) == KEEP
    assert judge(broken, ALONE, SETTINGS) == Drop("truncated", "image file is truncated")


def test_only_product_photos_must_stand_on_white_and_only_where_the_definition_says_so():
    busy = BACKGROUNDS.index("busy")
    assert background.check(photo(background=busy), SETTINGS) == KEEP
    assert background.check(photo(shows_product=True, background=busy), CleanSettings(backgrounds=())) == KEEP


def test_the_first_reason_counts():
    assert judge(photo(width=10, height=90, contrast=0), ALONE, SETTINGS) == Drop(
        "too_small", "10x90, the shorter side must be 64 pixels or more"
    )
    assert judge(photo(better="a.jpg", same_bytes=True), TOGETHER, SETTINGS).reason == "exact_duplicate"
    assert judge(photo(), ALONE + TOGETHER, SETTINGS) == KEEP
