"""Who translates: one text in, English out. Each provider has a name and a version, which the cache is keyed by.

Google's free page is scraped by deep-translator and failed on most days of 2026; DeepL needs a key. deep-translator's
own DeepL class still puts the key into the address, which DeepL refuses, so that one is asked directly.
"""

import os
from collections.abc import Callable
from importlib.metadata import version
from typing import Protocol

import requests
from deep_translator import GoogleTranslator

from curation.errors import TranslationError, UnknownNameError

KEY = "DEEPL_API_KEY"


class Provider(Protocol):
    """Translates one text; anything but a text that comes back is a failure."""

    name: str
    version: str

    def translate(self, text: str, source: str) -> str | None:
        """English for a text in the language `source` ("de", "fr"); may raise anything."""


class Google:
    """Google's free web page, through deep-translator."""

    name = "google"

    def __init__(self) -> None:
        self.version = version("deep-translator")

    def translate(self, text: str, source: str) -> str | None:
        answer = GoogleTranslator(source=source, target="en").translate(text)
        return answer if isinstance(answer, str) else None


class DeepL:
    """DeepL's API, free or paid, with the key in DEEPL_API_KEY.

    Raises:
        TranslationError: the variable is not set.
    """

    name = "deepl"
    version = "v2"

    def __init__(self, url: str = "", timeout_s: float = 10.0) -> None:
        self._key = os.environ.get(KEY, "")
        if not self._key:
            raise TranslationError(f"provider deepl needs a key; set {KEY}, or take provider out of [translate]")
        # DeepL's free keys end in ":fx" and work on their own host only.
        host = "api-free.deepl.com" if self._key.endswith(":fx") else "api.deepl.com"
        self._url = url or f"https://{host}/v2/translate"
        self._timeout_s = timeout_s

    def translate(self, text: str, source: str) -> str | None:
        answer = requests.post(
            self._url,
            headers={"Authorization": f"DeepL-Auth-Key {self._key}"},
            json={"text": [text], "source_lang": source.upper(), "target_lang": "EN"},
            timeout=self._timeout_s,
        )
        answer.raise_for_status()
        return str(answer.json()["translations"][0]["text"])


PROVIDERS: dict[str, Callable[[], Provider]] = {"google": Google, "deepl": DeepL}


def provider(name: str) -> Provider:
    """The provider of this name.

    Raises:
        UnknownNameError: there is none.
        TranslationError: it cannot work as things are.
    """
    if name not in PROVIDERS:
        raise UnknownNameError("provider", name, PROVIDERS)
    return PROVIDERS[name]()
