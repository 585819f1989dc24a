"""A store's words leave some shots possible; the store is right about what it says, and says less than it seems."""

import json

import pytest

from curation.schema import ROLES, SHOTS
from curation.shots.words import ANY, BACKS, FRONTS, about_you, possible


@pytest.mark.parametrize(
    ("role", "view", "focus", "shots"),
    [
        ("product", "", "", {"packshot"}),
        ("product", "back", "product", {"packshot"}),
        ("detail", "front", "", {"detail"}),
        ("model", "", "detail", {"detail"}),
        ("model", "front", "product", {"full_front", "threequarter_front", "upper_front"}),
        ("model", "back", "", {"full_back", "partial_back"}),
        ("model", "side", "", {"full_side", "threequarter_side"}),
        ("model", "front", "full body", {"full_front"}),
        ("model", "", "", set(SHOTS) - {"packshot", "detail"}),
        ("unknown", "", "", set(SHOTS)),
    ],
)
def test_words_leave_these_shots(role, view, focus, shots):
    assert possible(role, view, focus) == shots


def test_every_combination_leaves_at_least_one_shot():
    for role in ROLES:
        for view in ("", "front", "back", "side"):
            for focus in ("", "product", "combination", "detail", "full body"):
                assert possible(role, view, focus)


@pytest.mark.real_data
def test_the_258_pictures_of_about_you_agree_with_what_the_store_says_of_them(real_data):
    products = json.loads((real_data / "pages/aboutyou/api_products_2019.json").read_text(encoding="utf-8"))
    pictures = [picture for product in products for picture in product["images"]["imagesModelFirst"]]
    assert len(pictures) == 258
    backs = fronts = 0
    for picture in pictures:
        role, view, focus = about_you(picture["type"], picture["view"], picture["focus"])
        shots = possible(role, view, focus)
        if picture["focus"] == "detail":
            assert shots == {"detail"}
        elif picture["type"] == "bust":
            assert shots == {"packshot"}
        elif picture["view"] == "front":
            fronts += 1
            assert shots == FRONTS
        elif picture["view"] == "back":
            backs += 1
            assert shots == BACKS
        else:
            assert shots == ANY - {"packshot", "detail"}
    assert (fronts, backs) == (47, 30)
