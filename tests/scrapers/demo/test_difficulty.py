"""The drawn world stays neither too easy nor too hard; full-size figures: `make bench`, docs/world.md."""

import numpy as np
import pytest

from curation.stages import Pipeline
from curation.workspace import Workspace
from scrapers.demo.__main__ import summarise
from scrapers.demo.catalogue import STYLES, catalogue
from scrapers.demo.difficulty import colour_histogram, colour_recall, query_and_packshot, recall_at_1
from scrapers.demo.export import export


@pytest.mark.parametrize("style", STYLES)
def test_thesis_pairing_finds_a_full_front_for_about_half_of_the_dresses(style, tmp_path):
    dresses = [product for product in catalogue(150, style=style) if product.category == "dresses"]
    export(dresses, tmp_path, height=128, workers=1)
    pipeline = Pipeline(Workspace(tmp_path), "fashion", workers=1)
    # From raw: the exported build says which photos are details, which would flatter.
    pipeline.prepare()
    pipeline.ensure(pipeline.pair("dresses", shots=pipeline.shot_choice("none")))
    summary = summarise(pipeline.build, dresses, 0.0)
    assert summary.pairs > 45
    assert 0.35 <= summary.front_full <= 0.65


@pytest.mark.parametrize("style", STYLES)
def test_colour_alone_finds_some_products_and_not_most(style):
    assert 0.1 <= colour_recall(catalogue(640, style=style), most=400, height=96) <= 0.6


def test_a_histogram_counts_the_middle_of_the_photo():
    image = np.full((8, 8, 3), 255, np.uint8)
    image[2:6, 2:6] = (200, 10, 10)
    shares = colour_histogram(image)
    assert shares.shape == (512,)
    assert shares[(200 // 32) * 64] == 1.0
    whole = colour_histogram(image, bins=2, centre=1.0)
    assert whole[7] == 0.75
    assert whole[4] == 0.25


def test_recall_counts_queries_that_find_their_own_row():
    gallery = np.eye(4, dtype=np.float32)
    assert recall_at_1(gallery, gallery) == 1.0
    assert recall_at_1(gallery[[0, 1, 3, 2]], gallery) == 0.5


def test_what_is_listed_twice_or_lacks_a_photo_is_no_query():
    products = catalogue(600)
    found = query_and_packshot(products, 600)
    assert 400 < len(found) < 600
    for product, front, packshot in found:
        assert (product.planted, front.shot, packshot.shot) == ("", "full_front", "packshot")


def test_too_few_products_are_not_measured():
    with pytest.raises(ValueError, match=r"^only \d products have a full front and a packshot, not 9; list more$"):
        colour_recall(catalogue(9), most=9)
