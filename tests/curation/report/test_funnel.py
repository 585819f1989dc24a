"""Each step of a funnel is the one before less what was lost, with its reasons."""

from curation.report.category import CategoryNumbers
from curation.report.funnel import Step, photo_funnel, product_funnel
from curation.schema import Image


def test_products_are_lost_for_stated_reasons_until_the_pairs_are_left():
    rejected = {"no_model_photo": 2, "no_product_photo": 1, "only_backs": 3, "below_min_score": 1}
    steps = product_funnel(
        [
            CategoryNumbers("dresses", 17, 60, 10, 7, rejected, paired=True),
            CategoryNumbers("", 2),
            CategoryNumbers("shoes", 1),
        ]
    )
    assert steps == [
        Step("listed", 20, 100.0, {}),
        Step("in a category that is paired", 17, 85.0, {"no_category": 2, "category_not_paired": 1}),
        Step("with a photo of a person", 15, 75.0, {"no_model_photo": 2}),
        Step("with a product photo", 14, 70.0, {"no_product_photo": 1}),
        Step("paired", 10, 50.0, {"only_backs": 3, "below_min_score": 1}),
    ]


def test_photos_are_lost_for_stated_reasons_until_those_in_a_pair_are_left():
    images = [Image("s", "0", n, path=f"{n}.jpg") for n in range(6)]
    images[0].path, images[0].keep, images[0].reason = "", False, "not_stored_http_404"
    images[1].keep, images[1].reason = False, "blurred"
    # a person chose it, whatever cleaning says
    images[2].keep, images[2].reason = False, "blurred"
    assert photo_funnel(images, {"2.jpg", "3.jpg"}) == [
        Step("listed", 6, 100.0, {}),
        Step("stored", 5, 83.3, {"not_stored_http_404": 1}),
        Step("fit for use", 4, 66.7, {"blurred": 1}),
        Step("in a pair", 2, 33.3, {"not_chosen": 2}),
    ]


def test_an_empty_build_has_empty_steps():
    assert [step.left for step in product_funnel([])] == [0, 0, 0, 0, 0]
    assert {step.percent for step in photo_funnel([], set())} == {100.0, 0.0}
