import pytest

from scrapers.pages import money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("34,99 €", 34.99, "EUR"),
        ("ab 1.299,95\u00a0€", 1299.95, "EUR"),
        ("à partir de 45,95 €", 45.95, "EUR"),
        ("79.90 CHF", 79.9, "CHF"),
        ("199,00 zł", 199.0, "PLN"),
        ("£12.50", 12.5, "GBP"),
        ("ausverkauft", None, ""),
    ],
)
def test_a_written_price_is_read(text: str, amount: float | None, currency: str):
    assert money.written(text) == (amount, currency)


def test_a_sign_of_several_currencies_names_none():
    assert money.currency("kr") == ""


@pytest.mark.parametrize("value", [None, True, "viel", "nan", float("inf"), -1, [], 10**400])
def test_what_is_no_amount_is_none(value: object):
    assert money.usable(value) is None


@pytest.mark.parametrize(("text", "amount"), [("1299.95", 1299.95), ("1.299,95", 1299.95), ("29", 29.0), ("", None)])
def test_the_price_of_json_ld_is_read_in_either_spelling(text: str, amount: float | None):
    assert money.spelled(text) == amount
