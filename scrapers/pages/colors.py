"""Shops that state two colours in one: the maker's word and their own family of it, "acid black/dunkelgrau"."""

_GERMAN = frozenset(
    ("schwarz", "weiß", "weiss", "rot", "blau", "grün", "gelb", "rosa", "pink", "grau", "beige", "braun", "lila",
     "orange", "türkis", "violett")
)  # fmt: skip
_FRENCH = frozenset(
    ("noir", "blanc", "rouge", "bleu", "vert", "jaune", "rose", "gris", "marron", "violet", "beige", "orange")
)
_FAMILIES = _GERMAN | _FRENCH | frozenset(
    ("bunt", "silber", "gold", "petrol", "oliv", "khaki", "bordeaux", "camel", "nude", "mint", "creme", "offwhite",
     "off-white", "apricot", "koralle", "mottled grey", "mottled beige", "multi-coloured")
)  # fmt: skip
_SHADES = ("hell", "dunkel", "mittel")


def maker_and_family(stated: str) -> tuple[str, str]:
    """The maker's word, and the shop's family where the second word is one; else everything as it is stated.

    Two plain words of the shop's language are two colours of one article and stay together.

    >>> maker_and_family("acid black/dunkelgrau")
    ('acid black', 'dunkelgrau')
    >>> maker_and_family("schwarz/weiß")
    ('schwarz/weiß', '')
    """
    maker, slash, family = (part.strip() for part in stated.rpartition("/"))
    if not slash or not maker or "/" in maker:
        return stated, ""
    words = {_plain(maker), _plain(family)}
    if maker.casefold() == family.casefold():
        return maker, family
    two_colors = any(words <= language for language in (_GERMAN, _FRENCH))
    return (maker, family) if _plain(family) in _FAMILIES and not two_colors else (stated, "")


def _plain(word: str) -> str:
    """The colour without its shade, in lower case."""
    word = word.casefold()
    return next((word.removeprefix(shade) for shade in _SHADES if word.startswith(shade)), word)
