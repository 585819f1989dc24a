"""Dropped photos are shown by reason, copies beside the one that was kept, groups across products by themselves."""

import cv2
import numpy as np
import pytest

from curation.report.dropped import EXAMPLES, across, dropped, shown_groups
from curation.schema import Image
from curation.workspace import Workspace


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    for number in range(12):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((90, 60, 3), 20 * number, np.uint8))
    return Workspace(tmp_path)


def row(number: int, reason: str = "", group: str = "", product: str = "A", store: str = "s") -> Image:
    return Image(store, product, number, path=f"{number}.png", keep=not reason, reason=reason, group=group)


def test_a_copy_stands_beside_the_one_that_was_kept(workspace):
    images = [row(0, group="g"), row(1, "near_duplicate", "g"), row(2, "blurred"), row(3, "blurred")]
    blurred, copy = dropped(workspace, images)
    assert (blurred.name, blurred.photos, [example.kept for example in blurred.examples]) == ("blurred", 2, ["", ""])
    assert (copy.name, copy.photos) == ("near_duplicate", 1)
    assert copy.examples[0].kept.startswith("data:image/jpeg;base64,")
    assert copy.examples[0].kept != copy.examples[0].picture
    assert copy.examples[0].label == "s A"


def test_many_are_shown_by_examples_from_all_over(workspace):
    (reason,) = dropped(workspace, [row(number, "blurred") for number in range(12)])
    assert reason.photos == 12
    assert len(reason.examples) <= EXAMPLES
    assert len({example.picture for example in reason.examples}) == len(reason.examples)


def test_what_cannot_be_read_has_no_picture(workspace):
    broken = row(1, "truncated")
    broken.path = "gone.png"
    assert dropped(workspace, [broken])[0].examples[0].picture == ""


def test_only_kept_copies_in_several_products_are_a_group_across(workspace):
    images = [
        row(0, group="g"),
        row(1, group="g", product="B", store="t"),
        row(2, group="h"),
        row(3, "near_duplicate", "h"),
        row(4, group="k"),
        row(5, "exact_duplicate", "k", product="B"),
    ]
    groups = across(images)
    assert [[image.position for image in members] for members in groups] == [[0, 1]]
    (shown,) = shown_groups(workspace, groups)
    assert (shown.products, shown.stores, [label for _, label in shown.pictures]) == (2, ["s", "t"], ["s A", "t B"])
