"""A store's words as a person would read them: one space between words, the store's escapes undone."""

import re

_ESCAPED = re.compile(r"%25|%3C", re.IGNORECASE)
# Not printable, or half a character (JSON can spell one): neither can be written to a UTF-8 table and read back.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff]")


def collapse(text: str) -> str:
    """The text with every run of white space, no-break spaces and control characters as one space."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def unescape_percent(text: str) -> str:
    """The text with the two escapes of embedded states undone: "100%25 Baumwolle" becomes "100% Baumwolle".

    States write `%25` for `%` and `%3C` for `<` and escape nothing else (both real pages: no other `%XX` occurs).
    Undoing only these leaves words such as "50%50 Mix" or "100%Baumwolle" alone, which general URL decoding would eat.
    """
    if "%" not in text:
        return text
    return _ESCAPED.sub(lambda found: "<" if found[0][1] == "3" else "%", text)


def reading(value: object) -> str:
    """What a state's value says: text without escapes and extra space; empty where it is no text."""
    return collapse(unescape_percent(value)) if isinstance(value, str) else ""
