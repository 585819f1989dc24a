"""Shops that state two colours in one: the maker's word and their own family of it, "acid black/dunkelgrau"."""

_PLAIN = frozenset(
    [
        "schwarz",
        "weiß",
        "weiss",
        "rot",
        "blau",
        "grün",
        "gruen",
        "gelb",
        "rosa",
        "pink",
        "grau",
        "beige",
        "braun",
        "lila",
        "violett",
        "orange",
        "türkis",
        "tuerkis",
        "bunt",
        "silber",
        "gold",
        "petrol",
        "oliv",
        "khaki",
        "bordeaux",
        "camel",
        "nude",
        "mint",
        "creme",
        "ecru",
        "offwhite",
        "off-white",
        "apricot",
        "koralle",
        "marine",
        "noir",
        "blanc",
        "rouge",
        "bleu",
        "vert",
        "jaune",
        "rose",
        "gris",
        "marron",
        "violet",
    ]
)
_SHADES = (
    "hell",
    "dunkel",
    "mittel",
)
_ENGLISH_FAMILIES = frozenset(("mottled grey", "mottled beige", "multi-coloured"))


def maker_and_family(stated: str) -> tuple[str, str]:
    """The maker's word, and the shop's family where the second word is one; else everything as it is stated.

    Two words of the same kind are two colours of one article and stay together.

    >>> maker_and_family("acid black/dunkelgrau")
    ('acid black', 'dunkelgrau')
    >>> maker_and_family("schwarz/weiß")
    ('schwarz/weiß', '')
    """
    maker, slash, family = (part.strip() for part in stated.rpartition("/"))
    same = maker.casefold() == family.casefold()
    if slash and maker and "/" not in maker and _is_family(family) and (same or not _is_family(maker)):
        return maker, family
    return stated, ""


def _is_family(word: str) -> bool:
    word = word.casefold()
    for shade in _SHADES:
        word = word.removeprefix(shade)
    return word in _PLAIN or word in _ENGLISH_FAMILIES
