"""The Retry-After field."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.retry_after import seconds

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "wait"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90),
        ("Saturday, 21-Nov-26 12:01:30 GMT", 90),
        ("Sat Nov 21 12:01:30 2026", 90),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("9" * 400, 1e15),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("१२", None),
        ("Sat, 99 Nov 2026 12:01:30 GMT", None),
    ],
)
def test_seconds_and_http_dates_are_read_and_nothing_else(field, wait):
    assert seconds(field, NOW) == wait


@given(st.text(max_size=60))
def test_no_field_breaks_the_reading(field):
    wait = seconds(field, NOW)
    assert wait is None or 0 <= wait <= 1e15
