"""The numbers that a user sets, one wrong at a time."""

import pytest
from scrapy.settings import Settings

from curation.errors import CrawlError
from scrapers import settings as module
from scrapers.numbers import LEAST, LEAST_WHOLE, check_numbers


def with_(name: str, value: object) -> Settings:
    settings = Settings()
    settings.setmodule(module)
    settings.set(name, value, "cmdline")
    return settings


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DOWNLOAD_DELAY", "2s", "DOWNLOAD_DELAY must be a number of seconds from 0, not '2s'"),
        ("PROGRESS_SECONDS", "", "PROGRESS_SECONDS must be a number of seconds from 0, not ''"),
        ("THROTTLE_PAUSE", "-1", "THROTTLE_PAUSE must be a number of seconds from 0, not '-1'"),
        ("THROTTLE_FIRST_WAIT", "inf", "THROTTLE_FIRST_WAIT must be a number of seconds from 0, not 'inf'"),
        ("THROTTLE_SLOWEST", "nan", "THROTTLE_SLOWEST must be a number of seconds from 0, not 'nan'"),
        ("CONSENT_OPT_OUTS", "0", "CONSENT_OPT_OUTS must be a whole number from 1, not '0'"),
        ("PHOTO_MAXSIZE", "32MiB", "PHOTO_MAXSIZE must be a whole number from 1, not '32MiB'"),
        ("THROTTLE_REFUSALS", "2.5", "THROTTLE_REFUSALS must be a whole number from 0, not '2.5'"),
    ],
)
def test_a_number_that_is_none_says_what_it_must_be(name, value, message):
    with pytest.raises(CrawlError) as error:
        check_numbers(with_(name, value))
    assert str(error.value) == message


@pytest.mark.parametrize(("name", "least"), [*LEAST.items(), *LEAST_WHOLE.items()])
def test_the_least_that_is_allowed_is_allowed_as_text_and_as_a_number(name, least):
    check_numbers(with_(name, least))
    check_numbers(with_(name, str(least)))


def test_a_wrong_number_is_one_line_before_anything_is_asked_for(scrapy, tmp_path):
    given = (f"WORKSPACE={tmp_path}", "CONTACT=you@example.org", "PHOTO_MAXSIZE=abc")
    done = scrapy("crawl", "zalando", *(word for setting in given for word in ("-s", setting)))
    assert (done.returncode, done.stderr) == (1, "Error: PHOTO_MAXSIZE must be a whole number from 1, not 'abc'\n")
    assert not list(tmp_path.iterdir())
