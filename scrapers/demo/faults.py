"""What goes wrong in the field, switched on by name: each fault takes an answer and spoils it."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PIL import Image

from scrapers.demo.answer import Answer, Store, text
from scrapers.demo.seeds import number

Fault = Callable[[str, Answer], Answer]
"""Path of the request and the store's answer in, what the client gets out."""


def too_many_requests() -> Fault:
    """The first request for each page is a 429 with Retry-After; the second is answered."""
    seen: set[str] = set()

    def fault(path: str, answer: Answer) -> Answer:
        if not _is(answer, "text/html") or path in seen:
            return answer
        seen.add(path)
        refusal = text("Too Many Requests\n", 429)
        return replace(refusal, headers={**refusal.headers, "Retry-After": "1"})

    return fault


def robots_503() -> Fault:
    """robots.txt cannot be had, which means: disallowed."""
    return lambda path, answer: text("Service Unavailable\n", 503) if path == "/robots.txt" else answer


def refuses_everything() -> Fault:
    """403 for every page and photo, as a plain client gets it from Zalando since 2026; robots.txt alone is served."""
    return lambda path, answer: answer if path == "/robots.txt" else text("Forbidden\n", 403)


def opt_out_headers() -> Fault:
    """Pages and photos say that they are not for machine learning."""
    return lambda path, answer: replace(answer, headers={**answer.headers, "X-Robots-Tag": "noai, noimageai"})


def tdm_reservation() -> Fault:
    """The host reserves text and data mining in its well-known file.

    Source: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240202/
    """
    policy = b'[{"location": "/", "tdm-reservation": 1}]\n'
    reserved = Answer(body=policy, headers={"Content-Type": "application/json"})
    return lambda path, answer: reserved if path == "/.well-known/tdmrep.json" else answer


def broken_json_ld() -> Fault:
    """The schema.org block of every page has one comma too many."""

    def fault(path: str, answer: Answer) -> Answer:
        sound, broken = b'"@type":"Product",', b'"@type":"Product",,'
        return replace(answer, body=answer.body.replace(sound, broken)) if _is(answer, "text/html") else answer

    return fault


def truncated_body() -> Fault:
    """One photo in four ends after half of the bytes that its head announced."""

    def fault(path: str, answer: Answer) -> Answer:
        whole = answer.body
        return replace(answer, body=whole[: len(whole) // 2], announced=len(whole))

    return _photos(fault)


def html_as_image() -> Fault:
    """One photo in four is a page with status 200."""
    html = b"<!DOCTYPE html><title>Just a moment</title><p>Just a moment.</p>"
    return _photos(lambda path, answer: Answer(body=html, headers={"Content-Type": "text/html"}))


def transparent_png() -> Fault:
    """One photo in four is a PNG, under a name that ends in .jpg, with nothing where the background was white."""

    def fault(path: str, answer: Answer) -> Answer:
        with Image.open(io.BytesIO(answer.body)) as opened:
            picture = opened.convert("RGBA")
        picture.putalpha(picture.convert("L").point(lambda gray: 0 if gray > 245 else 255))
        return Answer(body=_packed(picture, "PNG"), headers={"Content-Type": "image/png"})

    return _photos(fault)


def exif_rotation() -> Fault:
    """One photo in four lies on its side and carries the EXIF orientation that puts it upright."""

    def fault(path: str, answer: Answer) -> Answer:
        with Image.open(io.BytesIO(answer.body)) as upright:
            lying = upright.transpose(Image.Transpose.ROTATE_90)
        exif = Image.Exif()
        exif[0x0112] = 6  # "turn me 90 degrees clockwise"
        return replace(answer, body=_packed(lying, "JPEG", quality=90, exif=exif))

    return _photos(fault)


def slow_answers() -> Fault:
    """One URL in four takes three seconds to begin."""
    return lambda path, answer: replace(answer, wait_s=3.0) if _chosen(path) else answer


FAULTS: Mapping[str, Callable[[], Fault]] = {
    "too_many_requests": too_many_requests,
    "robots_503": robots_503,
    "refuses_everything": refuses_everything,
    "opt_out_headers": opt_out_headers,
    "tdm_reservation": tdm_reservation,
    "broken_json_ld": broken_json_ld,
    "truncated_body": truncated_body,
    "html_as_image": html_as_image,
    "transparent_png": transparent_png,
    "exif_rotation": exif_rotation,
    "slow_answers": slow_answers,
}


class FaultyStore:
    """A store whose answers pass through faults, in the order given.

    Raises:
        ValueError: a fault that does not exist.
    """

    def __init__(self, store: Store, faults: Sequence[str]) -> None:
        for fault in faults:
            if fault not in FAULTS:
                raise ValueError(f"unknown fault '{fault}'; known faults: {', '.join(FAULTS)}")
        self.name = store.name
        self.hosts = store.hosts
        self._store = store
        self._faults = [FAULTS[fault]() for fault in faults]

    def answer(self, host: str, path: str, query: str) -> Answer:
        """The store's own answer, spoilt."""
        answer = self._store.answer(host, path, query)
        for fault in self._faults:
            answer = fault(path, answer)
        return answer


def _is(answer: Answer, media: str) -> bool:
    return answer.status == 200 and answer.headers.get("Content-Type", "").startswith(media)


def _chosen(path: str) -> bool:
    """One path in four, the same each time."""
    return number("fault", path) % 4 == 0


def _photos(fault: Fault) -> Fault:
    """The fault, for the chosen photos only."""
    return lambda path, answer: fault(path, answer) if _is(answer, "image/") and _chosen(path) else answer


def _packed(picture: Image.Image, form: str, **options: object) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, form, **options)
    return packed.getvalue()
