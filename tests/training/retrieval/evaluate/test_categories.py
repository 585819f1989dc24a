"""Categories by query: what a query means, what none claims, and what cannot be meant."""

import pytest

from curation.errors import ConfigError, DataError, UnknownNameError
from training.retrieval.evaluate.categories import FIVE, OTHERS, categorise

PRODUCTS = {
    "1": {"color": "blue", "category": "tops"},
    "2": {"color": "red", "category": "knitwear"},
    "3": {"color": "blue", "category": "dresses"},
}


def test_a_product_belongs_to_the_query_that_all_its_values_fit_and_else_to_others():
    assert categorise(PRODUCTS, FIVE) == {"1": "Blue T-Shirts", "2": "Red Sweaters", "3": OTHERS}
    assert categorise(PRODUCTS, {"warm": "color = red|yellow"}) == {"1": OTHERS, "2": "warm", "3": OTHERS}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "color blue",
            "'color blue' is no condition; write attribute=value, joined by &, such as color=blue & category=tops",
        ),
        ("color=blue & ", "'' is no condition; write attribute=value, joined by &, such as color=blue & category=tops"),
        (
            "color=blue|",
            "'color=blue|' is no condition; write attribute=value, joined by &, such as color=blue & category=tops",
        ),
        (
            "color=blue & color=red",
            "'color=blue & color=red' asks for color twice; join its values by |, such as color=blue|black",
        ),
    ],
)
def test_a_query_that_means_nothing_is_refused(query, message):
    with pytest.raises(ConfigError) as error:
        categorise(PRODUCTS, {"it": query})
    assert str(error.value) == message


def test_an_attribute_no_product_has_is_refused_with_those_there_are():
    with pytest.raises(UnknownNameError) as error:
        categorise(PRODUCTS, {"it": "colour=blue"})
    assert str(error.value) == "unknown attribute 'colour'; known attributes: category, color"


def test_a_product_claimed_twice_is_refused():
    with pytest.raises(DataError) as error:
        categorise(PRODUCTS, {"blue": "color=blue", "dress": "category=dresses"})
    assert str(error.value) == "product 3 belongs to blue and dress; narrow the queries so that one claims it"
