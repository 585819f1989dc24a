"""Store texts as they are compared: mended, folded, cut into words, words without their endings."""

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "œ": "oe", "æ": "ae"})
_ESCAPED = re.compile(r"%25|%3C|%2F|(?:%C3%[89AB][0-9A-F])+", re.IGNORECASE)
# A question mark inside a word is an umlaut that an old crawl lost: "l?nge".
_TOKEN = re.compile(r"\d+/\d+|\d+(?:[.,]\d+)?|[a-z]*(?:\?[a-z]+)+|[a-z]+|[,;/()+&:]|\.(?=\s|$)")

ENDINGS = {
    "de": ("en", "er", "es", "em", "e", "n"),
    "en": ("es", "s", "e"),
    "fr": ("es", "s", "e"),
}
"""What is taken off the end of a word, again and again while three letters stay."""


def mended(text: str) -> str:
    """The text with what transport did to it undone: percent escapes, UTF-8 read as Latin-1, no-break spaces.

    >>> mended("100%25\\xa0Baumwolle")
    '100% Baumwolle'
    >>> mended("Ã„rmel")
    'Ärmel'
    """
    if "%" in text:
        text = _ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)
    if "Ã" in text:
        for page in ("latin-1", "cp1252"):
            try:
                text = text.encode(page).decode("utf-8")
                break
            except UnicodeError:
                continue
    return " ".join(unicodedata.normalize("NFC", text).split())


def lowered(text: str) -> str:
    """Small letters without accents; ä, ö, ü and ß as ae, oe, ue and ss.

    >>> lowered("Weiß, Rosé")
    'weiss, rose'
    """
    text = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def fold(phrase: str) -> str:
    """The phrase as keys and colour names are compared: letters and digits with one space between.

    >>> fold("Blusen & Tuniken") == fold("blusen-tuniken")
    True
    >>> fold("Weiß") == fold("weiss")
    True
    """
    return " ".join("".join(c if c.isalnum() else " " for c in lowered(phrase)).split())


def tokens(text: str) -> list[str]:
    """Words, numbers, fractions and the marks that part phrases, folded.

    >>> tokens("7/8-lange Ärmel, 65 cm")
    ['7/8', 'lange', 'aermel', ',', '65', 'cm']
    """
    return _TOKEN.findall(lowered(text))


def stem(word: str, language: str) -> str:
    """The word without its endings; the same for vocabulary and phrase, so it need not be a real stem.

    >>> stem("kurzes", "de"), stem("kurze", "de")
    ('kurz', 'kurz')
    """
    endings = ENDINGS[language]
    while True:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                break
        else:
            return word
