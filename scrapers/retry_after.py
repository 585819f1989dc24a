"""How long a Retry-After field asks to wait.

Source: https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds(field: str, now: datetime | None = None) -> float | None:
    """Seconds from now, never negative, from a number of seconds or an HTTP date; None where it is neither.

    >>> seconds("120")
    120.0
    """
    field = field.strip()
    if field.isascii() and field.isdigit():
        # Beyond the digits of any date; a float of 400 digits would be infinite.
        return float(field[:15]) if len(field) <= 15 else 1e15
    try:
        moment = parsedate_to_datetime(field)
    except (ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
