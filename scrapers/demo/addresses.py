"""What addresses of demo stores are made of: words as slugs, numbers in queries."""

import re
from urllib.parse import parse_qs

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "&": " "})


def slug(words: str) -> str:
    """Lower-case words joined by dashes, in ASCII.

    >>> slug("Jonte & Mave PIA - Ärmelloses Kleid")
    'jonte-mave-pia-aermelloses-kleid'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower().translate(_LETTERS)).strip("-")


def whole_number(query: str, name: str) -> int | None:
    """The number under `name` in a query, or None where the query does not name it.

    Raises:
        ValueError: something else than one whole number from 1 stands there.
    """
    given = parse_qs(query, keep_blank_values=True).get(name)
    if given is None:
        return None
    if len(given) != 1 or not re.fullmatch(r"[0-9]{1,5}", given[0]) or int(given[0]) < 1:
        raise ValueError(f"{name} must be one whole number from 1, not {given}")
    return int(given[0])
