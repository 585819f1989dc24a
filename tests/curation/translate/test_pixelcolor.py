"""The photo's colour is compared with the stated one; neighbours agree, opposites differ, nothing is changed."""

import numpy as np
import pytest

from curation.errors import VocabularyError
from curation.translate.pixelcolor import garment_colors, load_swatches, verdict
from curation.workspace import Workspace, shipped


@pytest.fixture(scope="module")
def swatches():
    return load_swatches(Workspace(shipped()))


def packshot(rgb: tuple[int, int, int], background: int = 255) -> np.ndarray:
    """(180, 120, 3) uint8: a shirt's outline in one colour."""
    image = np.full((180, 120, 3), background, np.uint8)
    image[30:150, 35:85] = rgb
    image[30:80, 20:100] = rgb
    return image


@pytest.mark.parametrize(
    ("rgb", "stated", "wanted"),
    [
        ((30, 30, 32), "black", ("black", "agrees")),
        ((186, 34, 42), "red", ("red", "agrees")),
        ((186, 34, 42), "green", ("red", "differs")),
        ((40, 42, 50), "gray", ("black", "agrees")),
        ((250, 250, 250), "white", ("white", "agrees")),
        ((250, 250, 250), "black", ("white", "differs")),
        ((39, 74, 160), "", ("blue", "")),
        ((39, 74, 160), "multicolor", ("blue", "")),
    ],
)
def test_what_the_photo_shows_and_whether_it_agrees(swatches, rgb, stated, wanted):
    assert verdict(garment_colors(packshot(rgb)), stated, swatches) == wanted


def test_a_photo_that_shows_nothing_says_nothing(swatches):
    assert verdict(np.empty((0, 3)), "red", swatches) == ("", "")


def test_a_print_on_the_cloth_does_not_shift_its_colour(swatches):
    image = packshot((39, 74, 160))
    image[60:75, 45:75] = 255
    assert swatches.nearest(garment_colors(image)[0]) == "blue"


def test_a_bad_swatch_names_its_line(tmp_path):
    folder = tmp_path / "vocabularies/swatches"
    folder.mkdir(parents=True)
    (folder / "color.csv").write_text("value,rgb\nred,ff00\n")
    with pytest.raises(VocabularyError) as error:
        load_swatches(Workspace(tmp_path))
    assert str(error.value) == f"{folder / 'color.csv'}:2: rgb must be six hex digits, not 'ff00'"


def test_most_drawn_packshots_agree_with_their_colour_and_with_no_other(swatches):
    from scrapers.demo.catalogue import catalogue
    from scrapers.demo.drawing import draw

    agreed = caught = 0
    products = catalogue(products=60, seed=5)
    for product in products:
        photo = next(photo for photo in product.photos if photo.shot == "packshot")
        colors = garment_colors(draw(product, photo, 160).image)
        stated = product.values["color"]
        opposite = "yellow" if stated in ("black", "blue", "gray") else "blue"
        agreed += verdict(colors, stated, swatches)[1] == "agrees"
        caught += verdict(colors, opposite, swatches)[1] == "differs"
    assert agreed >= 0.9 * len(products)
    assert caught >= 0.9 * len(products)
