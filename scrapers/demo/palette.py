"""Colours by their names: value of the vocabulary, maker's word, store's word, cloth."""

from dataclasses import dataclass

from scrapers.demo.product import Rgb


@dataclass(frozen=True)
class Colour:
    """One colour a maker dyes in."""

    value: str
    """Vocabulary value."""
    name: str
    """Maker's word."""
    label: str
    """The store's family word in German."""
    rgb: Rgb


def _colours(value: str, *rows: tuple[str, str, Rgb]) -> list[Colour]:
    return [Colour(value, name, label, rgb) for name, label, rgb in rows]


COLOURS: tuple[Colour, ...] = tuple(
    _colours(
        "beige",
        ("sand", "beige", (205, 183, 150)),
        ("camel", "camel", (181, 140, 96)),
        ("nude", "nude", (222, 196, 175)),
        ("oatmeal", "beige", (217, 205, 184)),
    )
    + _colours(
        "black",
        ("schwarz", "schwarz", (28, 28, 31)),
        ("black", "schwarz", (22, 22, 24)),
        ("jet black", "schwarz", (34, 32, 35)),
        ("caviar", "schwarz", (40, 40, 44)),
    )
    + _colours(
        "blue",
        ("navy", "dunkelblau", (33, 42, 74)),
        ("dark blue", "dunkelblau", (42, 54, 92)),
        ("royal", "blau", (39, 74, 160)),
        ("denim blue", "blau", (84, 112, 152)),
        ("light blue", "hellblau", (150, 182, 215)),
        ("petrol", "petrol", (26, 84, 104)),
    )
    + _colours(
        "gray",
        ("acid black", "dunkelgrau", (74, 75, 79)),
        ("anthracite", "dunkelgrau", (64, 67, 72)),
        ("grey melange", "mottled grey", (150, 152, 155)),
        ("light grey", "hellgrau", (186, 188, 191)),
    )
    + _colours(
        "green",
        ("khaki", "oliv", (106, 108, 76)),
        ("bottle green", "dunkelgrün", (28, 74, 56)),
        ("sage", "grün", (140, 160, 134)),
        ("emerald", "grün", (22, 116, 84)),
    )
    + _colours(
        "pink",
        ("rose", "rosa", (222, 170, 176)),
        ("blush", "rosa", (232, 192, 190)),
        ("fuchsia", "pink", (200, 52, 120)),
        ("altrosa", "rosa", (190, 134, 140)),
    )
    + _colours(
        "red",
        ("red", "rot", (186, 34, 42)),
        ("bordeaux", "bordeaux", (104, 28, 44)),
        ("tomato", "rot", (206, 62, 46)),
        ("rust", "rot", (164, 66, 44)),
    )
    + _colours(
        "white",
        ("white", "weiß", (246, 246, 246)),
        ("off-white", "offwhite", (240, 236, 228)),
        ("weiß", "weiß", (250, 250, 250)),
        ("cloud dancer", "offwhite", (242, 240, 234)),
    )
    + _colours(
        "yellow",
        ("mustard", "gelb", (204, 156, 52)),
        ("lemon", "gelb", (240, 216, 96)),
        ("sun", "gelb", (236, 184, 62)),
    )
)

# How often a colour is drawn: as listed in the 2018 crawl (thousands), but less black and white.
FREQUENCY = {
    "beige": 5.0,
    "black": 15.0,
    "blue": 18.0,
    "gray": 7.3,
    "green": 5.4,
    "pink": 7.8,
    "red": 5.9,
    "white": 10.0,
    "yellow": 4.0,
}

# The letter of a Zalando config SKU that names the colour family.
SKU_LETTER = {
    "beige": "B",
    "black": "Q",
    "blue": "K",
    "gray": "C",
    "green": "M",
    "pink": "J",
    "red": "G",
    "white": "A",
    "yellow": "E",
}
