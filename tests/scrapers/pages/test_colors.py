import pytest

from scrapers.pages.colors import maker_and_family


@pytest.mark.parametrize(
    ("stated", "two"),
    [
        ("acid black/dunkelgrau", ("acid black", "dunkelgrau")),
        ("khaki/oliv", ("khaki", "oliv")),
        ("camel/camel", ("camel", "camel")),
        ("rose/rosa", ("rose", "rosa")),
        ("navy / bleu", ("navy", "bleu")),
        ("grey melange/mottled grey", ("grey melange", "mottled grey")),
    ],
)
def test_the_makers_word_and_the_shops_are_told_apart(stated, two):
    assert maker_and_family(stated) == two


@pytest.mark.parametrize("stated", ["schwarz/weiß", "noir/blanc", "GREY/BLACK", "rot/blau/grün", "Marine", "", "/rot"])
def test_two_colours_of_an_article_stay_together(stated):
    assert maker_and_family(stated) == (stated, "")
