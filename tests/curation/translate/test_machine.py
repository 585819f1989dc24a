"""A provider may hang, return nothing, raise or answer with a web page: the run goes on, and so does the next."""

import time

import pytest

from curation.errors import TranslationError, UnknownNameError
from curation.translate.machine import Machine
from curation.translate.providers import PROVIDERS, DeepL, provider


class Fake:
    """Answers as the test tells it to."""

    name, version = "fake", "1"

    def __init__(self, answer) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def translate(self, text: str, source: str) -> str | None:
        self.asked.append(text)
        return self.answer(text)


def fails(text: str) -> str:
    raise ConnectionError("refused")


def hangs(text: str) -> str:
    time.sleep(5)
    return text


def machine(tmp_path, answer, **options) -> Machine:
    options = {"timeout_s": 0.1, "pause_s": 0.0, "retries": 0, "sleep": lambda seconds: None, **options}
    return Machine(Fake(answer), tmp_path / "build/translations.sqlite", **options)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (hangs, "fake gave no answer within 0.1 s"),
        (lambda text: None, "fake returned nothing"),
        (lambda text: "  ", "fake returned '  '"),
        (fails, "fake failed: ConnectionError: refused"),
        (lambda text: "<html><body>429</body></html>", "fake answered with a web page"),
        (lambda text: "x" * 900, "fake answered 900 characters to 4"),
    ],
)
def test_what_is_no_translation_is_a_failure_with_its_reason_and_the_next_run_goes_on(tmp_path, answer, why):
    broken = machine(tmp_path, answer)
    assert broken.translate(["blau"], "de") == {}
    assert (broken.report.failed, broken.report.why) == (1, why)
    assert machine(tmp_path, str.upper).translate(["blau"], "de") == {"blau": "BLAU"}


def test_what_was_translated_is_not_asked_again(tmp_path):
    first = machine(tmp_path, str.upper)
    assert first.translate(["blau", "rot", "blau"], "de") == {"blau": "BLAU", "rot": "ROT"}
    assert first.provider.asked == ["blau", "rot"]
    second = machine(tmp_path, fails)
    assert second.translate(["blau", "rot"], "de") == {"blau": "BLAU", "rot": "ROT"}
    assert (second.report.cached, second.provider.asked) == (2, [])


def test_another_version_of_the_provider_is_asked_again(tmp_path):
    machine(tmp_path, str.upper).translate(["blau"], "de")
    newer = machine(tmp_path, str.title)
    newer.provider.version = "2"
    assert newer.translate(["blau"], "de") == {"blau": "Blau"}
    assert newer.translate(["blau"], "fr") == {"blau": "Blau"}
    assert newer.provider.asked == ["blau", "blau"]


def test_after_three_failures_in_a_row_no_more_is_asked_but_the_cache_still_answers(tmp_path):
    machine(tmp_path, str.upper).translate(["z"], "de")
    broken = machine(tmp_path, fails, retries=1)
    assert broken.translate([*"abcdef", "z"], "de") == {"z": "Z"}
    assert broken.provider.asked == list("aabbcc")
    assert (broken.report.asked, broken.report.failed, broken.report.skipped, broken.report.cached) == (3, 3, 3, 1)


def test_one_failure_between_successes_opens_no_breaker(tmp_path):
    flaky = machine(tmp_path, lambda text: None if text in "bd" else text.upper(), breaker=2)
    assert flaky.translate("abcdef", "de") == {"a": "A", "c": "C", "e": "E", "f": "F"}


def test_pauses_double_with_each_retry(tmp_path):
    slept: list[float] = []
    broken = machine(tmp_path, fails, retries=2, pause_s=0.5, sleep=slept.append)
    broken.translate(["blau"], "de")
    assert slept == [0.5, 1.0, 2.0]


def test_too_long_a_text_is_not_sent(tmp_path):
    patient = machine(tmp_path, str.upper)
    patient.translate(["x" * 5001], "de")
    assert patient.report.why == "text of 5,001 characters, at most 5,000 are sent"
    assert patient.provider.asked == []


def test_an_unknown_provider_and_a_missing_key_are_named(monkeypatch):
    with pytest.raises(UnknownNameError) as unknown:
        provider("babelfish")
    assert str(unknown.value) == "unknown provider 'babelfish'; known providers: google, deepl"
    monkeypatch.delenv("DEEPL_API_KEY", raising=False)
    with pytest.raises(TranslationError) as keyless:
        provider("deepl")
    assert str(keyless.value) == ("provider deepl needs a key; set DEEPL_API_KEY, or take provider out of [translate]")
    assert set(PROVIDERS) == {"google", "deepl"}


def test_deepl_is_asked_with_the_key_in_a_header_and_never_in_the_address(monkeypatch, loopback):
    monkeypatch.setenv("DEEPL_API_KEY", "secret:fx")
    url, seen = loopback(b'{"translations": [{"text": "blue"}]}')
    assert DeepL(url).translate("blau", "de") == "blue"
    assert seen == [("/", "DeepL-Auth-Key secret:fx", {"text": ["blau"], "source_lang": "DE", "target_lang": "EN"})]


def test_a_refusal_of_deepl_is_a_failure(monkeypatch, loopback, tmp_path):
    monkeypatch.setenv("DEEPL_API_KEY", "secret:fx")
    url, _ = loopback(b"quota", status=456)
    broken = machine(tmp_path, None)
    broken.provider = DeepL(url)
    broken.timeout_s = 5.0
    assert broken.translate(["blau"], "de") == {}
    assert broken.report.why.startswith("deepl failed: HTTPError: 456")


def test_google_goes_through_deep_translator(monkeypatch):
    from deep_translator import GoogleTranslator

    monkeypatch.setattr(GoogleTranslator, "translate", lambda self, text: f"{self.source}>{self.target}: {text}")
    assert provider("google").translate("blau", "de") == "de>en: blau"
    monkeypatch.setattr(GoogleTranslator, "translate", lambda self, text: None)
    assert provider("google").translate("-", "de") is None
