"""Whether a site reserves text and data mining: its well-known file, its headers, its pages.

Source: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

PATH = "/.well-known/tdmrep.json"
HEADER, POLICY = "tdm-reservation", "tdm-policy"
_RESERVED = "%!*'();:@&=+$,/?#[]"
"""Characters that mean something else when they are not escaped, and the escape itself."""
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class Reservation:
    """One declaration: the rights are reserved (True) or expressly not (False)."""

    reserved: bool
    source: str
    """Where it stood, such as "tdmrep.json:/images/*"."""
    policy: str = ""
    """Address of the terms under which mining may be agreed on; only where the rights are reserved."""

    @property
    def told(self) -> str:
        """The source with the policy, for a row."""
        return f"{self.source};policy={self.policy}" if self.policy else self.source


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of tdmrep.json."""

    location: str
    """Pattern of a path: `*` is anything, `$` at the end is the end."""
    reserved: bool
    policy: str = ""

    def holds(self, path: str) -> bool:
        """Whether a path with its query lies under the location."""
        pattern = _decoded(self.location)
        whole = pattern.endswith("$")
        first, *parts = pattern.removesuffix("$").replace("$", "%24").split("*")
        # A pattern means these two characters themselves only when they are escaped.
        path = _decoded(path).replace("$", "%24").replace("*", "%2A")
        if not path.startswith(first):
            return False
        # Part by part from the left, which needs no backtracking, however many stars there are.
        place = len(first)
        last = parts.pop() if whole and parts else None
        for part in parts:
            found = path.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        if not whole:
            return True
        return place == len(path) if last is None else path.endswith(last) and len(path) - len(last) >= place


def rules(body: bytes) -> list[Rule]:
    """The entries of a tdmrep.json in their order; one that breaks the format is left out.

    Raises:
        ValueError: the file is no JSON array.
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is no JSON ({error})") from None
    if not isinstance(entries, list):
        raise ValueError("is no JSON array")
    found = []
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        location, reserved = entry.get("location"), _value(entry.get(HEADER))
        if isinstance(location, str) and reserved is not None:
            policy = entry.get(POLICY)
            found.append(Rule(_rooted(location.strip()), reserved, policy.strip() if isinstance(policy, str) else ""))
    return found


def of_file(entries: Iterable[Rule], url: str) -> Reservation | None:
    """What the first entry that matches says of a URL; None where none does."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for rule in entries:
        if rule.holds(path):
            return Reservation(rule.reserved, f"tdmrep.json:{rule.location}", rule.policy if rule.reserved else "")
    return None


def of_headers(reservations: Iterable[str], policies: Iterable[str]) -> Reservation | None:
    """What the header fields of an answer say; of several that differ the stricter."""
    return _declared(reservations, policies, HEADER)


def of_meta(elements: Iterable[tuple[str, str]]) -> Reservation | None:
    """What the meta elements of a page say, given as (name, content) pairs."""
    pairs = [(name.strip().lower(), content) for name, content in elements]
    reservations = (content for name, content in pairs if name == HEADER)
    return _declared(reservations, (content for name, content in pairs if name == POLICY), f"meta:{HEADER}")


def strongest(*ranked: Reservation | None) -> Reservation | None:
    """The declaration that counts, of those given from the weakest place to the strongest: file, header, page."""
    return next((one for one in reversed(ranked) if one is not None), None)


def _declared(reservations: Iterable[str], policies: Iterable[str], source: str) -> Reservation | None:
    values = [value for value in (_value(text) for text in reservations) if value is not None]
    if not values:
        return None
    reserved = any(values)
    policy = next((text.strip() for text in policies if text.strip()), "") if reserved else ""
    return Reservation(reserved, f"{source}:{int(reserved)}", policy)


def _value(given: Any) -> bool | None:
    """1 and 0, also as text; anything else is a protocol error, which counts as nothing said."""
    return {"1": True, "0": False}.get(str(int(given) if isinstance(given, bool) else given).strip())


def _rooted(location: str) -> str:
    return location if location.startswith(("/", "*")) else f"/{location}"


def _decoded(path: str) -> str:
    """The path with one spelling for every character: what needs no escape is written without, the rest with."""

    def plain(match: re.Match[str]) -> str:
        character = unquote(match[0], errors="strict") if int(match[0][1:], 16) < 0x80 else match[0]
        return character if character.isalnum() or character in "-._~" else match[0].upper()

    return quote(_ESCAPE.sub(plain, path), safe=_RESERVED)
