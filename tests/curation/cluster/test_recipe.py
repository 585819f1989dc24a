from dataclasses import replace

import pytest

from curation.cluster.features import FEATURES
from curation.cluster.recipe import METHODS, RECIPES, Recipe, recipe
from curation.errors import SpecError, UnknownNameError


def test_the_bare_recipe_is_the_thesis():
    assert Recipe() == Recipe("threshold", 256, 200, 5, (70, 186), 64, 3, 2018, 10)


def test_grayscale_and_edges_have_four_clusters():
    assert [recipe(method).k for method in ("grayscale", "edges")] == [4, 4]


def test_grayscale_is_not_cropped():
    assert recipe("grayscale").crop == (0, 256)


def test_every_method_has_a_recipe_of_its_own_and_a_feature():
    assert set(METHODS) == set(RECIPES) == set(FEATURES)
    assert all(recipe(method).method == method for method in METHODS)


@pytest.mark.parametrize("make", [recipe, lambda method: Recipe(method=method)])
def test_an_unknown_method_is_answered_with_the_known_ones(make):
    with pytest.raises(UnknownNameError) as caught:
        make("egdes")
    assert str(caught.value) == "unknown method 'egdes'; known methods: threshold, grayscale, edges"


def test_all_wrong_numbers_are_told_at_once():
    with pytest.raises(SpecError) as caught:
        Recipe(canvas=0, threshold=255, blur=4, crop=(9, 9), size=0, k=0, seed=-1, n_init=0)
    assert caught.value.mistakes == (
        "canvas is 0; it is a side in pixels, 1 or more",
        "threshold is 255; it is a gray level, 0 to 254",
        "blur is 4; it must be odd and 1 or more",
        "crop is 9..9; it must lie within the canvas, 0..0, and hold a column",
        "size is 0; it is a side in pixels, 1 or more",
        "k is 0; there must be 1 cluster or more",
        "seed is -1; it must be 0 to 4294967295",
        "n_init is 0; K-Means must start once or more",
    )


def test_a_smaller_canvas_asks_for_another_crop():
    with pytest.raises(SpecError) as caught:
        replace(Recipe(), canvas=128)
    assert str(caught.value) == "crop is 70..186; it must lie within the canvas, 0..128, and hold a column"
